"""Processes that work together on one folder: started in groups of their own, stopped in order, found again.

The folder's lock is handed down to every process. So whoever holds it alone
knows that nothing of an earlier run is left, even after a ``kill -9``, and
that any pid file lying about is a leftover.
"""

import fcntl
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from deploy.embedded import Problem
from deploy.embedded.account import Account
from deploy.embedded.folders import append_privately, write_privately
from deploy.embedded.interruptions import uninterrupted
from deploy.embedded.life import Life, wait_until

PATIENCE = 30.0  # seconds that a process gets to end by itself


@dataclass
class Member:
    """One running process of a crew."""

    name: str
    process: subprocess.Popen[bytes]
    life: Life
    stop_signal: signal.Signals
    log: Path | None
    afterwards: Callable[[], object]

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def stop(self) -> None:
        """Ask it to end, wait, and kill whatever of its group is left."""
        if not self.ended:
            self.process.send_signal(self.stop_signal)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(PATIENCE)

        _kill_group(self.process.pid)
        self.process.wait()
        self.afterwards()

    def last_words(self, lines: int = 15) -> str:
        if self.log is None or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


class Crew:
    """All processes of one folder. Leaving the block stops them, the last one started first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.members: list[Member] = []
        self._lock: IO[str]

    def __enter__(self) -> Self:
        self._lock = append_privately(self.folder / "lock", "a+")
        try:
            self._take_over()
        except BaseException:
            self._lock.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with uninterrupted():
            for member in reversed(self.members):
                member.stop()
            self.members.clear()
            self._write_down()
            self._lock.close()

    def start(
        self,
        name: str,
        *command: str | Path,
        account: Account | None = None,
        environment: Mapping[str, str] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        log: Path | None = None,
        keep_open: Sequence[int] = (),
        afterwards: Callable[[], object] = lambda: None,
        folder: Path = Path("/"),
    ) -> Member:
        """Start a process that runs until the crew stops; without a log it speaks to the terminal."""
        with uninterrupted(), _opened(log) as output:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=[self._lock.fileno(), *keep_open],
                process_group=0,
                **(account.switch if account else {}),
            )
            member = Member(name, process, Life.of(process.pid), stop_signal, log, afterwards)
            self.members.append(member)
            self._write_down()
        return member

    def stop(self, member: Member) -> None:
        with uninterrupted():
            member.stop()
            self.members.remove(member)
            self._write_down()

    def run(self, account: Account, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command to its end that must not outlive the folder's lock."""
        return account.run(*command, keep_open=[self._lock.fileno()])

    def require_all_alive(self) -> None:
        for member in self.members:
            if member.ended:
                raise Problem(f"{member.name} ended unexpectedly ({_exit(member)}).\n{member.last_words()}".rstrip())

    def _take_over(self) -> None:
        """Become the folder's only user; end what an earlier run, itself dead, has left running."""
        deadline = time.monotonic() + 2 * PATIENCE
        while not self._locked():
            holder = self._holder()
            if holder is None or holder.goes_on:
                who = f"process {holder.pid}" if holder else "a run that is just starting or ending"
                raise Problem(f"{self.folder} is in use by {who}. Only one may use it at a time.")
            if time.monotonic() > deadline:
                raise Problem(f"Something an earlier run started still uses {self.folder} and does not end.")
            self._end_leftovers()
            time.sleep(0.1)

        self._lock.truncate(0)
        self._lock.write(Life.of(os.getpid()).as_text())
        self._lock.flush()
        self._end_leftovers()
        self._write_down()

    def _locked(self) -> bool:
        with suppress(BlockingIOError):
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def _holder(self) -> Life | None:
        self._lock.seek(0)
        return Life.from_text(self._lock.read())

    def _end_leftovers(self) -> None:
        for left in reversed(self._written_down()):
            _end(Life(left["pid"], left["since"]), by=left["stop_signal"])

    def _write_down(self) -> None:
        running = [
            {"name": one.name, "pid": one.life.pid, "since": one.life.since, "stop_signal": int(one.stop_signal)}
            for one in self.members
        ]
        write_privately(self.folder / "processes.json", json.dumps(running, indent=1))

    def _written_down(self) -> list[dict]:
        with suppress(FileNotFoundError, ValueError):
            return json.loads((self.folder / "processes.json").read_text())
        return []


def is_in_use(folder: Path) -> bool:
    """Whether a run that is alive uses this folder."""
    with suppress(FileNotFoundError, PermissionError):
        holder = Life.from_text((folder / "lock").read_text())
        return holder is not None and holder.goes_on
    return False


def _opened(log: Path | None) -> AbstractContextManager[IO[Any] | None]:
    return nullcontext() if log is None else append_privately(log, "ab")


def _end(life: Life, *, by: int) -> None:
    """End a process that is not our child."""
    if not life.goes_on:
        return

    with suppress(ProcessLookupError):
        os.kill(life.pid, by)
    if not wait_until(lambda: not life.goes_on, within=PATIENCE):
        _kill_group(life.pid)


def _kill_group(leader: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _exit(member: Member) -> str:
    code = member.process.returncode
    return f"exit code {code}" if code >= 0 else f"signal {-code}"
