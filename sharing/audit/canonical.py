"""The one form in which rows are hashed. ``deploy/decisions/audit-chain.md`` says why it looks like this.

Canonical JSON: objects with keys in code point order, ``,`` and ``:`` without
spaces, ASCII with every other character as ``\\uXXXX``, integers but no floats.
Times are UTC, ``2025-01-31T23:59:59.000001Z``, always with six decimals. UUIDs
are lower case with hyphens, hashes lower-case hexadecimal.

A row's digest is the SHA-256 of its canonical form. A link's hash is the
SHA-256 of the 32 bytes of the previous link's hash, followed by the canonical
form of ``{chain, form, number, rows, sealed_at}``, where ``rows`` are the
digests of the rows it seals: one event, or the readings of a batch in
ascending order of their ids. The first link follows 32 zero bytes.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sharing.audit.models import Event, Reading

FORM = 1
GENESIS = bytes(32)


def event_form(event: Event) -> bytes:
    return canonical(
        {
            "about_id": event.about_id,
            "about_kind": event.about_kind,
            "at": timestamp(event.at),
            "by": event.by,
            "commitments": event.commitments,
            "facts": event.facts,
            "form": FORM,
            "id": str(event.id),
            "kind": event.kind,
            "row": "event",
        }
    )


def reading_form(reading: Reading) -> bytes:
    return canonical(
        {
            "about_id": reading.about_id,
            "about_kind": reading.about_kind,
            "at": timestamp(reading.at),
            "by": reading.by,
            "form": FORM,
            "id": str(reading.id),
            "row": "reading",
        }
    )


def link_form(*, chain: str, number: int, sealed_at: datetime, rows: Iterable[bytes]) -> bytes:
    return canonical(
        {
            "chain": chain,
            "form": FORM,
            "number": number,
            "rows": [row.hex() for row in rows],
            "sealed_at": timestamp(sealed_at),
        }
    )


def digest(form: bytes) -> bytes:
    return hashlib.sha256(form).digest()


def link_hash(previous_hash: bytes, form: bytes) -> bytes:
    return hashlib.sha256(previous_hash + form).digest()


def timestamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical(tree: Any) -> bytes:
    """The tree's one form; ValueError where it holds a float, whose text is not the same everywhere."""
    _refuse_floats(tree)
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def _refuse_floats(tree: Any) -> None:
    if isinstance(tree, float):
        raise ValueError("There is no canonical form for a float.")  # noqa: TRY004 -- the tree is wrong, not its type
    if isinstance(tree, dict):
        tree = tree.values()
    if isinstance(tree, Iterable) and not isinstance(tree, str):
        for branch in tree:
            _refuse_floats(branch)
