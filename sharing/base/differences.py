"""What differs between two texts, word by word.

``difflib`` is quadratic, and worse on hostile texts, so it is asked first
which paragraphs changed, then which words in those, between the words that
both have just once, and for so much work in all. Where a place would take more
than is left of that, its old words stand before the new ones.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from typing import Literal

PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*\n*|\n+")
WORD = re.compile(r"\s+|\w+|[^\w\s]")
FEW_WORDS = 1000  # Spaces counted: so many are held against each other as they stand.
MOST_STEPS = 3_000_000  # Words looked at, and held against each other, in one text: under half a second of work.

GAP = "[…]\n\n"

Kind = Literal["same", "added", "removed"]


@dataclass(frozen=True)
class Part:
    kind: Kind
    text: str


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
    work = _Work(MOST_STEPS)
    for kept, gone, come in _changes(before, after, work=work):
        if kept:
            parts.append(Part("same", kept))
        else:
            parts += _by_words(gone, come, work=work)
    return list(_joined(parts))


class _TooMuch(Exception):  # noqa: N818 -- an answer, not an error
    """More than may still be spent on this text."""


@dataclass
class _Work:
    """What may still be spent on one text."""

    steps: int

    def spend(self, steps: int) -> None:
        if steps > self.steps:
            raise _TooMuch
        self.steps -= steps


class _Matcher(SequenceMatcher[str]):
    """Counts what it does: it looks for the longest run again on both sides of each, up to once for every word.

    In more than 200 words, no run is looked for by what is one in a hundred of them or more, spaces first of all.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str], *, work: _Work) -> None:
        work.spend(len(old) + len(new))
        super().__init__(None, old, new)
        self._old, self._work = old, work
        self._places = {word: len(places) for word, places in self.b2j.items()}  # type: ignore[attr-defined]  # difflib's

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        looked_at = self._old[alo:ahi]
        self._work.spend(len(looked_at) + sum(self._places.get(word, 0) for word in looked_at))
        return super().find_longest_match(alo, ahi, blo, bhi)


def _by_words(gone: str, come: str, *, work: _Work) -> Iterator[Part]:
    """Piece by piece between the words that stand once in both: in a long text each piece is small."""
    old, new = WORD.findall(gone), WORD.findall(come)
    at_old, at_new = 0, 0
    for next_old, next_new in [*_once_in_both(old, new), (len(old), len(new))]:
        for kept, removed, added in _changes(old[at_old:next_old], new[at_new:next_new], work=work):
            yield Part("same", kept)
            yield Part("removed", removed)
            yield Part("added", added)
        yield Part("same", "".join(old[next_old : next_old + 1]))
        at_old, at_new = next_old + 1, next_new + 1


def _once_in_both(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Where words stand that each has just once, as many as are in the same order in both. None of few words."""
    if max(len(old), len(new)) <= FEW_WORDS:
        return []
    in_old, in_new = Counter(old), Counter(new)
    places = {word: at for at, word in enumerate(new) if in_new[word] == 1}
    pairs = [(at, places[word]) for at, word in enumerate(old) if in_old[word] == 1 and word in places]

    # The longest rising run: of each length, the one that ends lowest, and what stood before each pair.
    ends: list[int] = []
    last: list[int] = []
    before: list[int | None] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else None)
        ends[length : length + 1], last[length : length + 1] = [place], [number]
    run: list[tuple[int, int]] = []
    at = last[-1] if last else None
    while at is not None:
        run.append(pairs[at])
        at = before[at]
    return run[::-1]


def _changes(old: Sequence[str], new: Sequence[str], *, work: _Work) -> Iterator[tuple[str, str, str]]:
    """Runs of the two, in order: what both have, or else what only the old and only the new one has."""
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]

    yield "".join(old[:start]), "", ""
    yield from _changes_between(old_middle, new_middle, work=work)
    yield "".join(old[len(old) - end :]), "", ""


def _changes_between(old: Sequence[str], new: Sequence[str], *, work: _Work) -> Iterator[tuple[str, str, str]]:
    steps: Iterable[tuple[str, int, int, int, int]] = [("replace", 0, len(old), 0, len(new))]
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
