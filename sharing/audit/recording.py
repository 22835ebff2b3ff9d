"""Writing down what happened."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.db import transaction

from sharing.audit.facts import plain_facts, refuse_unplain_keys
from sharing.audit.kinds import Kind
from sharing.audit.models import Chain, ErasableValue, Event, Outbox, Reading, Unsealed
from sharing.audit.nudge import nudge_after_commit
from sharing.audit.personal import commitment, committed
from sharing.audit.things import Thing, kind_and_id
from sharing.base.clock import now


def record(
    kind: Kind,
    *,
    by: int | None,
    about: Thing,
    facts: Mapping[str, Any] | None = None,
    personal: Mapping[str, str] | None = None,
) -> Event:
    """Record an event in the act's own transaction, to be sealed and told of once that commits.

    ``by`` is the principal who acts, and the database holds a member to it;
    null is for the system. ``about`` is a row with an ``audit_name``, or a
    tuple of kind and id. ``facts`` hold no words (see ``plain_facts``).
    ``personal`` values (names, addresses, IP, user agent) go where they can be
    erased; the event keeps a commitment to each. Locks no row but its own.

    Raises RuntimeError outside a transaction: an act whose record can get lost
    is a bug.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An event is recorded in the transaction of its act, and there is none.")
    refuse_unplain_keys(personal or {})

    event_id = uuid4()
    about_kind, about_id = kind_and_id(about)
    values = committed(personal or {}, event_id=event_id, by=by)
    event = Event(
        id=event_id,
        at=now(),
        kind=Kind(kind).value,
        by=by,
        about_kind=about_kind,
        about_id=about_id,
        facts=plain_facts(facts or {}),
        commitments={row.field: commitment(bytes(row.salt), row.value) for row in values},
    )

    event.save(force_insert=True)
    ErasableValue.objects.bulk_create(values)
    Unsealed.objects.create(row_id=event_id, chain=Chain.ACTS, at=event.at)
    Outbox.objects.create(event_id=event_id, next_attempt_at=event.at)
    nudge_after_commit()
    return event


def record_reading(*, by: int, about: Thing) -> Reading:
    """Record that a member opened a thing (a paper's version, a file) just now.

    Sealed with others by the next sweep; needs no transaction, and nudges nobody.
    """
    about_kind, about_id = kind_and_id(about)
    with transaction.atomic():
        reading = Reading.objects.create(at=now(), by=by, about_kind=about_kind, about_id=about_id)
        Unsealed.objects.create(row_id=reading.id, chain=Chain.READS, at=reading.at)
    return reading
