"""The queue: tasks carry ids, and nothing else."""

import os
import pkgutil

from celery import Celery
from celery.signals import worker_init

import sharing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharing.settings")

app = Celery("sharing")
app.config_from_object("django.conf:settings", namespace="CELERY")
packages = [one.name for one in pkgutil.iter_modules(sharing.__path__, "sharing.") if one.ispkg]
app.autodiscover_tasks(["accounts", *packages])


@worker_init.connect
def check_the_fence(**_kwargs) -> None:
    from sharing.access.fence.check import refuse_to_start_unfenced  # noqa: PLC0415 -- needs Django to be set up

    refuse_to_start_unfenced()
