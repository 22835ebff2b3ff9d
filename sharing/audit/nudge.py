"""Waking the workers after a commit.

Only for speed: beat sweeps both queues anyway, so an act neither waits for a
broken broker nor fails with it.
"""

import logging

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.connection import Connection
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

# By name: what tells people stands far above this package.
TASKS = ["sharing.audit.tasks.seal_events", "sharing.notifications.tasks.drain_outbox"]

# A connection of its own: a worker that blocks on its queue needs a longer patience than an act has.
PATIENCE = {"socket_connect_timeout": 0.25, "socket_timeout": 0.25, "max_retries": 0}


def nudge_after_commit() -> None:
    """Have the workers woken once, however much the transaction records."""
    connection = transaction.get_connection()
    if any(wanted is nudge for _, wanted, _ in connection.run_on_commit):
        return
    transaction.on_commit(nudge, robust=True)


def nudge() -> None:
    """Send each of the tasks; where the broker does not answer, say so in the log and go on."""
    try:
        with Connection(settings.CELERY_BROKER_URL, transport_options=PATIENCE) as broker:
            for task in TASKS:
                current_app.send_task(task, connection=broker, retry=False, ignore_result=True)
    except (OperationalError, OSError):
        log.warning("The queue does not answer; the next sweep does its work.")
