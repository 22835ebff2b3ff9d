"""The checkout's own ``.venv``, with exactly the libraries that the requirement files pin."""

import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from deploy.embedded import Problem
from deploy.embedded.folders import write_privately
from deploy.embedded.telling import Progress, tell

SITE = ("requirements.txt", "deploy/requirements/embedded.txt")
DEVELOPMENT = (*SITE, "deploy/requirements/development.txt")
PIP = ("--require-hashes", "--no-input", "--progress-bar", "off", "--disable-pip-version-check")


class InstallProgress(Progress):
    """How far pip is, by what it says."""

    def __init__(self, *, of: int) -> None:
        super().__init__("Installing libraries", of=of)

    def follow(self, line: str) -> None:
        if found := re.match(r"\s*(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line):
            self.advance(found[1])
        if line.startswith("Installing collected"):
            self.close("unpacking …")


class Virtualenv:
    """The virtual environment in one checkout."""

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout
        self.folder = checkout / ".venv"
        self.python = self.folder / "bin/python"

    @property
    def packages(self) -> Path:
        return next(iter(self.folder.glob("lib/python3.*/site-packages")), self.folder / "lib")

    def prepare(self, files: Sequence[str]) -> None:
        """Make it if there is none that works, and install what these files pin unless it has just that."""
        with self._alone():
            if not self._works():
                self._make()
            wanted = self._fingerprints(files)
            installed = self._installed()
            if wanted.items() <= installed.items():
                return

            self._install(files)
            self._note(installed | wanted)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait while another command installs here."""
        with suppress(PermissionError):
            self.folder.mkdir(exist_ok=True)
        if not os.access(self.folder, os.W_OK):
            raise Problem(f"{self.folder} cannot be written to: use a clone of your own.")

        handle = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _works(self) -> bool:
        with suppress(OSError, subprocess.CalledProcessError):
            subprocess.run([self.python, "-m", "pip", "--version"], capture_output=True, check=True)
            return True
        return False

    def _make(self) -> None:
        tell("Making a virtual environment in .venv …")
        try:
            venv.EnvBuilder(clear=True, with_pip=True, symlinks=True).create(self.folder)
        except (subprocess.CalledProcessError, ImportError):
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            raise Problem(
                f"Python {version} here cannot make a virtual environment."
                f" On Debian or Ubuntu, run: apt-get install python{version}-venv"
            ) from None

    def _install(self, files: Sequence[str]) -> None:
        """Run pip, and show how far it is."""
        named = [argument for name in files for argument in ("-r", self.checkout / name)]
        progress = InstallProgress(of=len(self._pins(files)))
        began_at = time.monotonic()
        said: list[str] = []
        with subprocess.Popen(
            [self.python, "-m", "pip", "install", *PIP, *named],
            cwd=self.checkout,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as pip:
            try:
                for line in pip.stdout or ():
                    said.append(line)
                    progress.follow(line)
            except BaseException:
                pip.kill()  # It must not go on installing after we let others in.
                raise
        if pip.returncode != 0:
            raise Problem("pip could not install the libraries:\n" + "".join(said[-15:]))
        tell(f"Libraries installed in {time.monotonic() - began_at:.0f} s.")

    def _pins(self, files: Sequence[str]) -> set[str]:
        return {pin for name in files for pin in re.findall(r"(?m)^[\w.-]+==\S+", (self.checkout / name).read_text())}

    def _fingerprints(self, files: Sequence[str]) -> dict[str, str]:
        return {name: hashlib.sha256((self.checkout / name).read_bytes()).hexdigest() for name in files}

    def _installed(self) -> dict[str, str]:
        with suppress(FileNotFoundError, ValueError):
            return json.loads((self.folder / "installed.json").read_text())
        return {}

    def _note(self, installed: dict[str, str]) -> None:
        write_privately(self.folder / "installed.json", json.dumps(installed, indent=1))
