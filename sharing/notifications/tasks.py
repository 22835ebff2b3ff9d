"""Doorways for the queue: they take ids, and nothing else."""

from uuid import UUID

from celery import shared_task

from sharing.notifications import posting, telling

# Both well below the first wait of a claim (posting.FIRST_WAIT).
SOFT_LIMIT = 60  # seconds
HARD_LIMIT = 90

# What waited longer in the queue than this comes again by the sweep.
KEPT = 60


@shared_task(name="sharing.notifications.tasks.drain_outbox", ignore_result=True)
def drain_outbox() -> None:
    for key in telling.tell_of_what_waits():
        deliver.apply_async([str(key)], expires=KEPT)


@shared_task(
    name="sharing.notifications.tasks.deliver",
    ignore_result=True,
    soft_time_limit=SOFT_LIMIT,
    time_limit=HARD_LIMIT,
)
def deliver(key: str) -> None:
    posting.deliver_one(UUID(key))


@shared_task(name="sharing.notifications.tasks.sweep_deliveries", ignore_result=True)
def sweep_deliveries() -> None:
    for key in posting.due_deliveries():
        deliver.apply_async([str(key)], expires=KEPT)
