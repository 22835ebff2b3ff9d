"""What is taken out of one text before Markdown sees it, a mere word standing in its place."""

import re
import secrets
from collections.abc import Iterable, Iterator
from typing import TypeVar

from .scanning import Piece

Kind = TypeVar("Kind", bound=Piece)


class SetApart:
    """Hands out a placeholder for each piece that no text can contain.

    The token in the placeholders is drawn anew for each text, so that a text
    that imitates a placeholder of another rendering stays just a text.
    """

    def __init__(self, *texts: str) -> None:
        self._token = secrets.token_hex(8)
        while any(self._token in text for text in texts):
            self._token = secrets.token_hex(8)
        self._pieces: list[Piece] = []
        self.placeholder = re.compile(f"m{self._token}n([0-9]+)e")

    def __getitem__(self, number: int) -> Piece:
        return self._pieces[number]

    def keep(self, piece: Piece) -> str:
        self._pieces.append(piece)
        return f"m{self._token}n{len(self._pieces) - 1}e"

    def take_out(self, cut: Iterable[str | Piece]) -> str:
        """The text that was cut, with a placeholder in place of each piece."""
        return "".join(part if isinstance(part, str) else self.keep(part) for part in cut)

    def all_of(self, kind: type[Kind]) -> Iterator[Kind]:
        """What of this kind was taken out, in order."""
        return (piece for piece in self._pieces if isinstance(piece, kind))

    def standing_in(self, text: str) -> Piece | None:
        """The piece whose placeholder this text is, if it is one."""
        found = self.placeholder.fullmatch(text)
        return self._pieces[int(found[1])] if found else None

    def put_back_as_written(self, text: str) -> str:
        """The text as its author wrote it: for code, and for attributes such as ``alt``."""
        if self._token not in text:
            return text
        return self.placeholder.sub(lambda found: self._pieces[int(found[1])].written, text)

    def without_placeholders(self, text: str) -> str:
        return self.placeholder.sub("", text)
