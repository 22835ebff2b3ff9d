from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings as site
from django.db import connection, transaction
from django.utils import timezone

from sharing.audit import Kind, record, record_reading
from sharing.audit.models import Event, Reading
from sharing.audit.verifying import verify
from sharing.base.reader import SystemWork, reading_as, reading_as_system

ALICE, BOB = 1001, 1002
PAPER = ("paper", UUID(int=7))


@pytest.fixture
def as_system():
    with reading_as_system(SystemWork.BUILD_TESTS):
        yield


@pytest.fixture
def act():
    """Have a member do something, in a transaction of its own."""

    def act(kind: Kind = Kind.PAPER_EDITED, *, by: int = ALICE, about=PAPER, facts=None, personal=None) -> Event:
        with reading_as(by), transaction.atomic():
            return record(kind, by=by, about=about, facts=facts, personal=personal)

    return act


@pytest.fixture
def read():
    """Have a member open something."""

    def read(*, by: int = BOB, about=PAPER) -> Reading:
        with reading_as(by):
            return record_reading(by=by, about=about)

    return read


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2025, 3, 1, 12, 0, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **parts: float) -> None:
        self.time += timedelta(**parts)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


@pytest.fixture
def as_owner():
    """A cursor for what the application cannot do: the tables' owner, with their triggers off."""

    @contextmanager
    def as_owner(*tables: str):
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE NONE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield cursor
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(f'SET ROLE "{site.DATABASE_ROLE}"')

    return as_owner


@pytest.fixture
def faults():
    """What the verification finds wrong now."""

    def faults(*, minutes: float = 10) -> list[str]:
        found: list[str] = []
        verify(found.append, longest_wait=timedelta(minutes=minutes))
        return found

    return faults
