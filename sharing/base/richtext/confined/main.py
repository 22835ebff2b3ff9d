"""The render process: texts come in by one pipe, HTML goes out by the other.

A message is its length in eight bytes and then JSON. On a fault the answer holds
the kind of fault and no word of the text; nothing is ever written to a log.
"""

import json
import os
import select
import struct
import sys
from typing import Any

from .limits import allow_processor_time_for_one_text, give_up_everything_but
from .page import line, page

LENGTH = struct.Struct(">Q")
_IN, _OUT = 0, 1
_SECONDS_BETWEEN_LOOKS = 1.0
#: Loads what is loaded on first use, as no file can be opened later.
_WARMING_UP = "# a\n\n* b[^1] <c@d.e> <i>f</i>\n\n[^1]: `g` $h$\n\ni | j\n--|--\nk | l\n"


def serve(*, parent: int) -> None:
    """Answer until the parent closes its pipe or ends, however it ends."""
    watched = _process_watch(parent)
    page(_WARMING_UP, prefix="", figures={})
    give_up_everything_but(3 if watched is None else watched + 1)
    while _asked(parent, watched):
        request = _read(LENGTH.unpack(_read(LENGTH.size))[0])
        allow_processor_time_for_one_text()
        answer = json.dumps(_answer(json.loads(request))).encode()
        _write(LENGTH.pack(len(answer)) + answer)


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        if request["kind"] == "line":
            return line(request["text"])._asdict()
        return page(request["text"], prefix=request["prefix"], figures=request["figures"])._asdict()
    except RecursionError:
        return {"fault": "nested"}
    except MemoryError:
        return {"fault": "large"}
    except Exception:  # noqa: BLE001 -- whatever a parser raises may quote the text: only the kind may leave
        return {"fault": "unreadable"}


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
    """Wait for the next text: True when there is one, False when nobody is left to ask."""
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
