"""What of one text can be referred to by a label, and what an author should be told of it."""

from collections.abc import Iterator
from typing import Literal, NamedTuple


class Target(NamedTuple):
    """A theorem, which has a name and a number; or a section, which is referred to by its words."""

    name: str
    number: str

    def shown(self, shows: Literal["number", "equation", "name"]) -> str:
        """What stands in a reference to it."""
        if shows == "name" or not self.number:
            return "\N{NO-BREAK SPACE}".join(filter(None, self))
        return f"({self.number})" if shows == "equation" else self.number


class Labels:
    def __init__(self) -> None:
        self._targets: dict[str, Target] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._targets)

    def add(self, label: str, target: Target) -> bool:
        """Whether it is the first of this label; of two, the first one counts."""
        return self._targets.setdefault(label, target) is target

    def __contains__(self, label: object) -> bool:
        return label in self._targets

    def __getitem__(self, label: str) -> Target:
        return self._targets[label]


class Problems:
    """Faults of a text that stand in the page all the same: what kind of fault, and what it is about."""

    MOST = 50
    LONGEST = 100  #: characters of what one is about

    def __init__(self) -> None:
        self._noted: dict[tuple[str, str], None] = {}

    def note(self, kind: str, about: str) -> None:
        if len(self._noted) < self.MOST:
            self._noted[kind, about[: self.LONGEST]] = None

    def all(self) -> list[tuple[str, str]]:
        """Each once, in order."""
        return list(self._noted)
