"""Ctrl-C and its relatives."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def stop_when_asked() -> None:
    """Take every request to stop as Ctrl-C is taken, except those that whoever started us chose to ignore."""
    for number in STOPS:
        if number == signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
            continue
        signal.signal(number, signal.default_int_handler)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Put requests to stop off until the block has ended."""
    asked: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 -- the shape of a signal handler
        asked.append(number)

    before = {number: signal.signal(number, remember) for number in STOPS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if asked:
        signal.raise_signal(asked[0])
