"""Tasks for the real worker: what the database shows while one is somebody."""

import os
import signal

from celery import shared_task
from django.core.cache import cache

from sharing.base.reader import reading_as
from tests.faults.urls import titles


@shared_task(name="tests.faults.look")
def look(answer: str, principal: int | None, end: str) -> None:
    """Leave in the cache what this reader sees, and what nobody does after; or fail or die as the reader."""
    if principal is None:
        cache.set(answer, titles())
        return
    with reading_as(principal):
        read = titles()
        if end == "fails":
            raise RuntimeError
        if end == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
    cache.set(answer, [read, titles()])
