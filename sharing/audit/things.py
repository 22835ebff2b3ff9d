"""How a record names what it is about."""

import re
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

KIND_SHAPE = re.compile(r"[a-z][a-z_]{0,39}")
ID_SHAPE = re.compile(r"[0-9A-Za-z_-]{1,64}")


@runtime_checkable
class Named(Protocol):
    """A row that records name by a kind of its own, which must stay the same for good."""

    audit_name: str
    pk: Any


Thing = Named | tuple[str, int | str | UUID]


def kind_and_id(about: Thing) -> tuple[str, str]:
    """Both as text; ValueError for what is not a kind and an id."""
    kind, key = about if isinstance(about, tuple) else (about.audit_name, about.pk)
    if not KIND_SHAPE.fullmatch(kind) or not ID_SHAPE.fullmatch(str(key)):
        raise ValueError("What a record is about is named by a kind and an id.")
    return kind, str(key)
