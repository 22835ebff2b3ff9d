"""The queue: tasks carry ids, and nothing else."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharing.settings")

app = Celery("sharing")
app.config_from_object("django.conf:settings", namespace="CELERY")
