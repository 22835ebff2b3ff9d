"""What one types into the search box: words, "phrases", -words, and operators such as ``author:``."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.utils.timezone import get_current_timezone

TYPED_LENGTH = 300
OPERATOR = re.compile(r'(?<!\S)([a-z]+):("[^"]*"?|\S+)', re.IGNORECASE)
DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is looked for. ``unclear`` are sentences about what was typed and cannot be meant."""

    words: str = ""
    operators: str = ""  # As they were typed.
    authors: tuple[str, ...] = ()
    group: str = ""
    since: datetime | None = None
    until: datetime | None = None
    unclear: tuple[str, ...] = ()

    @property
    def names_something(self) -> bool:
        return bool(self.words or self.authors)

    def with_words(self, words: str) -> str:
        """As it would be typed to look for other words."""
        return f"{words} {self.operators}".strip()


def read_query(typed: str) -> Query:
    """Operators are taken out; what is left are words. An operator nobody knows is words as well."""
    query = Query()
    known = [found for found in OPERATOR.finditer(typed) if found[1].lower() in OPERATORS]
    for found in known:
        query = OPERATORS[found[1].lower()](query, found[2].strip('"').strip())
    words = OPERATOR.sub(lambda found: " " if found[1].lower() in OPERATORS else found[0], typed)
    return replace(query, words=" ".join(words.split()), operators=" ".join(found[0] for found in known))


def _read_author(query: Query, value: str) -> Query:
    name = value.removeprefix("@")
    return replace(query, authors=(*query.authors, name)) if name else query


def _read_group(query: Query, value: str) -> Query:
    return replace(query, group=value)


def _read_before(query: Query, value: str) -> Query:
    beginning = _beginning_of(value)
    return replace(query, until=beginning) if beginning else _unclear_day(query, "before")


def _read_after(query: Query, value: str) -> Query:
    beginning = _beginning_of(value)
    return replace(query, since=beginning) if beginning else _unclear_day(query, "after")


OPERATORS: dict[str, Callable[[Query, str], Query]] = {
    "author": _read_author,
    "group": _read_group,
    "before": _read_before,
    "after": _read_after,
}


def _beginning_of(value: str) -> datetime | None:
    """Midnight, where the viewer is, at which the day, month or year begins; None for what is none."""
    found = DAY.fullmatch(value)
    try:
        day = found and date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None
    return datetime.combine(day, time(), tzinfo=get_current_timezone()) if day else None


def _unclear_day(query: Query, operator: str) -> Query:
    sentence = f"Write a day, a month or a year after “{operator}:”, like {operator}:2026-03-31 or {operator}:2026."
    return replace(query, unclear=(*query.unclear, sentence))
