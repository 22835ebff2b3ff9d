import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from sharing.audit.models import Outbox
from sharing.audit.outbox import claim_batch, done
from tests.audit.conftest import PAPER

pytestmark = pytest.mark.django_db


def test_events_come_in_their_order_once(act, clock):
    events = []
    for _ in range(3):
        events.append(act())
        clock.advance(seconds=1)

    assert claim_batch(2) == events[:2]
    assert claim_batch(2) == events[2:]
    assert claim_batch(2) == []


def test_what_is_done_never_comes_back(act, clock, as_system):
    event = act()
    assert done(event) is True
    assert done(event) is False
    clock.advance(days=1)
    assert claim_batch(1) == []
    assert not Outbox.objects.exists()


def test_what_fails_comes_back_later_and_later(act, clock, as_system):
    event = act()
    waits = []
    for _ in range(12):
        assert claim_batch(1) == [event]
        wait = Outbox.objects.get().next_attempt_at - clock.time
        clock.advance(seconds=wait.total_seconds() - 1)
        assert claim_batch(1) == []
        clock.advance(seconds=1)
        waits.append(wait / timedelta(minutes=1))

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]


def test_a_poisoned_event_keeps_nobody_waiting(act, clock):
    poisoned = act()
    claim_batch(1)  # ... and the worker dies.
    clock.advance(seconds=1)
    well = act()

    assert claim_batch(1) == [well]
    clock.advance(minutes=1)
    assert claim_batch(1) == [poisoned]


def test_a_row_without_an_event_is_passed_over(act, clock, as_system):
    Outbox.objects.create(event_id=PAPER[1])
    clock.advance(seconds=1)
    event = act()
    assert claim_batch(2) == [event]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_claimers_at_the_same_moment_get_different_events(act, as_system):
    events = {act().id, act().id}
    elsewhere = []

    def claim_elsewhere():
        elsewhere.extend(event.id for event in claim_batch(2))
        connection.close()

    with transaction.atomic():
        held = Outbox.objects.order_by("next_attempt_at").select_for_update()[:1].get().event_id
        thread = threading.Thread(target=claim_elsewhere)
        thread.start()
        thread.join(timeout=5)

    assert elsewhere == list(events - {held})
