"""Servers for a while."""

import stat
import subprocess
import sys
from pathlib import Path

from redis import Redis

from deploy.embedded.account import Account, my_account
from deploy.embedded.folders import passing_folder
from deploy.embedded.life import wait_until
from deploy.embedded.passing import SERVERS, end_abandoned, passing_servers

CHECKOUT = Path(__file__).parents[2]
# A run that is killed while it has servers.
RUN = f"""
import pathlib, sys, time
sys.path.insert(0, {str(CHECKOUT)!r})
from deploy.embedded.passing import passing_servers
with passing_servers(pathlib.Path(sys.argv[1])) as environment:
    print(environment["DATA_DIR"], flush=True)
    time.sleep(60)
"""


def test_they_serve_a_site_of_their_own_and_are_gone_afterwards(packages: Path, monkeypatch):
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgres://somebody@else/s")
    monkeypatch.setenv("SITE_NAME", "Another site")

    with passing_servers(packages) as environment:
        folder = Path(environment["DATA_DIR"]).parent
        with Redis.from_url(environment["REDIS_URL"]) as client:
            assert client.ping()
        assert f"host={str(folder).replace('/', '%2F')}" in environment["DATABASE_URL"]
        assert {"DATABASE_OWNER_URL", "SITE_NAME"} & environment.keys() == set()
        assert stat.S_IMODE(folder.stat().st_mode) & stat.S_IRWXO == 0

    assert not folder.exists()


def test_what_a_killed_run_left_is_stopped_and_removed_by_the_next(packages: Path):
    with subprocess.Popen([sys.executable, "-c", RUN, packages], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        folder = Path(run.stdout.readline().strip()).parent
        run.kill()
    assert folder.name.startswith(SERVERS)

    with passing_servers(packages):
        assert wait_until(lambda: not folder.exists(), within=10)


def test_folders_in_use_or_just_being_made_are_left_alone(account: Account, packages: Path):
    with passing_folder(my_account(), prefix=SERVERS) as just_made, passing_servers(packages) as environment:
        end_abandoned()

        assert just_made.exists()
        with Redis.from_url(environment["REDIS_URL"]) as client:
            assert client.ping()
