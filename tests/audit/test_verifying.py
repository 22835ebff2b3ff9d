"""Whatever is changed behind the application's back, the verification names it."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import pytest

from sharing.audit import Kind
from sharing.audit.canonical import digest, event_form, link_form, link_hash
from sharing.audit.models import Chain, ErasableValue, Event, Reading, Seal, SealedReading
from sharing.audit.sealing import seal_events, seal_readings
from tests.audit.conftest import ALICE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]

OTHER = UUID("ffffffff-ffff-4fff-8fff-ffffffffffff")


@dataclass(frozen=True)
class Record:
    """Three events, the second with a personal value, and three readings in two links."""

    events: list[Event]
    readings: list[Reading]

    def tell(self, sentence: str) -> str:
        first, event, last = (event.id for event in self.events)
        reading, beside, alone = (reading.id for reading in self.readings)
        return sentence.format(
            first=first, event=event, last=last, reading=reading, beside=beside, alone=alone, other=OTHER
        )


@pytest.fixture
def sealed(act, read, faults) -> Record:
    personal = {"ip": "192.0.2.1"}
    events = [act(), act(Kind.GRANT_GIVEN, facts={"to": 1002, "sha256": "ab" * 32}, personal=personal), act()]
    readings = sorted([read(), read()], key=lambda reading: reading.id)
    seal_readings()
    readings.append(read())
    seal_events()
    seal_readings()
    assert faults(minutes=0) == []
    return Record(events, readings)


class Change(NamedTuple):
    """A column of one of the rows below, its new value in SQL, and all that the verification says of it."""

    row: str
    column: str
    value: str
    said: list[str]


ROWS = {
    "event": ("sharing_event", "id = '{event}'"),
    "seal": ("sharing_seal", "event_id = '{event}'"),
    "seal of readings": ("sharing_seal", "chain = 'reads' AND number = 1"),
    "reading": ("sharing_reading", "id = '{reading}'"),
    "sealed reading": ("sharing_sealedreading", "reading_id = '{alone}'"),
    "value": ("sharing_erasablevalue", "event_id = '{event}'"),
}

ANOTHER = f"'{OTHER}'"
LATER = "interval '1 microsecond'"
LAST_DIGIT = "overlay(about_id placing '8' from 36)"

NO_MATCH = "acts 2: event {event} does not match its seal."
READING_OFF = "reads 1: reading {reading} does not match its seal."
LINK_OFF = "{}: the readings it seals do not match it."
BROKEN = "{}: broken link, it does not follow the one before it."
NOT_SEALED = "{}: neither sealed nor waiting."
NO_EVENT = "Value ip of {}: its event is missing."
NO_COMMITMENT = "Value {} of {{event}}: does not match its commitment."
NOT_THEIRS = "Value ip of {event}: belongs to somebody else than its event."
LINK_GONE = "Reading {}: sealed by reads {}, which is missing."


def flipped(column: str) -> str:
    return f"set_byte({column}, 31, get_byte({column}, 31) # 1)"


EVENT_GONE = ["acts 2: event {event} is missing.", NOT_SEALED.format("Event {other}"), NO_EVENT.format("{event}")]
CHANGES = [
    Change("event", "id", ANOTHER, EVENT_GONE),
    Change("event", "at", f"at + {LATER}", [NO_MATCH]),
    Change("event", "kind", "'grant.giveo'", [NO_MATCH]),
    Change("event", "by", '"by" + 1', [NO_MATCH, NOT_THEIRS]),
    Change("event", "by", "NULL", [NO_MATCH, NOT_THEIRS]),
    Change("event", "about_kind", "'papes'", [NO_MATCH]),
    Change("event", "about_id", LAST_DIGIT, [NO_MATCH]),
    Change("event", "facts", "jsonb_set(facts, '{to}', '1003')", [NO_MATCH]),
    Change("event", "facts", "jsonb_set(facts, '{to}', '1002.0')", [NO_MATCH]),
    Change("event", "facts", """jsonb_set(facts, '{to}', '"1002"')""", [NO_MATCH]),
    Change("event", "facts", "facts - 'to'", [NO_MATCH]),
    Change(
        "event",
        "commitments",
        """jsonb_set(commitments, '{ip}', '"00"')""",
        [NO_MATCH, NO_COMMITMENT.format("ip")],
    ),
    Change("seal", "chain", "'actz'", ["acts 2 to 2: missing.", "Seal 2: belongs to no chain."]),
    Change(
        "seal",
        "number",
        "9",
        ["acts 2 to 2: missing.", "acts 4 to 8: missing.", "acts 9: event {event} does not match its seal."],
    ),
    Change("seal", "event_id", ANOTHER, ["acts 2: event {other} is missing.", NOT_SEALED.format("Event {event}")]),
    Change("seal", "previous_hash", flipped("previous_hash"), [BROKEN.format("acts 2"), NO_MATCH]),
    Change("seal", "hash", flipped("hash"), [BROKEN.format("acts 3"), NO_MATCH]),
    Change("seal", "sealed_at", f"sealed_at + {LATER}", [NO_MATCH]),
    Change(
        "seal of readings",
        "number",
        "9",
        [
            "reads 1 to 1: missing.",
            "reads 3 to 8: missing.",
            LINK_OFF.format("reads 9"),
            LINK_GONE.format("{reading}", 1),
            LINK_GONE.format("{beside}", 1),
        ],
    ),
    Change(
        "seal of readings",
        "previous_hash",
        flipped("previous_hash"),
        [BROKEN.format("reads 1"), LINK_OFF.format("reads 1")],
    ),
    Change("seal of readings", "hash", flipped("hash"), [BROKEN.format("reads 2"), LINK_OFF.format("reads 1")]),
    Change("seal of readings", "sealed_at", f"sealed_at + {LATER}", [LINK_OFF.format("reads 1")]),
    Change(
        "reading",
        "id",
        ANOTHER,
        ["reads 1: reading {reading} is missing.", NOT_SEALED.format("Reading {other}")],
    ),
    Change("reading", "at", f"at - {LATER}", [READING_OFF]),
    Change("reading", "by", '"by" + 1', [READING_OFF]),
    Change("reading", "about_kind", "'papes'", [READING_OFF]),
    Change("reading", "about_id", LAST_DIGIT, [READING_OFF]),
    Change(
        "sealed reading",
        "reading_id",
        ANOTHER,
        ["reads 2: reading {other} is missing.", NOT_SEALED.format("Reading {alone}")],
    ),
    Change("sealed reading", "number", "9", [LINK_OFF.format("reads 2"), LINK_GONE.format("{alone}", 9)]),
    Change(
        "sealed reading",
        "digest",
        flipped("digest"),
        ["reads 2: reading {alone} does not match its seal.", LINK_OFF.format("reads 2")],
    ),
    Change("value", "event_id", ANOTHER, [NO_EVENT.format("{other}")]),
    Change("value", "field", "'iq'", [NO_COMMITMENT.format("iq")]),
    Change("value", "by", '"by" + 1', [NOT_THEIRS]),
    Change("value", "salt", flipped("salt"), [NO_COMMITMENT.format("ip")]),
    Change("value", "value", "'192.0.2.2'", [NO_COMMITMENT.format("ip")]),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change.row}: {change.column} = {change.value}")
def test_a_changed_column_is_named(change, sealed, as_owner, faults):
    table, where = ROWS[change.row]
    with as_owner(table) as owner:
        owner.execute("ALTER TABLE sharing_seal DROP CONSTRAINT seal_names_an_event_if_it_seals_one")
        owner.execute(f'UPDATE {table} SET "{change.column}" = {change.value} WHERE {sealed.tell(where)}')
        assert owner.rowcount == 1

    assert faults() == [sealed.tell(sentence) for sentence in change.said]


def test_no_column_is_left_out():
    columns = {
        (model._meta.db_table, field.column)
        for model in (Event, Seal, Reading, SealedReading, ErasableValue)
        for field in model._meta.concrete_fields
        if field.column  # A key of several columns has none of its own.
    }
    assert {(ROWS[change.row][0], change.column) for change in CHANGES} == columns


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("event", ["acts 2: event {event} is missing.", NO_EVENT.format("{event}")]),
        ("seal", ["acts 2 to 2: missing.", NOT_SEALED.format("Event {event}")]),
        ("reading", ["reads 1: reading {reading} is missing."]),
        ("sealed reading", [LINK_OFF.format("reads 2"), NOT_SEALED.format("Reading {alone}")]),
    ],
)
def test_a_deleted_row_is_missed(row, said, sealed, as_owner, faults):
    table, where = ROWS[row]
    with as_owner(table) as owner:
        owner.execute(f"DELETE FROM {table} WHERE {sealed.tell(where)}")
    assert faults() == [sealed.tell(sentence) for sentence in said]


def test_two_swapped_events_are_both_named(sealed, as_owner, faults):
    with as_owner("sharing_event") as owner:
        for old, new in [("{first}", "{other}"), ("{last}", "{first}"), ("{other}", "{last}")]:
            owner.execute(sealed.tell(f"UPDATE sharing_event SET id = '{new}' WHERE id = '{old}'"))
    assert faults() == [
        sealed.tell("acts 1: event {first} does not match its seal."),
        sealed.tell("acts 3: event {last} does not match its seal."),
    ]


def test_two_swapped_links_are_both_named(sealed, as_owner, faults):
    with as_owner("sharing_seal") as owner:
        for old, new in [(1, 9), (2, 1), (9, 2)]:
            owner.execute(f"UPDATE sharing_seal SET number = {new} WHERE chain = 'acts' AND number = {old}")
    assert faults() == [
        BROKEN.format("acts 1"),
        BROKEN.format("acts 2"),
        BROKEN.format("acts 3"),
        sealed.tell("acts 1: event {event} does not match its seal."),
        sealed.tell("acts 2: event {first} does not match its seal."),
    ]


def test_who_reseals_a_changed_event_breaks_the_next_link(sealed, as_owner, faults):
    seal = Seal.objects.get(event_id=sealed.events[1].id)
    forged = sealed.events[1]
    forged.by = ALICE + 1
    form = link_form(chain="acts", number=2, sealed_at=seal.sealed_at, rows=[digest(event_form(forged))])
    with as_owner("sharing_event", "sharing_seal") as owner:
        owner.execute('UPDATE sharing_event SET "by" = %s WHERE id = %s', [forged.by, forged.id])
        owner.execute('UPDATE sharing_erasablevalue SET "by" = %s', [forged.by])
        owner.execute(
            "UPDATE sharing_seal SET hash = %s WHERE chain = 'acts' AND number = 2",
            [link_hash(bytes(seal.previous_hash), form)],
        )
    assert faults() == [BROKEN.format("acts 3")]


def test_an_event_slipped_in_is_named(sealed, as_owner, faults):
    with as_owner() as owner:
        owner.execute(
            "INSERT INTO sharing_event (id, at, kind, about_kind, about_id, facts, commitments) "
            "VALUES (%s, now(), 'paper.edited', 'paper', '1', '{}', '{}')",
            [OTHER],
        )
    assert faults() == [sealed.tell(NOT_SEALED.format("Event {other}"))]


def test_a_tail_cut_off_with_its_seals_alone_is_seen(sealed, as_owner, faults):
    with as_owner("sharing_seal") as owner:
        owner.execute("DELETE FROM sharing_seal WHERE chain = 'acts' AND number > 2")
    assert faults() == [sealed.tell(NOT_SEALED.format("Event {last}"))]


def test_a_tail_cut_off_with_all_it_sealed_is_not_seen(sealed, as_owner, faults):
    """What remains is a whole, shorter chain: only a head noted down elsewhere tells."""
    with as_owner("sharing_seal", "sharing_event") as owner:
        owner.execute("DELETE FROM sharing_seal WHERE chain = 'acts' AND number > 2")
        owner.execute(sealed.tell("DELETE FROM sharing_event WHERE id = '{last}'"))
    assert faults() == []


def test_an_event_nobody_seals_is_named_in_time(act, clock, faults):
    event = act()
    clock.advance(minutes=10)
    assert faults(minutes=10) == []
    clock.advance(seconds=1)
    assert faults(minutes=10) == [f"Row {event.id}: waits for acts since 2025-03-01 12:00."]


def test_every_batch_is_walked(monkeypatch, act, sealed, as_owner, faults):
    monkeypatch.setattr("sharing.audit.verifying.BATCH", 2)
    last = act()
    seal_events()
    assert faults() == []
    with as_owner("sharing_event") as owner:
        owner.execute("UPDATE sharing_event SET kind = 'paper.closed' WHERE kind = 'paper.edited'")
    assert sorted(faults()) == [
        sealed.tell("acts 1: event {first} does not match its seal."),
        sealed.tell("acts 3: event {last} does not match its seal."),
        f"acts 4: event {last.id} does not match its seal.",
    ]


def test_statements_do_not_grow_with_the_chain_of_acts(act, faults, django_assert_num_queries):
    act()
    seal_events()
    with django_assert_num_queries(10):
        faults()
    act()
    act()
    seal_events()
    with django_assert_num_queries(10):
        faults()
    assert Seal.objects.filter(chain=Chain.ACTS).count() == 3
