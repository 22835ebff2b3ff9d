"""Whether a process that was seen earlier still goes on. A number alone does not tell: numbers are used again."""

import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

PROC = Path("/proc")


@dataclass(frozen=True)
class Life:
    """One process, from its start to its end."""

    pid: int
    since: str

    @classmethod
    def of(cls, pid: int) -> Self:
        return cls(pid, _start_of(pid))

    @classmethod
    def from_text(cls, text: str) -> Self | None:
        pid, _, since = text.strip().partition(" ")
        return cls(int(pid), since) if pid.isdigit() and since else None

    def as_text(self) -> str:
        return f"{self.pid} {self.since}"

    @property
    def goes_on(self) -> bool:
        """False too for a zombie, and for another process that got the same number."""
        return self.since != "" and _start_of(self.pid) == self.since


def wait_until(true: Callable[[], bool], *, within: float) -> bool:
    """Ask again and again, for so many seconds at most; the last answer."""
    deadline = time.monotonic() + within
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _start_of(pid: int) -> str:
    """When this process started, in the system's own words; empty where there is none, or only its zombie."""
    if PROC.joinpath("self/stat").exists():
        return _start_by_proc(pid)
    state, _, start = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.partition(" ")
    return "" if state.startswith("Z") else start.strip()


def _start_by_proc(pid: int) -> str:
    with suppress(FileNotFoundError, ProcessLookupError):
        boot = PROC.joinpath("sys/kernel/random/boot_id").read_text().strip()
        # The second field is the program's name in brackets, which may itself hold brackets and spaces.
        fields = PROC.joinpath(str(pid), "stat").read_text().rpartition(")")[2].split()
        state, ticks_since_boot = fields[0], fields[19]
        return "" if state in "ZX" else f"{boot}:{ticks_since_boot}"
    return ""
