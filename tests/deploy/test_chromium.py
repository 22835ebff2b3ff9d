"""Which Chromium the browser tests get."""

from pathlib import Path

import pytest

from deploy.embedded import Problem, chromium
from deploy.embedded.chromium import find_or_install_chromium


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are looked for."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    return tmp_path


def put(path: Path, *, says: str, code: int = 0) -> Path:
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
    path.chmod(0o755)
    return path


def test_the_first_that_starts_is_taken(programs: Path):
    python = put(programs / "python", says="")
    put(programs / "chromium", says="Chromium is a snap: install it", code=1)
    put(programs / "chromium-browser", says="Something else 1.0")
    works = put(programs / "google-chrome", says="Google Chrome 150.0")

    assert find_or_install_chromium(python) == str(works)


def test_playwrights_own_is_taken_where_the_system_has_none(programs: Path):
    works = put(programs / "a-browser", says="Chromium 150.0")

    assert find_or_install_chromium(put(programs / "python", says=str(works))) == str(works)


def test_one_is_installed_where_there_is_none(programs: Path, monkeypatch: pytest.MonkeyPatch):
    ready_made = put(programs / "ready-made", says="Chromium 150.0")
    monkeypatch.setattr(chromium, "_ways_to_install", lambda _: [["/bin/mv", ready_made, programs / "chromium"]])

    assert find_or_install_chromium(put(programs / "python", says="")) == str(programs / "chromium")


def test_where_none_can_be_installed_the_one_command_is_said(programs: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chromium, "_ways_to_install", lambda _: [["no-such-program"]])
    python = put(programs / "python", says="")

    with pytest.raises(Problem) as raised:
        find_or_install_chromium(python)

    command = f"{python} -m playwright install --with-deps chromium"
    assert str(raised.value) == f"The browser tests need Chromium. Run this, then try again:\n    {command}"
