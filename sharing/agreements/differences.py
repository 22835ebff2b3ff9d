"""What differs between two versions of an agreement."""

from typing import Protocol

from sharing.agreements.canonical import canonical
from sharing.base.differences import Part, in_context, words_changed


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


def _whole(words: Words) -> str:
    return "\n".join(canonical(part) for part in (words.title, words.in_short, words.text))
