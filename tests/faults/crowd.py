"""Many browsers at once, with real threads and real connections, at the site's own handler."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Barrier

import psycopg
from django.conf import settings
from django.db import connections
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client

from sharing.audit import Kind
from sharing.audit.models import Event
from sharing.base.reader import SystemWork, reading_as_system
from tests.world import Actor

Send = Callable[[], HttpResponse]
PATIENCE = 60.0  # seconds


def browser(actor: Actor) -> Client:
    """An error is a page, as it is for browsers."""
    client = Client(raise_request_exception=False)
    client.force_login(actor.user)
    return client


def tab_of(client: Client) -> Client:
    """Another tab of the same browser: what one of two clicks is sent by."""
    tab = Client(raise_request_exception=False)
    tab.cookies.update(client.cookies)
    return tab


@dataclass(frozen=True)
class Posting:
    """A form about to be sent. It may be sent by a tab of its own as often as one likes."""

    client: Client
    path: str
    form: dict

    def __call__(self) -> HttpResponse:
        return tab_of(self.client).post(self.path, self.form)


def posting(client: Client, path: str, **form: object) -> Posting:
    return Posting(client, path, form)


def at_once(*sends: Send) -> list[HttpResponse]:
    """Their answers, in this order.

    None of them is let past the writing of its event before as many as the
    pool has connections are as far as they get: each has asked by then whether
    it may, and the worst that the database's locks allow is what happens.
    """
    barrier = Barrier(len(sends) + 1)
    connections["default"].close()  # The pool's connections are for those who send.

    def one(send: Send) -> HttpResponse:
        barrier.wait()
        try:
            return send()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(sends)) as threads, _gate() as gate, _watch() as watch:
        running = [threads.submit(one, send) for send in sends]
        barrier.wait()
        _wait_until_as_far_as_they_get(running, watch)
        gate.commit()
        return [each.result() for each in running]


def statuses(answers: Sequence[HttpResponse]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def told_by(answer: HttpResponse, *, to: Client) -> list[str]:
    """What is told by the page that a redirect leads to."""
    tab = tab_of(to)
    tab.cookies.update(answer.cookies)
    return [str(message) for message in tab.get(answer["Location"]).context["messages"]]


def refusal_of(answer: HttpResponse) -> str:
    """The sentence of a page that says no."""
    return answer.context["sentence"]


def count(model: type[Model], **condition: object) -> int:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return model.objects.filter(**condition).count()


def events(kind: Kind) -> int:
    return count(Event, kind=kind)


def row(model: type[Model], **condition: object):
    with reading_as_system(SystemWork.BUILD_TESTS):
        return model.objects.get(**condition)


@contextmanager
def _gate() -> Iterator[psycopg.Connection]:
    with psycopg.connect(**_to_the_tests_database()) as gate:
        gate.execute("LOCK TABLE sharing_event IN SHARE MODE")
        yield gate


@contextmanager
def _watch() -> Iterator[psycopg.Connection]:
    """Not by the gate itself: within a transaction, what is going on is shown as it was first seen."""
    with psycopg.connect(**_to_the_tests_database(), autocommit=True) as watch:
        yield watch


def _to_the_tests_database() -> dict[str, object]:
    parameters = connections["owner"].get_connection_params()
    return {name: parameters[name] for name in ("dbname", "host", "port", "user", "password") if name in parameters}


def _wait_until_as_far_as_they_get(running: Sequence[Future], watch: psycopg.Connection) -> None:
    pool = settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"]
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        done = sum(each.done() for each in running)
        if watch.execute(waiting).fetchone()[0] >= min(len(running) - done, pool):
            return
        time.sleep(0.02)
    raise AssertionError("somebody neither answers nor waits")
