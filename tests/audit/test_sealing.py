import threading
from functools import partial
from uuid import UUID

import pytest
from django.db import connection, transaction

from sharing.audit import Kind, record
from sharing.audit.canonical import GENESIS, digest, event_form, link_form, link_hash, reading_form
from sharing.audit.models import Chain, Event, Outbox, Seal, SealedReading, Unsealed
from sharing.audit.sealing import seal_events, seal_readings
from sharing.base.reader import SystemWork, reading_as, reading_as_system
from tests.audit.conftest import ALICE, PAPER

pytestmark = pytest.mark.django_db
COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def elsewhere(work) -> threading.Thread:
    """Run this in a thread and a session of its own."""

    def and_hang_up():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=and_hang_up)
    thread.start()
    return thread


def links(chain: Chain) -> list[tuple]:
    return list(Seal.objects.filter(chain=chain).order_by("number").values_list("number", "event_id"))


def test_each_event_gets_a_link_that_follows_the_last(act, clock, as_system):
    events = []
    for _ in range(3):
        events.append(act())
        clock.advance(seconds=1)

    assert seal_events() == 3

    previous = GENESIS
    for number, (seal, event) in enumerate(zip(Seal.objects.order_by("number"), events, strict=True), start=1):
        form = link_form(chain="acts", number=number, sealed_at=clock.time, rows=[digest(event_form(event))])
        assert (seal.chain, seal.number, seal.event_id, seal.sealed_at) == ("acts", number, event.id, clock.time)
        assert (seal.previous_hash, seal.hash) == (previous, link_hash(previous, form))
        previous = seal.hash
    assert not Unsealed.objects.exists()
    assert Outbox.objects.count() == 3


def test_readings_share_a_link_in_the_order_of_their_ids(read, clock, as_system):
    readings = sorted([read(), read(), read()], key=lambda reading: reading.id)

    assert seal_readings() == 3

    digests = [digest(reading_form(reading)) for reading in readings]
    form = link_form(chain="reads", number=1, sealed_at=clock.time, rows=digests)
    assert list(Seal.objects.values_list("chain", "number", "event_id", "previous_hash", "hash")) == [
        ("reads", 1, None, GENESIS, link_hash(GENESIS, form))
    ]
    assert list(SealedReading.objects.order_by("reading_id").values_list("reading_id", "number", "digest")) == [
        (reading.id, 1, row) for reading, row in zip(readings, digests, strict=True)
    ]
    assert not Unsealed.objects.exists()


def test_batches_go_on_until_nothing_waits(act, read, faults, as_system):
    for _ in range(5):
        act()
        read()
    assert (seal_events(batch=2), seal_readings(batch=2)) == (5, 5)
    assert [number for number, _ in links(Chain.ACTS)] == [1, 2, 3, 4, 5]
    assert [number for number, _ in links(Chain.READS)] == [1, 2, 3]
    assert faults() == []


def test_nothing_waiting_makes_no_link(as_system):
    assert (seal_events(), seal_readings()) == (0, 0)
    assert not Seal.objects.exists()


def test_a_batch_costs_the_same_statements_whatever_its_size(act, django_assert_num_queries, as_system):
    act()
    with django_assert_num_queries(8):  # Two of them are the savepoint the test puts around.
        seal_events()
    for _ in range(9):
        act()
    with django_assert_num_queries(8):
        seal_events()


def test_forged_lines_in_the_queue_do_not_stop_the_chain(act, clock, faults, as_system):
    sealed = act()
    seal_events()
    Unsealed.objects.create(row_id=sealed.id, chain=Chain.ACTS, at=clock.time)
    Unsealed.objects.create(row_id=PAPER[1], chain=Chain.ACTS, at=clock.time)
    clock.advance(minutes=11)
    event = act()

    assert seal_events(batch=1) == 1

    assert links(Chain.ACTS) == [(1, sealed.id), (2, event.id)]
    assert faults() == sorted(
        f"Row {row_id}: waits for acts since 2025-03-01 12:00." for row_id in (PAPER[1], sealed.id)
    )


@COMMITTED
def test_a_late_commit_is_sealed_late_and_not_skipped(act, faults):
    with reading_as(ALICE), transaction.atomic():
        late = record(Kind.PAPER_EDITED, by=ALICE, about=PAPER)
        early = []
        elsewhere(lambda: early.append(act())).join()
        elsewhere(seal_events).join()

    assert seal_events() == 1
    with reading_as_system(SystemWork.BUILD_TESTS):
        assert links(Chain.ACTS) == [(1, early[0].id), (2, late.id)]
    assert faults() == []


@COMMITTED
def test_one_sealer_works_at_a_time(act):
    act()
    sealed = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('sharing.audit acts', 0))")
        elsewhere(lambda: sealed.append(seal_events())).join(timeout=5)
        assert sealed == [0]
    assert seal_events() == 1


def write_in_turns(number: int, committed: list[UUID]) -> None:
    """Act 15 times, each in a session of its own; every fourth act is rolled back."""
    for turn in range(15):
        with reading_as(ALICE), transaction.atomic():
            event = record(Kind.PAPER_EDITED, by=ALICE, about=PAPER, facts={"turn": turn})
            undone = (turn + number) % 4 == 0
            transaction.set_rollback(undone)
        connection.close()
        if not undone:
            committed.append(event.id)


def seal_while(writing: threading.Event) -> None:
    while writing.is_set():
        seal_events(batch=3)
        connection.close()


@COMMITTED
def test_writers_and_sealers_at_once_neither_fork_nor_lose_a_link(faults):
    """Eight writers, two sealers with small batches. A thread that fails is a warning, and so a failure."""
    committed: list[UUID] = []
    writing = threading.Event()
    connection.close()  # The pool is as small as a real one.

    writing.set()
    sealers = [elsewhere(lambda: seal_while(writing)) for _ in range(2)]
    writers = [elsewhere(partial(write_in_turns, number, committed)) for number in range(8)]
    for thread in writers:
        thread.join()
    writing.clear()
    for thread in sealers:
        thread.join()
    seal_events()

    assert faults(minutes=0) == []
    with reading_as_system(SystemWork.BUILD_TESTS):
        numbers, sealed = zip(*links(Chain.ACTS), strict=True)
        assert list(numbers) == list(range(1, len(committed) + 1))
        assert sorted(sealed) == sorted(committed) == sorted(Event.objects.values_list("id", flat=True))
    assert len(committed) == 90
