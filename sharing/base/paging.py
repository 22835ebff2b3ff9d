"""Lists by time, a page at a time: where one page ended is where the next goes on, whatever has come in between."""

from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


class Place(NamedTuple):
    """Where a page ended: the time and the key of its last row."""

    at: datetime
    key: UUID


def page_of(
    rows: QuerySet[Row, Any], *, at: str, size: int, beyond: Place | None, newest_first: bool = True
) -> tuple[list[Row], Place | None]:
    """So many rows from a place on, by their time ``at``, and where the next page goes on; None on the last."""
    if beyond:
        rows = rows.filter(is_beyond(beyond, at=at, newest_first=newest_first))
    sign = "-" if newest_first else ""
    found = list(rows.order_by(f"{sign}{at}", f"{sign}pk")[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return found[:size], Place(getattr(last, at), last.pk) if last else None


def is_beyond(place: Place, *, at: str, newest_first: bool = True) -> Q:
    """On a row: it comes after the place."""
    further = "lt" if newest_first else "gt"
    return Q(**{f"{at}__{further}": place.at}) | Q(**{at: place.at, f"pk__{further}": place.key})
