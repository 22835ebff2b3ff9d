"""What differs between two wordings, word by word.

``difflib`` is quadratic, and worse on hostile texts, so it is only asked about
pieces of bounded size: first which paragraphs changed, then which words in
those, and about so many of them in all. Where even that is too much, the old
words stand before the new ones.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from typing import Literal, Protocol

from sharing.agreements.canonical import canonical

PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*\n*|\n+")
WORD = re.compile(r"\s+|\w+|[^\w\s]")
MOST_PARAGRAPHS = 300
MOST_WORDS = 1200  # In one changed place, spaces counted.
MOST_PAIRS = 3_000_000  # Of words held against each other in one text: under a second of work.

GAP = "[…]\n\n"

Kind = Literal["same", "added", "removed"]


@dataclass(frozen=True)
class Part:
    kind: Kind
    text: str


class Words(Protocol):
    """What says something: a version, or a wording that may become one."""

    @property
    def title(self) -> str: ...
    @property
    def in_short(self) -> str: ...
    @property
    def text(self) -> str: ...


def differences(old: Words, new: Words) -> list[Part]:
    """What differs between two versions: in title, short form or text."""
    return words_changed(_whole(old), _whole(new))


def changes_in_context(old: Words, new: Words) -> list[Part]:
    """The differences, each with the paragraphs around it."""
    return in_context(differences(old, new))


def in_context(parts: Sequence[Part]) -> list[Part]:
    """The same parts, with nothing of what stayed but the paragraphs around each change, and a mark for the rest."""
    last = len(parts) - 1
    return [
        part if part.kind != "same" else Part("same", _shortened(part.text, is_first=at == 0, is_last=at == last))
        for at, part in enumerate(parts)
    ]


def words_changed(old: str, new: str) -> list[Part]:
    """All words of two texts, in order, each once: kept, added or removed."""
    before, after = PARAGRAPH.findall(old), PARAGRAPH.findall(new)
    parts: list[Part] = []
    work = _Work(MOST_PAIRS)
    for kept, gone, come in _changes(before, after, most=MOST_PARAGRAPHS, work=work):
        if kept:
            parts.append(Part("same", kept))
        else:
            parts += _by_words(gone, come, work=work)
    return list(_joined(parts))


class _TooMuch(Exception):  # noqa: N818 -- an answer, not an error
    """Nothing more may be spent on this text."""


@dataclass
class _Work:
    """What may still be spent on one text."""

    pairs: int

    def spend(self, pairs: int) -> None:
        self.pairs -= pairs
        if self.pairs < 0:
            raise _TooMuch


class _Matcher(SequenceMatcher[str]):
    """Counts what it does: it looks for the longest run again on both sides of each, up to once for every word."""

    def __init__(self, old: Sequence[str], new: Sequence[str], *, work: _Work) -> None:
        super().__init__(None, old, new, autojunk=False)
        self._old, self._work = old, work
        self._places = {word: len(places) for word, places in self.b2j.items()}  # type: ignore[attr-defined]  # difflib's

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        self._work.spend(sum(self._places.get(word, 0) for word in self._old[alo:ahi]))
        return super().find_longest_match(alo, ahi, blo, bhi)


def _by_words(gone: str, come: str, *, work: _Work) -> Iterator[Part]:
    for kept, removed, added in _changes(WORD.findall(gone), WORD.findall(come), most=MOST_WORDS, work=work):
        yield Part("same", kept)
        yield Part("removed", removed)
        yield Part("added", added)


def _changes(old: Sequence[str], new: Sequence[str], *, most: int, work: _Work) -> Iterator[tuple[str, str, str]]:
    """Runs of the two, in order: what both have, or else what only the old and only the new one has."""
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]

    yield "".join(old[:start]), "", ""
    yield from _changes_between(old_middle, new_middle, most=most, work=work)
    yield "".join(old[len(old) - end :]), "", ""


def _changes_between(
    old: Sequence[str], new: Sequence[str], *, most: int, work: _Work
) -> Iterator[tuple[str, str, str]]:
    steps: Iterable[tuple[str, int, int, int, int]] = [("replace", 0, len(old), 0, len(new))]
    if len(old) <= most and len(new) <= most:
        with suppress(_TooMuch):
            steps = _Matcher(old, new, work=work).get_opcodes()
    for tag, a, b, c, d in steps:
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        yield (gone, "", "") if tag == "equal" else ("", gone, come)


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many items both begin with."""
    for number, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return number
    return min(len(old), len(new))


def _joined(parts: list[Part]) -> Iterator[Part]:
    """The same, without empty parts and with neighbours of one kind as one."""
    last: Part | None = None
    for part in parts:
        if not part.text:
            continue
        if last and last.kind == part.kind:
            last = Part(last.kind, last.text + part.text)
            continue
        if last:
            yield last
        last = part
    if last:
        yield last


def _shortened(text: str, *, is_first: bool, is_last: bool) -> str:
    """Words that stayed, less the whole paragraphs that no change stands in or beside."""
    paragraphs = PARAGRAPH.findall(text)
    before = [] if is_first else paragraphs[:2]
    after = [] if is_last else paragraphs[-2:]
    if len(before) + len(after) >= len(paragraphs):
        return text
    return "".join([*before, GAP, *after])


def _whole(words: Words) -> str:
    return "\n".join(canonical(part) for part in (words.title, words.in_short, words.text))
