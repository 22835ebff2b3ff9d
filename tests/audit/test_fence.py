"""What the database itself allows, whatever the application asks."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.utils import timezone

from sharing.audit import Kind, record, record_reading
from sharing.audit.models import ErasableValue, Event, Outbox, Reading, Seal, SealedReading, Unsealed
from sharing.audit.sealing import seal_events, seal_readings
from sharing.base.principals import PUBLIC
from sharing.base.reader import SystemWork, reading_as, reading_as_system
from tests.audit.conftest import ALICE, BOB, PAPER

pytestmark = pytest.mark.django_db

EVERY_TABLE = [Event, Reading, Seal, SealedReading, Unsealed, Outbox, ErasableValue]
FOR_GOOD = [Event, Reading, Seal, SealedReading]
COLUMN = {Seal: "number", SealedReading: "number", Unsealed: "row_id", Outbox: "event_id", ErasableValue: "event_id"}


def count(model) -> int:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return model.objects.count()


@pytest.fixture
def full(act, read):
    """A row in every table: sealed ones, and others that wait."""
    act(personal={"ip": "192.0.2.1"})
    read()
    seal_events()
    seal_readings()
    act(personal={"ip": "192.0.2.1"})
    assert [count(model) for model in EVERY_TABLE] == [2, 1, 2, 1, 1, 2, 2]


@pytest.mark.parametrize("model", EVERY_TABLE)
@pytest.mark.parametrize("reader", [ALICE, BOB, PUBLIC, None])
@pytest.mark.usefixtures("full")
def test_nobody_but_the_system_sees_or_changes_a_row(model, reader):
    before, table = count(model), model._meta.db_table
    column = COLUMN.get(model, "id")

    def try_all() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            seen = len(cursor.fetchall())
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(f"UPDATE {table} SET {column} = {column}")
            return [seen, deleted(cursor)]

    def deleted(cursor) -> int:
        if model not in FOR_GOOD:
            cursor.execute(f"DELETE FROM {table}")
            return cursor.rowcount
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(f"DELETE FROM {table}")
        return 0

    if reader is None:
        assert try_all() == [0, 0]
    else:
        with reading_as(reader):
            assert try_all() == [0, 0]
    assert count(model) == before


@pytest.mark.parametrize("model", FOR_GOOD)
@pytest.mark.parametrize("change", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
@pytest.mark.usefixtures("full")
def test_not_even_the_system_or_the_owner_changes_what_is_for_good(model, change, as_owner):
    table = model._meta.db_table
    statement = change.format(table=table, column=COLUMN.get(model, "id"))
    refusal = f"rows of {table} are never changed"

    with (
        reading_as_system(SystemWork.BUILD_TESTS),
        connection.cursor() as cursor,
        pytest.raises((IntegrityError, ProgrammingError), match=f"{refusal}|permission denied for table {table}"),
        transaction.atomic(),
    ):
        cursor.execute(statement)
    with as_owner() as owner, pytest.raises(IntegrityError, match=refusal), transaction.atomic():
        owner.execute(statement)
    with as_owner() as owner:
        owner.execute("SELECT current_user = session_user")
        assert owner.fetchone() == (True,)


@pytest.mark.parametrize("model", EVERY_TABLE)
def test_the_application_empties_no_table(model):
    with (
        reading_as_system(SystemWork.BUILD_TESTS),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute(f"TRUNCATE {model._meta.db_table}")


def record_an_event(by):
    record(Kind.PAPER_EDITED, by=by, about=PAPER)


def record_a_value(by):
    ErasableValue.objects.create(event_id=PAPER[1], field="ip", by=by, salt=b"", value="")


def record_opening(by):
    record_reading(by=by, about=PAPER)


@pytest.mark.parametrize("write", [record_an_event, record_opening, record_a_value])
@pytest.mark.parametrize("by", [ALICE, None])
def test_a_member_records_nothing_in_another_name(write, by):
    with (
        reading_as(BOB),
        pytest.raises(DatabaseError, match=r"row-level security|NotNullViolation"),
        transaction.atomic(),
    ):
        write(by)


def queue_a_row(by):
    Unsealed.objects.create(row_id=PAPER[1], chain="acts", at=timezone.now())


def queue_an_event(by):
    Outbox.objects.create(event_id=PAPER[1])


@pytest.mark.parametrize("write", [record_an_event, record_opening, record_a_value, queue_a_row, queue_an_event])
def test_nobody_records_nothing(write):
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        write(ALICE)


def test_the_system_records_for_others_and_for_itself():
    with reading_as_system(SystemWork.BUILD_TESTS):
        record_an_event(ALICE)
        record_an_event(None)
        assert list(Event.objects.order_by("by").values_list("by", flat=True)) == [ALICE, None]


def test_a_member_seals_nothing(clock):
    with reading_as(ALICE), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Seal.objects.create(
            chain="acts", number=1, event_id=PAPER[1], previous_hash=b"", hash=b"", sealed_at=clock.time
        )
