"""The queue is woken after a commit; when it is broken, the act does not notice."""

import json
import logging
import os
import socket
import time

import pytest
import redis
from django.conf import settings as site
from django.db import connection, transaction

from sharing.audit import Kind, record
from sharing.audit.models import Event
from sharing.audit.nudge import TASKS, nudge
from sharing.base.reader import SystemWork, reading_as, reading_as_system
from tests.audit.conftest import ALICE, PAPER

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
QUEUE = "celery"


@pytest.fixture
def queue(settings):
    """The real broker's queue, empty before and after."""
    settings.CELERY_BROKER_URL = (
        os.environ["REDIS_URL"].replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    )
    with redis.Redis.from_url(site.REDIS_URL) as broker:
        broker.delete(QUEUE)
        yield broker
        broker.delete(QUEUE)


@pytest.fixture
def silence():
    """The address of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture
def nobody():
    """An address where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"redis://127.0.0.1:{port}/0"


def tasks_in(broker) -> list[tuple]:
    """Name and arguments of what waits, oldest first."""
    messages = [json.loads(message) for message in reversed(broker.lrange(QUEUE, 0, -1))]
    return [(message["headers"]["task"], message["headers"]["argsrepr"]) for message in messages]


@COMMITTED
def test_a_commit_wakes_each_worker_once(queue):
    with reading_as(ALICE), transaction.atomic():
        record(Kind.PAPER_EDITED, by=ALICE, about=PAPER)
        with transaction.atomic():
            record(Kind.PAPER_EDITED, by=ALICE, about=PAPER)
        assert tasks_in(queue) == []

    assert tasks_in(queue) == [
        ("sharing.audit.tasks.seal_events", "()"),
        ("sharing.notifications.tasks.drain_outbox", "()"),
    ]


@COMMITTED
def test_a_record_after_a_savepoint_was_undone_still_wakes_them(queue):
    with reading_as(ALICE), transaction.atomic():
        with transaction.atomic():
            record(Kind.PAPER_EDITED, by=ALICE, about=PAPER)
            transaction.set_rollback(True)
        record(Kind.PAPER_EDITED, by=ALICE, about=PAPER)

    assert [name for name, _ in tasks_in(queue)] == TASKS


@COMMITTED
def test_nothing_committed_wakes_nobody(queue):
    with reading_as(ALICE), transaction.atomic():
        record(Kind.PAPER_EDITED, by=ALICE, about=PAPER)
        transaction.set_rollback(True)

    assert tasks_in(queue) == []


@COMMITTED
@pytest.mark.parametrize("broken", ["silence", "nobody"])
def test_a_broken_broker_neither_fails_nor_slows_an_act(broken, request, settings, caplog):
    settings.CELERY_BROKER_URL = request.getfixturevalue(broken)
    started = time.monotonic()
    with caplog.at_level(logging.WARNING), reading_as(ALICE), transaction.atomic():
        event = record(Kind.PAPER_EDITED, by=ALICE, about=PAPER)
    took = time.monotonic() - started

    assert took < 1
    assert [(line.name, line.getMessage()) for line in caplog.records] == [
        ("sharing.audit.nudge", "The queue does not answer; the next sweep does its work.")
    ]
    assert [line.exc_info for line in caplog.records] == [None]
    with reading_as_system(SystemWork.BUILD_TESTS):
        assert Event.objects.get() == event
    assert connection.in_atomic_block is False


def test_a_nudge_leaves_no_connection_behind(queue):
    before = len(queue.client_list())
    for _ in range(5):
        nudge()
    assert len(queue.client_list()) == before
