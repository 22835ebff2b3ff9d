"""A crew of processes: started, stopped in order, and found again after a kill."""

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.embedded import Problem, processes
from deploy.embedded.life import Life, wait_until
from deploy.embedded.processes import Crew

CHECKOUT = Path(__file__).parents[2]
# A process that says when it is ready, and writes its name down when it is asked to stop.
POLITE = """
import pathlib, signal, sys
def stop(number, frame):
    with open(sys.argv[2], "a") as file:
        file.write(sys.argv[1] + "\\n")
    sys.exit()
signal.signal(signal.SIGTERM, stop)
pathlib.Path(sys.argv[2] + "." + sys.argv[1]).touch()
while True:
    signal.pause()
"""
# A run that starts two of them and waits to be killed.
RUN = f"""
import pathlib, sys, time
sys.path.insert(0, {str(CHECKOUT)!r})
from deploy.embedded.processes import Crew
with Crew(pathlib.Path(sys.argv[1])) as crew:
    for name in ("first", "second"):
        crew.start(name, sys.executable, "-c", sys.argv[2], name, sys.argv[3])
    time.sleep(60)
"""


def start_polite(crew: Crew, name: str, stopped: Path):
    member = crew.start(name, sys.executable, "-c", POLITE, name, str(stopped))
    assert wait_until(Path(f"{stopped}.{name}").exists, within=10)
    return member


@pytest.fixture
def stopped(tmp_path: Path) -> Path:
    """Where polite processes write down that they were asked to stop."""
    return tmp_path / "stopped"


def test_the_last_one_started_is_the_first_to_stop(folder: Path, stopped: Path):
    with Crew(folder) as crew:
        members = [start_polite(crew, name, stopped) for name in ("database", "queue", "pages")]

    assert stopped.read_text().split() == ["pages", "queue", "database"]
    assert [member.process.returncode for member in members] == [0, 0, 0]


def test_each_has_a_group_of_its_own_so_that_ctrl_c_in_the_terminal_does_not_reach_it(crew: Crew, stopped: Path):
    member = start_polite(crew, "pages", stopped)

    assert os.getpgid(member.process.pid) == member.process.pid


def test_all_are_stopped_when_the_block_fails(folder: Path, stopped: Path):
    def run():
        with Crew(folder) as crew:
            start_polite(crew, "pages", stopped)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run()

    assert stopped.read_text() == "pages\n"


def test_a_request_to_stop_waits_until_all_have_stopped(folder: Path, stopped: Path):
    """The signal comes while the first of them is being stopped."""
    asks_again = POLITE.replace("sys.exit()", "import os; os.kill(os.getppid(), signal.SIGINT); sys.exit()")

    def run():
        with Crew(folder) as crew:
            start_polite(crew, "database", stopped)
            crew.start("pages", sys.executable, "-c", asks_again, "pages", str(stopped))
            assert wait_until(Path(f"{stopped}.pages").exists, within=10)

    with pytest.raises(KeyboardInterrupt):
        run()

    assert stopped.read_text().split() == ["pages", "database"]


def test_a_second_run_on_the_folder_is_refused_and_the_first_goes_on(folder: Path, crew: Crew, stopped: Path):
    member = start_polite(crew, "pages", stopped)

    with pytest.raises(Problem, match=f"^{folder} is in use by process {os.getpid()}. Only one may use it at a time.$"):
        Crew(folder).__enter__()

    assert not member.ended


def test_what_a_killed_run_left_is_stopped_in_order_before_the_next_one_works(folder: Path, stopped: Path):
    run = subprocess.Popen([sys.executable, "-c", RUN, folder, POLITE, stopped])
    assert wait_until(lambda: all(Path(f"{stopped}.{name}").exists() for name in ("first", "second")), within=10)
    run.kill()
    run.wait()

    with Crew(folder):
        assert stopped.read_text().split() == ["second", "first"]


def test_while_something_unknown_of_a_killed_run_lives_the_folder_is_not_used(
    folder: Path, stopped: Path, monkeypatch: pytest.MonkeyPatch
):
    """Two servers on the same data would ruin it; each process holds the folder's lock, listed or not."""
    run = subprocess.Popen([sys.executable, "-c", RUN, folder, POLITE, stopped])
    assert wait_until(lambda: all(Path(f"{stopped}.{name}").exists() for name in ("first", "second")), within=10)
    run.kill()
    run.wait()
    orphans = [one["pid"] for one in json.loads((folder / "processes.json").read_text())]
    (folder / "processes.json").write_text("[]")
    monkeypatch.setattr(processes, "PATIENCE", 0.1)

    try:
        with pytest.raises(Problem, match=f"^Something an earlier run started still uses {folder} and does not end.$"):
            Crew(folder).__enter__()
    finally:
        for orphan in orphans:
            os.kill(orphan, signal.SIGKILL)


def test_a_process_list_from_before_a_power_failure_kills_nobody_who_got_the_number(folder: Path, stopped: Path):
    with Crew(folder) as crew:
        bystander = start_polite(crew, "bystander", stopped)
        other = folder / "other"
        other.mkdir(mode=0o700)
        (other / "processes.json").write_text(
            f'[{{"name": "x", "pid": {bystander.process.pid}, "since": "earlier:1", "stop_signal": 15}}]'
        )
        with Crew(other):
            assert not bystander.ended


def test_the_end_of_a_member_is_told_with_its_last_words(crew: Crew):
    log = crew.folder / "log"
    member = crew.start("The worker", "/bin/sh", "-c", "echo no such module; exit 3", log=log)
    member.process.wait()

    with pytest.raises(Problem, match=r"^The worker ended unexpectedly \(exit code 3\).\nno such module$"):
        crew.require_all_alive()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_zombie_is_no_living_process():
    process = subprocess.Popen(["/bin/sh", "-c", "read line"], stdin=subprocess.PIPE)
    life = Life.of(process.pid)
    assert life.goes_on

    process.send_signal(signal.SIGKILL)

    assert wait_until(lambda: not life.goes_on, within=10)
    process.communicate()


def test_the_life_of_a_process_can_be_written_down_and_read():
    life = Life.of(os.getpid())

    assert Life.from_text(life.as_text()) == life
    assert life.goes_on
    assert not Life(life.pid, "another start").goes_on
    assert Life.from_text("") is None
