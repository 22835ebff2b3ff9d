"""Chaining what was committed.

Rows wait in ``Unsealed`` from their own transaction on, so one that commits
late is sealed late and never skipped. One sealer works on a chain at a time.
"""

from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from sharing.audit.canonical import GENESIS, digest, event_form, link_form, link_hash, reading_form
from sharing.audit.models import Chain, Event, Reading, Seal, SealedReading, Unsealed
from sharing.base.clock import now
from sharing.base.reader import SystemWork, reading_as_system

BATCH = 500


def seal_events(*, batch: int = BATCH) -> int:
    """Give every waiting event a link of its own; how many. None where another sealer is at work: it does them."""
    return _until_nothing_waits(_seal_some_events, batch=batch)


def seal_readings(*, batch: int = BATCH) -> int:
    """Put every waiting reading into links that hold a batch each; how many."""
    return _until_nothing_waits(_seal_some_readings, batch=batch)


def _until_nothing_waits(seal_some, *, batch: int) -> int:
    """Batch by batch, each in a transaction of its own, until a batch is not full."""
    total = 0
    with reading_as_system(SystemWork.SEAL_EVENTS):
        while True:
            with transaction.atomic(durable=True):
                sealed = seal_some(batch)
            total += sealed
            if sealed < batch:
                return total


def _seal_some_events(batch: int) -> int:
    if not _only_sealer_of(Chain.ACTS):
        return 0

    sealed_already = Seal.objects.filter(event_id=OuterRef("row_id"))
    ids = list(_waiting(Chain.ACTS, row=Event, sealed_already=sealed_already)[:batch])
    events = Event.objects.in_bulk(ids)

    link = _head(Chain.ACTS)
    links = []
    for event_id in ids:
        link = _next(link, rows=[digest(event_form(events[event_id]))], event_id=event_id)
        links.append(link)

    Seal.objects.bulk_create(links)
    Unsealed.objects.filter(row_id__in=ids).delete()
    return len(ids)


def _seal_some_readings(batch: int) -> int:
    if not _only_sealer_of(Chain.READS):
        return 0

    sealed_already = SealedReading.objects.filter(reading_id=OuterRef("row_id"))
    ids = sorted(_waiting(Chain.READS, row=Reading, sealed_already=sealed_already)[:batch])
    if not ids:
        return 0
    readings = Reading.objects.in_bulk(ids)
    digests = [digest(reading_form(readings[reading_id])) for reading_id in ids]

    link = _next(_head(Chain.READS), rows=digests)
    SealedReading.objects.bulk_create(
        SealedReading(reading_id=reading_id, number=link.number, digest=row)
        for reading_id, row in zip(ids, digests, strict=True)
    )
    link.save(force_insert=True)
    Unsealed.objects.filter(row_id__in=ids).delete()
    return len(ids)


def _only_sealer_of(chain: Chain) -> bool:
    """Keep other sealers off this chain until the transaction ends; false where one is at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"sharing.audit {chain.value}"])
        return cursor.fetchone()[0]


def _waiting(chain: Chain, *, row: type[Event | Reading], sealed_already) -> QuerySet[Unsealed, UUID]:
    """Ids that wait for this chain, oldest first.

    An id without a row, or sealed before, stays where it is, for the
    verification to name: one forged line must not stop the chain.
    """
    return (
        Unsealed.objects.filter(Exists(row._default_manager.filter(pk=OuterRef("row_id"))), ~Exists(sealed_already))
        .filter(chain=chain)
        .order_by("at", "row_id")
        .values_list("row_id", flat=True)
    )


def _head(chain: Chain) -> Seal:
    """The chain's last link, or what stands before its first."""
    last = Seal.objects.filter(chain=chain).order_by("-number").first()
    return last or Seal(chain=chain, number=0, hash=GENESIS)


def _next(link: Seal, *, rows: list[bytes], event_id: UUID | None = None) -> Seal:
    """The link that follows, with the rows of these digests; not yet inserted."""
    number, sealed_at = link.number + 1, now()
    form = link_form(chain=link.chain, number=number, sealed_at=sealed_at, rows=rows)
    return Seal(
        chain=link.chain,
        number=number,
        event_id=event_id,
        previous_hash=link.hash,
        hash=link_hash(bytes(link.hash), form),
        sealed_at=sealed_at,
    )
