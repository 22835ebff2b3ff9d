"""A whole site of its own for the browser tests: real pages, a real worker, real mail in a folder."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import psycopg
import redis

CHECKOUT = Path(__file__).parents[2]
PATIENCE = 30.0  # seconds
CELERY = ("celery", "--quiet", "-A", "sharing")
WORKER = (*CELERY, "worker", "-c", "1")


@dataclass(frozen=True)
class Site:
    url: str
    environment: dict[str, str]
    mailbox: Path
    pages: subprocess.Popen[bytes]
    worker: subprocess.Popen[bytes]
    password: str = ""  # of each sample member

    def with_samples(self) -> "Site":
        """The same site with the sample content in it, once the worker has told its members."""
        said = self.manage("load_samples")
        self.mail_to("cara@colloquy.example")
        return replace(self, password=said.splitlines()[0].split()[-1])

    def manage(self, *arguments: str) -> str:
        return _manage(*arguments, environment=self.environment)

    def mail_to(self, address: str, *, holding: str = "") -> EmailMessage:
        """The newest mail to this address, with this text in its body, once it is there."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for mail in reversed(self.mails_to(address)):
                if holding in mail.get_content():
                    return mail
            time.sleep(0.1)
        raise AssertionError(f"no such mail came to {address} within {PATIENCE} s")

    def mails_to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails() if mail["To"] == address]

    def mails(self) -> list[EmailMessage]:
        """Everything that was sent, oldest first."""
        raw = b"".join(path.read_bytes() for path in sorted(self.mailbox.glob("*.log"), key=os.path.getmtime))
        return [
            message_from_bytes(one.strip() + b"\n", policy=policy.default)
            for one in re.split(rb"(?m)^-{79}$", raw)
            if one.strip()
        ]


@contextmanager
def running_site(folder: Path, *, tasks: tuple[str, ...] = (), **more_environment: str) -> Iterator[Site]:
    """Start the site's processes on a database and a queue of their own, until the block ends.

    One test process runs one site at a time. The worker knows the tasks of these further modules too.
    """
    name = f"browser_{os.getpid()}"
    port = _free_port()
    environment = _environment(folder, name=name, port=port) | more_environment
    mailbox = folder / "mail"
    mailbox.mkdir()
    with _database(name):
        empty_queue(environment)
        for command in ("migrate", "collectstatic"):
            _manage(command, "--no-input", "-v0", environment=environment)
        worker = (*WORKER, "-I", ",".join(tasks)) if tasks else WORKER
        clock = (*CELERY, "beat", "-s", str(folder / "beat"))
        pages = (
            "gunicorn",
            "sharing.wsgi",
            "--no-control-socket",
            "--worker-class",
            "gthread",
            "--threads",
            "4",
            f"--bind=127.0.0.1:{port}",
        )
        processes = [_start(command, environment) for command in (worker, clock, pages)]
        try:
            _await(f"http://localhost:{port}/livez")
            yield Site(f"http://localhost:{port}", environment, mailbox, pages=processes[2], worker=processes[0])
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                _end(process)


@contextmanager
def another_worker(site: Site) -> Iterator[None]:
    """A worker beside the site's own, or in its place, until the block ends."""
    process = _start(WORKER, site.environment)
    try:
        yield
    finally:
        process.terminate()
        _end(process)


def _manage(*arguments: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=CHECKOUT, env=environment, text=True, capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _environment(folder: Path, *, name: str, port: int) -> dict[str, str]:
    queue = os.environ["REDIS_URL"]
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "CELERY_"))},
        "DATABASE_URL": _database_url(name),
        "DATABASE_POOL_SIZE": "4",
        "REDIS_URL": re.sub(r"db=\d+", f"db={_queue_number()}", queue) if "db=" in queue else queue,
        "SITE_URL": f"http://localhost:{port}",
        "DATA_DIR": str(folder),
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "PYTHONWARNINGS": "ignore",
    }


def _queue_number() -> int:
    """A database of Valkey that no other test process uses."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    return 8 + int(worker.removeprefix("gw"))


def _database_url(name: str) -> str:
    return re.sub(r"/[^/?]+(\?|$)", rf"/{name}\1", os.environ["DATABASE_URL"], count=1)


@contextmanager
def _database(name: str) -> Iterator[None]:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            with suppress(psycopg.Error):
                connection.execute(f'DROP ROLE "{name}_app"')


def _start(command: tuple[str, ...], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", *command], cwd=CHECKOUT, env=environment)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _await(url: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.1)
    raise AssertionError("the site does not answer")


def empty_queue(environment: dict[str, str]) -> None:
    redis.Redis.from_url(environment["REDIS_URL"]).flushdb()
