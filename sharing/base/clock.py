"""The time, from one place, so that tests can set it."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    return timezone.now()
