"""A process apart: questions come in by one pipe, answers go out by the other.

A message is its length in eight bytes and then JSON. On a fault the answer holds
the kind of fault and nothing of what was asked; nothing is ever written to a log.

The module it serves has ``warm_up()``, which loads what is loaded on first use,
as no file can be opened later; ``answer(question)``; ``MEMORY``, in bytes; and
``PROCESSOR_SECONDS`` for one question.
"""

import json
import os
import select
import struct
import sys
from importlib import import_module

from .limits import allow_processor_time, give_up_everything_but

LENGTH = struct.Struct(">Q")
_IN, _OUT = 0, 1
_SECONDS_BETWEEN_LOOKS = 1.0


def serve(module: str, *, parent: int) -> None:
    """Answer until the parent closes its pipe or ends, however it ends."""
    watched = _process_watch(parent)
    served = import_module(module)
    served.warm_up()
    give_up_everything_but(3 if watched is None else watched + 1, memory=served.MEMORY)
    while _asked(parent, watched):
        question = _read(LENGTH.unpack(_read(LENGTH.size))[0])
        allow_processor_time(served.PROCESSOR_SECONDS)
        answer = json.dumps(served.answer(json.loads(question))).encode()
        _write(LENGTH.pack(len(answer)) + answer)


def _process_watch(parent: int) -> int | None:
    """A descriptor, number 3, that becomes readable when the parent ends; None where there is no such thing.

    The end of the pipe alone does not tell: a process that the parent forked
    later may hold the other end open.
    """
    try:
        watch = os.pidfd_open(parent)
    except (AttributeError, OSError):
        return None
    return os.dup2(watch, 3) if watch != 3 else 3


def _asked(parent: int, watched: int | None) -> bool:
    """Wait for the next question: True when there is one, False when nobody is left to ask."""
    descriptors = [_IN] if watched is None else [_IN, watched]
    while os.getppid() == parent:
        ready, _, _ = select.select(descriptors, [], [], _SECONDS_BETWEEN_LOOKS if watched is None else None)
        if watched in ready:
            return False
        if ready:
            return True
    return False


def _read(length: int) -> bytes:
    parts = []
    while length:
        part = os.read(_IN, min(length, 1 << 20))
        if not part:
            sys.exit(0)
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _write(message: bytes) -> None:
    rest = memoryview(message)
    try:
        while rest:
            rest = rest[os.write(_OUT, rest) :]
    except BrokenPipeError:
        sys.exit(0)
