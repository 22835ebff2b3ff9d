"""Words that occur nowhere else, and who may see each of them.

A word is made with its audience, put into a private field, and looked for in
everything the site lets out. The keys of private rows are words as well: to
learn one is to learn that the row exists.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from re import compile as pattern
from re import escape

LETTERS = "bcdfghjklmnpqrstvwxz"  # Without vowels, so that no English word is one of them.
EVERYBODY = frozenset({"alice", "bob", "cara", "gita", "xavier", "dan", "mia", "omar", "sam", "noor"})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Canary:
    word: str
    what: str
    audience: frozenset[str]
    is_shown: bool  # Whether each of its audience finds it on some page.
    is_key: bool = False


@dataclass
class Canaries:
    """All of them, by word."""

    all: dict[str, Canary] = field(default_factory=dict)
    _random: Random = field(default_factory=lambda: Random(2))

    def word(self, what: str, *, audience: Iterable[str], is_shown: bool = False) -> str:
        """A new word for one private field."""
        word = "zq" + "".join(self._random.choices(LETTERS, k=12))
        self.all[word] = Canary(word, what, frozenset(audience), is_shown)
        return word

    def key(self, key: object, what: str, *, audience: Iterable[str]) -> None:
        """Something that is private and unique as it stands: a row's key."""
        self.all[str(key)] = Canary(str(key), what, frozenset(audience), is_shown=False, is_key=True)

    def found_in(self, text: str) -> list[Canary]:
        found = pattern("|".join(map(escape, self.all))).findall(text) if self.all else []
        return [self.all[word] for word in dict.fromkeys(found)]

    def leaked_in(self, text: str, *, to: str, asked_with: str = "") -> list[str]:
        """What of this text the actor may not see, leaving out what they brought along in their request."""
        return [
            canary.what for canary in self.found_in(text) if to not in canary.audience and canary.word not in asked_with
        ]

    def expected_by(self, actor: str) -> set[str]:
        return {canary.what for canary in self.all.values() if canary.is_shown and actor in canary.audience}
