"""Texts that could not be rendered, remembered so that none of them costs its two seconds again and again.

A text may have been late because the machine was busy just then, so it gets
another chance: after a minute, then two, four and so on up to a day.
"""

import time
from collections.abc import Callable, Hashable

from .memory import Memory
from .refusals import CannotRender

FIRST, LONGEST = 60, 86_400  #: seconds
FOR_GOOD = float("inf")


class RefusedTexts:
    """The last so many of them, for as long as this process lives."""

    def __init__(self, *, entries: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: Memory[tuple[str, float, float]] = Memory(
            entries=entries, size=entries, seconds=FOR_GOOD, clock=clock
        )

    def recall(self, key: Hashable) -> str | None:
        """The sentence it is refused with once more, without trying; None where it may be tried."""
        sentence, until, _ = self._known.recall(key) or ("", 0.0, 0.0)
        return sentence if until > self._clock() else None

    def remember(self, key: Hashable, refusal: CannotRender) -> None:
        _, _, lasted = self._known.recall(key) or ("", 0.0, 0.0)
        lasts = min(lasted * 2, LONGEST) or FIRST
        self._known.remember(key, (refusal.sentence, self._clock() + lasts, lasts), size=1)

    def forget_everything(self) -> None:
        self._known.forget_everything()
