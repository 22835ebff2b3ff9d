"""What an import finds at a path: papers to be made, and faults to be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from sharing.base.richtext.early import LONGEST
from sharing.papers.actions import Words
from sharing.papers.models import ABSTRACT_LENGTH, TITLE_LENGTH


class Unreadable(Exception):  # noqa: N818 -- it is read as a sentence
    """A source cannot become a paper. Says why, and no word of what the source says."""


@dataclass(frozen=True)
class Found:
    """One paper to be made. ``where`` names its place for whoever runs the import."""

    where: str
    words: Words = field(repr=False)
    source: str = field(repr=False)  #: what makes it the same paper as one imported before
    authors: tuple[str, ...] = field(default=(), repr=False)
    figures: Mapping[str, Path] = field(default_factory=dict, repr=False)

    @property
    def source_sha256(self) -> str:
        return sha256(self.source.encode()).hexdigest()


@dataclass(frozen=True)
class Fault:
    """A place where there is no paper to be made, and why."""

    where: str
    sentence: str


def require_fitting(words: Words) -> Words:
    """The same words, if a paper can hold them."""
    if not words.title:
        raise Unreadable("It has no title.")
    if len(words.title) > TITLE_LENGTH:
        raise Unreadable(f"Its title is longer than {TITLE_LENGTH} characters.")
    if len(words.abstract) > ABSTRACT_LENGTH:
        raise Unreadable(f"Its abstract is longer than {ABSTRACT_LENGTH:,} characters.")
    if len(words.body.encode()) > LONGEST:
        raise Unreadable(f"Its text is longer than {LONGEST // 1000} kB.")
    if len(words.bibliography.encode()) > LONGEST:
        raise Unreadable(f"Its bibliography is longer than {LONGEST // 1000} kB.")
    if "\x00" in words.bibliography:
        raise Unreadable("Its bibliography is not text.")
    return words
