"""The address of a list's next page: where the page before it ended."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from sharing.base.paging import Place


class Names(NamedTuple):
    """Under which names an address tells the time and the row that a page ended with."""

    at: str
    key: str


def place_in(query: Mapping[str, str], *, names: Names) -> Place | None:
    """The time and the row that the page before ended with; anything else begins at the top."""
    try:
        time, row = datetime.fromisoformat(query[names.at]), UUID(query[names.key])
        if time.tzinfo is None:
            return None
        return Place(time.astimezone(UTC), row)
    except (KeyError, ValueError, OverflowError):  # The last where no year is left: 9999 in the west, 1 in the east.
        return None


def address_of_next(time: datetime, row: UUID, *, names: Names, beside: Mapping[str, str] | None = None) -> str:
    """What ``place_in`` reads back, as a query; ``beside`` are words that it keeps."""
    return "?" + urlencode({**(beside or {}), names.at: time.isoformat(), names.key: str(row)})
