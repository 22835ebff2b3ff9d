"""Doorways for the queue."""

from celery import shared_task

from sharing.audit import sealing


@shared_task(name="sharing.audit.tasks.seal_events", ignore_result=True)
def seal_events() -> None:
    sealing.seal_events()


@shared_task(name="sharing.audit.tasks.seal_readings", ignore_result=True)
def seal_readings() -> None:
    sealing.seal_readings()
