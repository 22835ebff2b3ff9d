"""A Chromium for the tests that drive a browser."""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from deploy.embedded import Problem
from deploy.embedded.telling import tell

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def find_or_install_chromium(python: Path) -> str:
    """The path of a Chromium that starts; installed if there is none and I may."""
    if found := _find(python):
        return found

    tell("No Chromium found; installing one …")
    for command in _ways_to_install(python):
        with suppress(OSError):
            subprocess.run(command, stdin=subprocess.DEVNULL, check=False)
        if found := _find(python):
            return found
    raise Problem(f"The browser tests need Chromium. Run this, then try again:\n    {_advice(python)}")


def _find(python: Path) -> str | None:
    candidates = [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES)]
    for candidate in candidates:
        if candidate and _starts(candidate):
            return candidate

    own = subprocess.run([python, "-c", ASK_PLAYWRIGHT], capture_output=True, text=True, check=False).stdout.strip()
    return own if own and _starts(own) else None


def _starts(path: str) -> bool:
    """Some systems have a program of that name which only says what to install."""
    with suppress(OSError, subprocess.TimeoutExpired):
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20, check=False)
        return said.returncode == 0 and ("Chrom" in said.stdout)
    return False


def _ways_to_install(python: Path) -> list[list[str | Path]]:
    playwright: list[str | Path] = [python, "-m", "playwright", "install"]
    if not _may_use_apt():
        return [[*playwright, "chromium"]]
    apt: list[list[str | Path]] = [["apt-get", "update", "-q"], ["apt-get", "install", "-q", "-y", "chromium"]]
    return [*apt, [*playwright, "--with-deps", "chromium"]]


def _may_use_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _advice(python: Path) -> str:
    if shutil.which("apt-get"):
        return "sudo apt-get install -y chromium"
    return f"{python} -m playwright install --with-deps chromium"
