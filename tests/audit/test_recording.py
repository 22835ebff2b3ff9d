from dataclasses import dataclass
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sharing.audit import Kind, record, record_reading
from sharing.audit.models import Chain, ErasableValue, Event, Outbox, Reading, Unsealed
from sharing.audit.personal import commitment
from sharing.base.reader import SystemWork, reading_as, reading_as_system
from tests.audit.conftest import ALICE, BOB, PAPER

pytestmark = pytest.mark.django_db


@dataclass
class Paper:
    pk: UUID
    audit_name = "paper"


def test_an_act_leaves_an_event_and_its_place_in_both_queues(act, clock, as_system):
    event = act(Kind.GRANT_GIVEN, facts={"to": BOB, "version": 2})

    assert list(Event.objects.values()) == [
        {
            "id": event.id,
            "at": clock.time,
            "kind": "grant.given",
            "by": ALICE,
            "about_kind": "paper",
            "about_id": "00000000-0000-0000-0000-000000000007",
            "facts": {"to": BOB, "version": 2},
            "commitments": {},
        }
    ]
    assert list(Unsealed.objects.values()) == [{"row_id": event.id, "chain": Chain.ACTS, "at": clock.time}]
    assert list(Outbox.objects.values()) == [{"event_id": event.id, "attempts": 0, "next_attempt_at": clock.time}]
    assert not ErasableValue.objects.exists()


def test_personal_values_stand_apart_under_salts_of_their_own(act, as_system):
    event = act(Kind.AGREEMENT_SIGNED, personal={"name": "Alice Ångström", "ip": "192.0.2.1", "again": "192.0.2.1"})

    values = {value.field: value for value in ErasableValue.objects.all()}
    assert {field: (value.event_id, value.by, value.value, len(value.salt)) for field, value in values.items()} == {
        "name": (event.id, ALICE, "Alice Ångström", 32),
        "ip": (event.id, ALICE, "192.0.2.1", 32),
        "again": (event.id, ALICE, "192.0.2.1", 32),
    }
    assert Event.objects.get().commitments == {
        field: commitment(bytes(value.salt), value.value) for field, value in values.items()
    }
    assert len({bytes(value.salt) for value in values.values()}) == 3


def test_a_reading_is_recorded_without_a_word_to_anybody(read, clock, as_system):
    reading = read()

    assert list(Reading.objects.values()) == [
        {
            "id": reading.id,
            "at": clock.time,
            "by": BOB,
            "about_kind": "paper",
            "about_id": "00000000-0000-0000-0000-000000000007",
        }
    ]
    assert list(Unsealed.objects.values()) == [{"row_id": reading.id, "chain": Chain.READS, "at": clock.time}]
    assert not Outbox.objects.exists()
    assert connection.run_on_commit == []


def test_a_row_with_an_audit_name_stands_for_its_kind_and_key(act):
    event = act(about=Paper(pk=UUID(int=9)))
    assert (event.about_kind, event.about_id) == ("paper", "00000000-0000-0000-0000-000000000009")


@pytest.mark.parametrize("about", [("Paper", 1), ("paper", "A title of words"), ("paper", ""), ("paper", "x" * 65)])
def test_what_it_is_about_is_no_sentence(act, about, as_system):
    with pytest.raises(ValueError, match="named by a kind and an id"):
        act(about=about)
    assert not Event.objects.exists()


def test_refused_facts_leave_nothing(act, as_system):
    with pytest.raises(ValueError, match="The fact title"):
        act(facts={"title": "Honeypots for models that read"})
    assert [model.objects.count() for model in (Event, Outbox, Unsealed, ErasableValue)] == [0, 0, 0, 0]


def test_statements_are_few_take_no_locks_and_ask_for_nothing_back():
    with (
        reading_as(ALICE),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        record(Kind.PAPER_EDITED, by=ALICE, about=PAPER, personal={"ip": "192.0.2.1"})
        record_reading(by=ALICE, about=PAPER)

    statements = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert [statement.split(" (")[0] for statement in statements] == [
        'INSERT INTO "sharing_event"',
        'INSERT INTO "sharing_erasablevalue"',
        'INSERT INTO "sharing_unsealed"',
        'INSERT INTO "sharing_outbox"',
        'INSERT INTO "sharing_reading"',
        'INSERT INTO "sharing_unsealed"',
    ]
    assert [statement for statement in statements if "RETURNING" in statement or "CONFLICT" in statement] == []


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_without_a_transaction_nothing_is_recorded():
    with reading_as(ALICE), pytest.raises(RuntimeError, match="in the transaction of its act"):
        record(Kind.PAPER_EDITED, by=ALICE, about=PAPER)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_an_act_that_is_rolled_back_leaves_nothing():
    with reading_as(ALICE), transaction.atomic():
        record(Kind.PAPER_EDITED, by=ALICE, about=PAPER, personal={"ip": "192.0.2.1"})
        transaction.set_rollback(True)

    with reading_as_system(SystemWork.BUILD_TESTS):
        assert [model.objects.count() for model in (Event, Outbox, Unsealed, ErasableValue)] == [0, 0, 0, 0]
