"""Personal values: committed to by an event, and erasable all the same."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from uuid import UUID

from sharing.audit.models import ErasableValue
from sharing.base.reader import SystemWork, reading_as_system

SALT_BYTES = 32


def commitment(salt: bytes, value: str) -> str:
    """SHA-256, in hexadecimal, over the salt (32 bytes) and the value (UTF-8)."""
    return hashlib.sha256(salt + value.encode()).hexdigest()


def committed(personal: Mapping[str, str], *, event_id: UUID, by: int | None) -> list[ErasableValue]:
    """The rows that hold these values, each under a salt of its own; not yet inserted."""
    return [
        ErasableValue(event_id=event_id, field=field, by=by, salt=secrets.token_bytes(SALT_BYTES), value=value)
        for field, value in personal.items()
    ]


def erase_personal(*, by: int | None = None, events: Iterable[UUID] = ()) -> int:
    """Delete the personal values, with their salts, of a principal's events or of single events; say how many.

    The chains still verify: they hold commitments, which without the salt say
    nothing. That values were erased is an event of its own, for the caller to
    record.
    """
    with reading_as_system(SystemWork.ERASE_PERSONAL_VALUES):
        erased, _ = ErasableValue.objects.filter(event_id__in=list(events)).delete()
        if by is None:
            return erased
        return erased + ErasableValue.objects.filter(by=by).delete()[0]
