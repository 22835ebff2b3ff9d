"""Folders and accounts as the embedded servers meet them."""

import os
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.embedded.account import Account, account_for_servers
from deploy.embedded.folders import passing_folder
from deploy.embedded.postgres import PASSING, Postgres, prepare_postgres
from deploy.embedded.processes import Crew


@pytest.fixture(scope="session")
def packages() -> Path:
    return Path(sysconfig.get_path("purelib"))


@pytest.fixture(scope="session")
def account() -> Account:
    return account_for_servers()


@pytest.fixture
def folder(account: Account) -> Iterator[Path]:
    """A private folder that the servers' account may enter."""
    with passing_folder(account) as folder:
        yield folder


@pytest.fixture
def crew(folder: Path) -> Iterator[Crew]:
    with Crew(folder) as crew:
        yield crew


@pytest.fixture
def postgres(crew: Crew, packages: Path, account: Account) -> Postgres:
    """A server that has its data and is not running yet."""
    return prepare_postgres(crew, packages=packages, ground=crew.folder, account=account, settings=PASSING)


@pytest.fixture
def as_root() -> bool:
    """Whether the servers get an account of their own."""
    return os.geteuid() == 0
