"""The render process as its parent sees it: started when needed, killed when late, never shared.

Python's own pools of processes cannot be used: they refuse to start inside a Celery
worker, and they pickle, which would let a process that was taken over run code in ours.
"""

import atexit
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import refusals
from .refusals import CannotRender

SECONDS_FOR_ONE_TEXT = 2.0
SECONDS_TO_WAIT_FOR_A_TURN = 2.0
LARGEST_ANSWER = 8_000_000  #: bytes

_LENGTH = struct.Struct(">Q")
_START = "import sys; sys.path.insert(0, sys.argv[1]); from confined.main import serve; serve(parent=int(sys.argv[2]))"


@dataclass(frozen=True, slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    questions: int  #: the descriptor we write to
    answers: int  #: the descriptor we read from

    def close_pipes(self) -> None:
        os.close(self.questions)
        os.close(self.answers)


class Renderer:
    """One render process of this process, which serves one thread at a time."""

    def __init__(self) -> None:
        self._child: _Child | None = None
        self._turn = threading.Lock()
        os.register_at_fork(after_in_child=self._forget_the_parents_child)
        atexit.register(self.stop)

    @property
    def pid(self) -> int | None:
        """The render process's number, or None while there is none."""
        return self._child.process.pid if self._child else None

    def ask(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """The render process's answer; raises ``CannotRender`` when there is none in time."""
        message = json.dumps(request).encode()
        if not self._turn.acquire(timeout=SECONDS_TO_WAIT_FOR_A_TURN):
            raise CannotRender(refusals.BUSY)
        try:
            return self._answer_to(_LENGTH.pack(len(message)) + message)
        finally:
            self._turn.release()

    def stop(self) -> None:
        """End the render process; the next text starts another."""
        child, self._child = self._child, None
        if child:
            child.process.kill()
            child.process.wait()
            child.close_pipes()

    def _answer_to(self, message: bytes) -> Mapping[str, Any]:
        deadline = time.monotonic() + SECONDS_FOR_ONE_TEXT
        try:
            return self._exchange(message, deadline=deadline)
        except TimeoutError:
            sentence = refusals.TOO_SLOW
        except EOFError:
            sentence = refusals.ENDED
        except BaseException:
            self.stop()  # an answer half read would be taken for the next one's
            raise
        self.stop()
        raise CannotRender(sentence)

    def _exchange(self, message: bytes, *, deadline: float) -> Mapping[str, Any]:
        """One question and its answer, with a new process if the last one died in the meantime."""
        if self._child and self._child.process.poll() is not None:
            self.stop()
        child = self._child = self._child or _started()
        _send(child.questions, message, deadline=deadline)
        length = _LENGTH.unpack(_receive(child.answers, _LENGTH.size, deadline=deadline))[0]
        if length > LARGEST_ANSWER:
            self.stop()
            return {"fault": "large"}
        answer: Mapping[str, Any] = json.loads(_receive(child.answers, length, deadline=deadline))
        return answer

    def _forget_the_parents_child(self) -> None:
        """In a process just forked: the child belongs to the parent, and so does the turn."""
        self._turn = threading.Lock()
        child, self._child = self._child, None
        if child:
            child.process.returncode = 0  # not ours to wait for
            child.close_pipes()


def _started() -> _Child:
    """A new render process: no environment, no descriptor but its pipes, a session of its own."""
    its_questions, questions = os.pipe()
    answers, its_answers = os.pipe()
    try:
        process = subprocess.Popen(  # noqa: S603 -- our own interpreter on our own file; no word of a text in it
            [sys.executable, "-I", "-c", _START, str(Path(__file__).parent), str(os.getpid())],
            stdin=its_questions,
            stdout=its_answers,
            stderr=subprocess.DEVNULL,
            close_fds=True,
            cwd="/",
            env={},
            start_new_session=True,
        )
    except BaseException:
        os.close(questions)
        os.close(answers)
        raise
    finally:
        os.close(its_questions)
        os.close(its_answers)
    os.set_blocking(questions, False)
    os.set_blocking(answers, False)
    return _Child(process, questions, answers)


def _send(descriptor: int, message: bytes, *, deadline: float) -> None:
    rest = memoryview(message)
    while rest:
        _wait(descriptor, select.POLLOUT, deadline=deadline)
        with suppress(BlockingIOError):
            try:
                rest = rest[os.write(descriptor, rest) :]
            except BrokenPipeError:
                raise EOFError from None


def _receive(descriptor: int, length: int, *, deadline: float) -> bytes:
    parts = []
    while length:
        _wait(descriptor, select.POLLIN, deadline=deadline)
        with suppress(BlockingIOError):
            part = os.read(descriptor, min(length, 1 << 20))
            if not part:
                raise EOFError
            parts.append(part)
            length -= len(part)
    return b"".join(parts)


def _wait(descriptor: int, event: int, *, deadline: float) -> None:
    left = deadline - time.monotonic()
    poll = select.poll()
    poll.register(descriptor, event)
    if left <= 0 or not poll.poll(left * 1000):
        raise TimeoutError
