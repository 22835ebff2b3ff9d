"""The settings of a site that runs by itself: what is made up once and kept, and what a shell needs."""

import secrets
import shlex
from collections.abc import Mapping
from pathlib import Path

from deploy.embedded.folders import write_privately

SECRETS = ("SECRET_KEY",)


def keep_secrets(folder: Path) -> dict[str, str]:
    """The secrets of this site, made up the first time and then kept in a file that only I may read."""
    path = folder / "secrets.env"
    kept = _read(path)
    missing = {name: secrets.token_urlsafe(64) for name in SECRETS if name not in kept}
    if missing:
        write_privately(path, _written(kept | missing))
    return kept | missing


def write_environment(folder: Path, environment: Mapping[str, str]) -> Path:
    """A file that holds the running site's settings, for ``deploy/manage`` and for a shell."""
    path = folder / "environment"
    write_privately(path, _written(environment))
    return path


def read_environment(folder: Path) -> dict[str, str]:
    """What ``write_environment`` wrote; empty where it never did."""
    return _read(folder / "environment")


def _written(values: Mapping[str, str]) -> str:
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in values.items())


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    words = shlex.split(path.read_text(), comments=True)
    return dict(word.split("=", 1) for word in words if word != "export")
