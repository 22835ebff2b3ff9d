"""A process apart as its parent sees it: started when needed, killed when late, never shared.

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

START = (
    "import sys; sys.path[:0] = sys.argv[1:3]; "
    "from inside.serving import serve; serve(sys.argv[3], parent=int(sys.argv[4]))"
)
_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    questions: int  #: the descriptor we write to
    answers: int  #: the descriptor we read from

    def close_pipes(self) -> None:
        os.close(self.questions)
        os.close(self.answers)


class NoTurn(Exception):  # noqa: N818 -- an answer, not an error
    """Others were being served for as long as one would wait."""


class TooLarge(Exception):  # noqa: N818 -- likewise
    """The answer is beyond all measure."""


class ProcessApart:
    """One such process of this process, which serves one thread at a time.

    ``module`` in ``folder`` is what it serves (see ``inside/serving.py``). With
    ``once`` it ends after each answer, so that nothing of what one stranger
    sent can reach what the next one gets.
    """

    def __init__(self, module: str, *, folder: Path, once: bool = False) -> None:
        self._module, self._folder, self._once = module, folder, once
        self._child: _Child | None = None
        self._turn = threading.Lock()
        os.register_at_fork(after_in_child=self._forget_the_parents_child)
        atexit.register(self.stop)

    @property
    def pid(self) -> int | None:
        """The process's number, or None while there is none."""
        return self._child.process.pid if self._child else None

    def answer_to(
        self, question: Mapping[str, Any], *, patience: float, seconds: float, largest: int
    ) -> Mapping[str, Any]:
        """Its answer, within these seconds once it is our turn, for which we have so much patience.

        Raises ``NoTurn``; ``TimeoutError`` and ``EOFError`` where it was killed or ended over
        the question; ``TooLarge`` for an answer of more bytes than this.
        """
        message = json.dumps(question).encode()
        if not self._turn.acquire(timeout=max(patience, 0)):
            raise NoTurn
        try:
            return self._exchange(
                _LENGTH.pack(len(message)) + message, deadline=time.monotonic() + seconds, largest=largest
            )
        except BaseException:
            self.stop()  # an answer half read would be taken for the next one's
            raise
        finally:
            if self._once:
                self.stop()
            self._turn.release()

    def stop(self) -> None:
        """End the process; the next question starts another."""
        child, self._child = self._child, None
        if child:
            child.process.kill()
            child.process.wait()
            child.close_pipes()

    def _exchange(self, message: bytes, *, deadline: float, largest: int) -> Mapping[str, Any]:
        """One question and its answer, with a new process if the last one died in the meantime."""
        if self._child and self._child.process.poll() is not None:
            self.stop()
        child = self._child = self._child or _started(self._module, folder=self._folder)
        _send(child.questions, message, deadline=deadline)
        length = _LENGTH.unpack(_receive(child.answers, _LENGTH.size, deadline=deadline))[0]
        if length > largest:
            raise TooLarge
        answer: Mapping[str, Any] = json.loads(_receive(child.answers, length, deadline=deadline))
        return answer

    def _forget_the_parents_child(self) -> None:
        """In a process just forked: the child belongs to the parent, and so does the turn."""
        self._turn = threading.Lock()
        child, self._child = self._child, None
        if child:
            child.process.returncode = 0  # not ours to wait for
            child.close_pipes()


def _started(module: str, *, folder: Path) -> _Child:
    """A new process: no environment, no descriptor but its pipes, a session of its own."""
    its_questions, questions = os.pipe()
    answers, its_answers = os.pipe()
    try:
        process = subprocess.Popen(  # noqa: S603 -- our own interpreter on our own files; nothing of a question in it
            [sys.executable, "-I", "-c", START, str(Path(__file__).parent), str(folder), module, str(os.getpid())],
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
