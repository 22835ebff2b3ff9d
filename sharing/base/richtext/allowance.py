"""What all the texts of one page may cost together."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from . import refusals
from .refusals import CannotRender


@dataclass
class Allowance:
    """What may still be spent on a page. Texts that come after stand as they were typed, each saying so.

    What is remembered costs no seconds, so a page that is loaded again gets further.
    """

    seconds: float = 2.0
    size: int = 3_000_000  #: characters of HTML

    @contextmanager
    def spent(self) -> Iterator[None]:
        """Around the work on one text."""
        if self.seconds <= 0:
            raise CannotRender(refusals.LATER)
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds -= time.monotonic() - began

    def take(self, size: int) -> None:
        """Give this much of the page to one text."""
        if size > self.size:
            raise CannotRender(refusals.NO_SPACE)
        self.size -= size
