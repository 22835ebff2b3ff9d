"""The checkout's own libraries."""

import sys
from pathlib import Path

import pytest

from deploy.embedded import Problem
from deploy.embedded.virtualenv import Virtualenv


def test_it_installs_when_the_pins_changed_and_only_then(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """An empty requirement file is installed by the real pip without asking any index."""
    checkout = Virtualenv(tmp_path)
    for name in ("site.txt", "tests.txt"):
        (tmp_path / name).write_text("# nothing\n")

    told = []
    for files in (["site.txt"], ["site.txt"], ["site.txt", "tests.txt"], ["site.txt"]):
        checkout.prepare(files)
        told.append("installed" in capsys.readouterr().out)
    (tmp_path / "site.txt").write_text("# changed\n")
    checkout.prepare(["site.txt"])
    told.append("installed" in capsys.readouterr().out)

    assert told == [True, False, True, False, True]
    assert checkout.packages.is_dir()


def borrow_mine(folder: Path) -> None:
    """Let this folder be the virtual environment that runs the test, which is quicker than making one."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/python").symlink_to(sys.executable)
    for name in ("lib", "pyvenv.cfg"):
        (folder / name).symlink_to(Path(sys.prefix) / name)


def test_it_says_what_pip_said_when_it_cannot_install_and_tries_again(tmp_path: Path):
    checkout = Virtualenv(tmp_path)
    borrow_mine(checkout.folder)
    (tmp_path / "site.txt").write_text("no-hash==1\n")

    for _ in range(2):
        with pytest.raises(Problem, match=r"(?s)^pip could not install the libraries:.*no-hash==1"):
            checkout.prepare(["site.txt"])
