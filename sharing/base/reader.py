"""Whose eyes the database reads with.

The database shows private rows only to the reader this module names; the
backend in ``sharing.base.postgresql`` announces it before each statement.
Nobody is named unless somebody says so, and then nothing private is shown.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

NOBODY = ""

_reader: ContextVar[str] = ContextVar("reader", default=NOBODY)


class SystemWork(StrEnum):
    """Every reason for which code may read past all whitelists: the whole list."""

    SEAL_EVENTS = "seal events"
    VERIFY_AUDIT = "verify the audit chain"
    ERASE_PERSONAL_VALUES = "erase personal values"
    TELL_PEOPLE = "find whom to tell"
    REDEEM_INVITE = "redeem an invite"
    INVITE_AS_OPERATOR = "invite as the operator"
    DELETE_FILES = "delete files that nothing names"
    BUILD_TESTS = "build what a test needs"


def current_reader() -> str:
    """The reader the database should have: a principal's number, ``system: …``, or nobody."""
    return _reader.get()


@contextmanager
def reading_as(principal: int) -> Iterator[None]:
    """Read as one member (or the public) until the block ends."""
    with _reader_set_to(str(int(principal))):
        yield


@contextmanager
def reading_as_system(work: SystemWork) -> Iterator[None]:
    """Read everything, for one of the listed kinds of work, until the block ends."""
    with _reader_set_to(f"system: {SystemWork(work).value}"):
        yield


@contextmanager
def _reader_set_to(reader: str) -> Iterator[None]:
    token = _reader.set(reader)
    try:
        yield
    finally:
        _reader.reset(token)
