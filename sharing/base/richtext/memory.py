"""HTML remembered for a while, in this process alone.

Nowhere else: the HTML of a private draft in a shared cache would be one more copy
to erase when its words are erased, and its key would tell that it exists. An entry
is found only by whoever brings the text itself *and* names the thing it belongs to,
so nobody learns by the clock whether words they guess have been rendered here.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """The last few things remembered; none for longer than ``seconds``."""

    def __init__(self, *, entries: int, size: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._entries, self._size, self._seconds, self._clock = entries, size, seconds, clock
        self._kept: OrderedDict[Hashable, tuple[float, int, T]] = OrderedDict()
        self._held = 0
        self._lock = threading.Lock()

    def recall(self, key: Hashable) -> T | None:
        with self._lock:
            self._forget_the_old()
            if key not in self._kept:
                return None
            return self._kept[key][2]

    def remember(self, key: Hashable, thing: T, *, size: int) -> None:
        """Keep it, unless it alone is too large; the oldest go first."""
        with self._lock:
            self._drop(key)
            self._kept[key] = (self._clock() + self._seconds, size, thing)
            self._held += size
            self._forget_the_old()

    def forget_everything(self) -> None:
        with self._lock:
            self._kept.clear()
            self._held = 0

    def _forget_the_old(self) -> None:
        while self._kept:
            key, (until, _, _) = next(iter(self._kept.items()))
            if until > self._clock() and len(self._kept) <= self._entries and self._held <= self._size:
                return
            self._drop(key)

    def _drop(self, key: Hashable) -> None:
        if key in self._kept:
            self._held -= self._kept.pop(key)[1]
