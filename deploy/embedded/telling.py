"""What the commands say while they work."""

import sys
from contextlib import suppress


def tell(line: str = "") -> None:
    """Say it now; a closed terminal must not keep anybody from tidying up."""
    with suppress(OSError, ValueError):
        print(line, flush=True)


class Progress:
    """One line that counts on in a terminal, and now and then a line in a file."""

    EVERY = 10

    def __init__(self, what: str, *, of: int) -> None:
        self.what = what
        self.of = of
        self.seen: set[str] = set()
        self.in_place = sys.stdout.isatty()

    def advance(self, name: str) -> None:
        if name in self.seen:
            return
        self.seen.add(name)
        self._show(f"{len(self.seen)} of {self.of}: {name}", count=len(self.seen))

    def close(self, word: str) -> None:
        self._show(word, count=0)
        if self.in_place:
            tell()

    def _show(self, text: str, *, count: int) -> None:
        if self.in_place:
            with suppress(OSError):
                sys.stdout.write(f"\r\033[K{self.what}: {text}")
                sys.stdout.flush()
        elif count % self.EVERY == 0:
            tell(f"{self.what}: {text}")
