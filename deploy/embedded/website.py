"""The site's own processes: the pages, the worker, the clock, and its commands."""

import http.client
import socket
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded import Problem
from deploy.embedded.life import wait_until
from deploy.embedded.processes import Crew, Member

SLOWEST_START = 60.0  # seconds
CELERY = ("celery", "--quiet", "--app", "sharing")
# Celery warns root at every start; whoever runs a local site as root has chosen to.
QUIET = ("-W", "ignore:You're running the worker with superuser privileges")


def manage(*arguments: str, checkout: Path, python: Path, environment: Mapping[str, str]) -> str:
    """Run one of the site's commands to its end; what it said."""
    said = subprocess.run(
        [python, "manage.py", *arguments],
        cwd=checkout,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if said.returncode != 0:
        raise Problem(f"manage.py {arguments[0]} failed:\n{said.stdout.strip()}")
    return said.stdout


@dataclass(frozen=True)
class Website:
    """A checkout, with the Python that runs it and the settings it runs with."""

    crew: Crew
    checkout: Path
    python: Path
    environment: Mapping[str, str]

    def manage(self, *arguments: str) -> str:
        return manage(*arguments, checkout=self.checkout, python=self.python, environment=self.environment)

    def has_command(self, name: str) -> bool:
        return any(self.checkout.glob(f"*/management/commands/{name}.py"))

    def start_pages(self, listening_on: list[socket.socket]) -> Member:
        return self._start(
            "The web server",
            *(
                "gunicorn",
                "sharing.wsgi",
                "--no-control-socket",
                "--worker-class",
                "gthread",
                "--workers",
                "2",
                "--threads",
                "4",
            ),
            *("--log-level", "warning", "--graceful-timeout", "20", "--no-control-socket"),
            *(f"--bind=fd://{one.fileno()}" for one in listening_on),
            keep_open=[one.fileno() for one in listening_on],
        )

    def start_worker(self) -> Member:
        return self._start("The worker", *CELERY, "worker", "--loglevel", "warning", "--concurrency", "2")

    def start_clock(self) -> Member:
        schedule = str(self.crew.folder / "beat-schedule")
        return self._start("The clock", *CELERY, "beat", "--loglevel", "warning", "--schedule", schedule)

    def await_page(self, port: int, *, path: str = "/livez") -> None:
        """Return once this page answers and says no error of the server."""
        if not wait_until(lambda: self._answers(port, path=path), within=SLOWEST_START):
            raise Problem(f"http://localhost:{port}{path} does not answer.")

    def _answers(self, port: int, *, path: str) -> bool:
        self.crew.require_all_alive()
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("localhost", port, timeout=10)
            connection.request("GET", path)
            return connection.getresponse().status < 500
        return False

    def _start(self, name: str, *module: str, keep_open: list[int] | None = None) -> Member:
        return self.crew.start(
            name,
            self.python,
            *(*QUIET, "-m", *module),
            folder=self.checkout,
            environment=self.environment,
            keep_open=keep_open or [],
        )
