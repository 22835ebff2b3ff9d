"""Whose account a server runs under."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.embedded import Problem

LEAST = "nobody"


@dataclass(frozen=True)
class Account:
    """A system account, and what it can do."""

    name: str
    uid: int
    gid: int

    @property
    def is_mine(self) -> bool:
        return self.uid == os.geteuid()

    @property
    def switch(self) -> dict[str, Any]:
        """The arguments with which ``subprocess`` starts a program under this account."""
        return {} if self.is_mine else {"user": self.uid, "group": self.gid, "extra_groups": []}

    def run(self, *command: str | Path, keep_open: Sequence[int] = ()) -> subprocess.CompletedProcess[str]:
        """Run a command to its end under this account, with nothing of my environment; what it said."""
        return subprocess.run(
            command,
            cwd="/",
            env={"PATH": os.defpath},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            pass_fds=keep_open,
            **self.switch,
        )

    def may_enter(self, folder: Path) -> bool:
        return self.run("/bin/sh", "-c", 'cd -- "$0"', folder).returncode == 0


def my_account() -> Account:
    return _account(pwd.getpwuid, os.geteuid())


def account_for_servers() -> Account:
    """My own account; for root, which PostgreSQL refuses to run as, the least of all accounts."""
    return _account(pwd.getpwnam, LEAST) if os.geteuid() == 0 else my_account()


def _account(look_up: Any, key: int | str) -> Account:
    try:
        entry = look_up(key)
    except KeyError:
        raise Problem(f"PostgreSQL needs an account that the system knows, and it does not know {key!r}.") from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
