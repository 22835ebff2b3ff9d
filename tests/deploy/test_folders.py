"""Where things are kept, and who may enter."""

import os
import stat
from pathlib import Path

import pytest

from deploy.embedded import Problem, folders
from deploy.embedded.account import Account
from deploy.embedded.environment import keep_secrets, write_environment
from deploy.embedded.folders import ground_for, open_data_folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_data_folder_that_is_made_lets_through_only_who_needs_it(folder: Path, account: Account):
    made = open_data_folder(folder / "deep/data", account=account)

    assert mode(made) == (0o700 if account.is_mine else 0o710)
    assert made.stat().st_gid in {account.gid, os.getegid()}


def test_a_data_folder_that_was_there_keeps_its_mode(folder: Path, account: Account):
    there = folder / "data"
    there.mkdir()
    there.chmod(0o750)

    open_data_folder(there, account=account)

    assert mode(there) == 0o750


def test_a_data_folder_of_somebody_else_is_refused(account: Account, as_root: bool, folder: Path):
    other = folder / "data"
    other.mkdir()
    if as_root:
        os.chown(other, account.uid, -1)
    else:
        other = Path("/usr")

    with pytest.raises(Problem, match=f"^{other} belongs to {other.owner()}: run this as {other.owner()}"):
        open_data_folder(other, account=account)


def test_where_the_account_may_not_enter_the_ground_lies_elsewhere_and_is_found_again(
    tmp_path: Path, folder: Path, account: Account, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(folders, "LASTING", [folder])
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)

    ground = ground_for(account, inside=closed)

    assert ground.parent == (tmp_path if account.is_mine else folder)
    assert account.may_enter(ground)
    assert mode(closed) == 0o700
    assert ground_for(account, inside=closed) == ground


def test_a_database_that_can_no_longer_be_reached_is_not_made_anew(
    tmp_path: Path, account: Account, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "postgres").mkdir()
    monkeypatch.setattr(Account, "may_enter", lambda *_: False)

    with pytest.raises(Problem, match=f"may no longer enter {tmp_path}, where the database lies.$"):
        ground_for(account, inside=tmp_path)

    assert [one.name for one in tmp_path.iterdir()] == ["postgres"]


def test_secrets_are_made_up_once_and_readable_by_me_alone(tmp_path: Path):
    first = keep_secrets(tmp_path)

    assert keep_secrets(tmp_path) == first
    assert list(first) == ["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) >= 64
    assert mode(tmp_path / "secrets.env") == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["secrets.env"]


def test_the_environment_can_be_read_by_a_shell(tmp_path: Path):
    path = write_environment(tmp_path, {"SITE_NAME": "Ann's $HOME", "EMPTY": ""})

    assert mode(path) == 0o600
    assert path.read_text() == "export SITE_NAME='Ann'\"'\"'s $HOME'\nexport EMPTY=''\n"
