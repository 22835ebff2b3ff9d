"""Walking the chains again, row by row, without believing any of them.

Sees a row that was changed, swapped, removed or slipped in behind the
application's back. Does not see that the newest links were cut off together
with the rows they seal: that takes a head noted down elsewhere.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from sharing.audit.canonical import GENESIS, digest, event_form, link_form, link_hash, reading_form
from sharing.audit.models import Chain, ErasableValue, Event, Reading, Seal, SealedReading, Unsealed
from sharing.audit.personal import commitment
from sharing.base.clock import now
from sharing.base.reader import SystemWork, reading_as_system

BATCH = 1000


@dataclass
class Walked:
    """How far a chain was walked. ``head`` is the hash of its last link; of an empty chain, 32 zero bytes."""

    chain: Chain
    links: int = 0
    rows: int = 0
    head: bytes = GENESIS


def verify(report: Callable[[str], None], *, longest_wait: timedelta) -> list[Walked]:
    """Report everything that is wrong, a sentence each; say how far each chain was walked.

    Memory does not grow with the chains: rows come in batches of 1000, and a
    batch of readings as it was sealed. Runs beside writers and sealers.
    """
    chains = [Walked(chain) for chain in Chain]
    with reading_as_system(SystemWork.VERIFY_AUDIT):
        for walked in chains:
            for fault in _walk(walked):
                report(fault)
        for check in (_strange_seals, _rows_without_seal, _readings_without_link, _personal_values):
            for fault in check():
                report(fault)
        for fault in _waiting_too_long(longest_wait):
            report(fault)
    return chains


def _walk(walked: Walked) -> Iterator[str]:
    """What is wrong with a chain's links, and with the rows they seal."""
    number = 0
    faults_in = {Chain.ACTS: _faults_in_events, Chain.READS: _faults_in_readings}[walked.chain]
    for links in _batches(Seal.objects.filter(chain=walked.chain)):
        for link in links:
            if link.number != number + 1:
                yield f"{walked.chain} {number + 1} to {link.number - 1}: missing."
            elif bytes(link.previous_hash) != walked.head:
                yield f"{walked.chain} {link.number}: broken link, it does not follow the one before it."
            number, walked.head = link.number, bytes(link.hash)
            walked.links += 1
        yield from faults_in(links, walked)


def _faults_in_events(links: list[Seal], walked: Walked) -> Iterator[str]:
    events = Event.objects.in_bulk([link.event_id for link in links])
    for link in links:
        event = events.get(link.event_id)
        walked.rows += 1
        if event is None:
            yield f"{link}: event {link.event_id} is missing."
        elif not _matches(link, rows=[_digest_or_none(event_form, event)]):
            yield f"{link}: event {link.event_id} does not match its seal."


def _faults_in_readings(links: list[Seal], walked: Walked) -> Iterator[str]:
    for link in links:
        sealed = list(SealedReading.objects.filter(number=link.number).order_by("reading_id"))
        readings = Reading.objects.in_bulk([row.reading_id for row in sealed])
        walked.rows += len(sealed)
        for row in sealed:
            reading = readings.get(row.reading_id)
            if reading is None:
                yield f"{link}: reading {row.reading_id} is missing."
            elif _digest_or_none(reading_form, reading) != bytes(row.digest):
                yield f"{link}: reading {row.reading_id} does not match its seal."
        if not _matches(link, rows=[bytes(row.digest) for row in sealed]):
            yield f"{link}: the readings it seals do not match it."


def _matches(link: Seal, *, rows: list[bytes | None]) -> bool:
    """If the link's hash is that of its own fields and these digests."""
    digests = [row for row in rows if row is not None]
    form = link_form(chain=link.chain, number=link.number, sealed_at=link.sealed_at, rows=digests)
    return link_hash(bytes(link.previous_hash), form) == bytes(link.hash)


def _digest_or_none(form: Callable[[Any], bytes], row: Any) -> bytes | None:
    """A changed row may have no canonical form at all."""
    try:
        return digest(form(row))
    except ValueError:
        return None


def _strange_seals() -> Iterator[str]:
    for seals in _batches(Seal.objects.exclude(chain__in=Chain.values)):
        for seal in seals:
            yield f"Seal {seal.number}: belongs to no chain."


def _rows_without_seal() -> Iterator[str]:
    """Rows that are neither sealed nor waiting: slipped in, or their seal was taken away."""
    waiting = Exists(Unsealed.objects.filter(row_id=OuterRef("pk")))
    event_sealed = Exists(Seal.objects.filter(event_id=OuterRef("pk")))
    for events in _batches(Event.objects.filter(~waiting, ~event_sealed)):
        for event in events:
            yield f"Event {event.id}: neither sealed nor waiting."

    reading_sealed = Exists(SealedReading.objects.filter(reading_id=OuterRef("pk")))
    for readings in _batches(Reading.objects.filter(~waiting, ~reading_sealed)):
        for reading in readings:
            yield f"Reading {reading.id}: neither sealed nor waiting."


def _readings_without_link() -> Iterator[str]:
    link = Exists(Seal.objects.filter(chain=Chain.READS, number=OuterRef("number")))
    for rows in _batches(SealedReading.objects.filter(~link)):
        for row in rows:
            yield f"Reading {row.reading_id}: sealed by reads {row.number}, which is missing."


def _personal_values() -> Iterator[str]:
    """Values that are not what their event committed to. One that was erased is not there to be wrong."""
    for values in _batches(ErasableValue.objects.all()):
        events = Event.objects.in_bulk([value.event_id for value in values])
        for value in values:
            event = events.get(value.event_id)
            if event is None:
                yield f"Value {value}: its event is missing."
            elif event.commitments.get(value.field) != commitment(bytes(value.salt), value.value):
                yield f"Value {value}: does not match its commitment."
            elif event.by != value.by:
                yield f"Value {value}: belongs to somebody else than its event."


def _waiting_too_long(longest_wait: timedelta) -> Iterator[str]:
    for waiting in _batches(Unsealed.objects.filter(at__lt=now() - longest_wait)):
        for row in waiting:
            yield f"Row {row.row_id}: waits for {row.chain} since {row.at:%Y-%m-%d %H:%M}."


def _batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """The rows in the order of their keys, a batch in memory at a time."""
    batch = list(rows.order_by("pk")[:BATCH])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1].pk).order_by("pk")[:BATCH])
