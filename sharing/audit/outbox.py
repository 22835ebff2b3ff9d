"""Events that wait to be told of, for whoever tells people.

    for event in claim_batch(50):
        with transaction.atomic():
            if done(event):
                ...  # write the deliveries

Claiming puts a row off before anything is tried with it, so an event that
fails, or kills its worker, comes back later and keeps nobody waiting; the
deletion in ``done`` commits with what it led to, so nothing is told twice.
"""

from datetime import timedelta

from django.db import transaction

from sharing.audit.models import Event, Outbox
from sharing.base.clock import now
from sharing.base.reader import SystemWork, reading_as_system

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_DOUBLINGS = 10


def claim_batch(limit: int) -> list[Event]:
    """Up to ``limit`` events whose turn it is, longest due first, put off as if each had just failed.

    The wait doubles with each attempt, from one minute to six hours. Claimers
    at the same moment get different events.
    """
    with reading_as_system(SystemWork.TELL_PEOPLE):
        with transaction.atomic(durable=True):
            due = Outbox.objects.filter(next_attempt_at__lte=now()).order_by("next_attempt_at", "event_id")
            rows = list(due.select_for_update(skip_locked=True)[:limit])
            for row in rows:
                row.attempts += 1
                row.next_attempt_at = now() + _wait_after(row.attempts)
            Outbox.objects.bulk_update(rows, ["attempts", "next_attempt_at"])
        events = Event.objects.in_bulk([row.event_id for row in rows])
    return [events[row.event_id] for row in rows if row.event_id in events]


def done(event: Event) -> bool:
    """Take an event off the list, in the transaction that tells of it; false where somebody else has."""
    with reading_as_system(SystemWork.TELL_PEOPLE):
        deleted, _ = Outbox.objects.filter(event_id=event.pk).delete()
    return deleted == 1


def _wait_after(attempts: int) -> timedelta:
    return min(FIRST_WAIT * 2 ** min(attempts - 1, MOST_DOUBLINGS), LONGEST_WAIT)
