"""Servers for a while: on data of their own, quick rather than safe, and gone afterwards."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from deploy.embedded import Problem, postgres
from deploy.embedded.account import account_for_servers, my_account
from deploy.embedded.folders import PASSING, PREFIX, passing_folder
from deploy.embedded.postgres import OWNER, prepare_postgres
from deploy.embedded.processes import Crew
from deploy.embedded.valkey import prepare_valkey

DATABASE = "colloquy"
SERVERS = f"{PREFIX}servers-"  # how their folders are named
# What the shell that calls may have set for another site.
THE_SITES_OWN = ("DATABASE_", "REDIS_", "CELERY_", "SECRET_", "SITE_", "EMAIL_", "DEFAULT_FROM_", "DATA_DIR")
VALKEY_DATABASES = 64  # so that every test process can have some of its own


@contextmanager
def passing_servers(packages: Path, *, more_settings: dict[str, str] | None = None) -> Iterator[dict[str, str]]:
    """A site's environment with servers of its own behind it, until the block ends."""
    end_abandoned()
    account = account_for_servers()
    with passing_folder(account, prefix=SERVERS) as folder, Crew(folder) as crew:
        settings = {**postgres.PASSING, **(more_settings or {})}
        database = prepare_postgres(crew, packages=packages, ground=folder, account=account, settings=settings)
        database.start()
        database.make_role(OWNER, rights="CREATEDB CREATEROLE")
        database.make_database(DATABASE)
        queue = prepare_valkey(crew, packages=packages, inside=folder, account=my_account(), databases=VALKEY_DATABASES)
        queue.start()
        yield {
            **{name: value for name, value in os.environ.items() if not name.startswith(THE_SITES_OWN)},
            "DATABASE_URL": database.url(DATABASE),
            "REDIS_URL": queue.url(),
            "SECRET_KEY": secrets.token_urlsafe(64),
            "SITE_URL": "http://localhost:8000",
            "DATA_DIR": str(folder / "data"),
            "EMAIL_URL": "memorymail://",
            "DJANGO_SETTINGS_MODULE": "sharing.settings",
        }


def end_abandoned() -> None:
    """Stop and remove what killed runs left behind."""
    for place in set(PASSING):
        for folder in place.glob(f"{SERVERS}*"):
            # One in use refuses; one that its own run, or another like this one, is just removing is gone.
            with suppress(Problem, FileNotFoundError):
                _end(folder)


def _end(folder: Path) -> None:
    """Take over and remove; but not one without a lock's holder in it, which may be just being made."""
    is_mine = not folder.is_symlink() and folder.stat().st_uid == os.geteuid()
    if not is_mine or (folder / "lock").stat().st_size == 0:
        return

    with Crew(folder):
        pass
    shutil.rmtree(folder, ignore_errors=True)
