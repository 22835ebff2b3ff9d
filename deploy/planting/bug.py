"""What a planted bug is, and planting it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Edit:
    """One place of one file: these words, which stand there once, become those."""

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Bug:
    """A mistake somebody could make, and the tests that should notice: pytest's arguments."""

    name: str
    edits: tuple[Edit, ...]
    tests: tuple[str, ...]

    @contextmanager
    def planted_in(self, tree: Path) -> Iterator[None]:
        """Plant it in a copy of the checkout, and take it out again. ValueError where the code has moved on."""
        before = {edit.file: (tree / edit.file).read_text() for edit in self.edits}
        try:
            for edit in self.edits:
                text = (tree / edit.file).read_text()
                if text.count(edit.old) != 1:
                    raise ValueError(f"{edit.file} has {text.count(edit.old)} times: {edit.old}")
                (tree / edit.file).write_text(text.replace(edit.old, edit.new))
            yield
        finally:
            for file, text in before.items():
                (tree / file).write_text(text)
