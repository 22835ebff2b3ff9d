"""Two members on a real server with one connection to the database: nobody ever reads as the other."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg
import pytest

from tests.browser.site import Site, running_site

MEMBERS = ("alice", "bob")
PATIENCE = 30.0  # seconds


@dataclass(frozen=True)
class Member:
    site: Site
    principal: int
    paper: str
    session: str

    def get(self, path: str) -> tuple[int, str]:
        with self.opened(path) as answer:
            return answer.status, answer.read().decode()

    def opened(self, path: str):
        request = Request(self.site.url + path, headers={"Cookie": f"sessionid={self.session}"})
        try:
            return urlopen(request, timeout=60)
        except HTTPError as answer:
            return answer

    def seen(self) -> list[str]:
        return json.loads(self.get("/seen")[1])["titles"]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("one_connection")
    more = {"DATABASE_POOL_SIZE": "1", "DJANGO_SETTINGS_MODULE": "tests.faults.settings"}
    with running_site(folder, tasks=("tests.faults.tasks",), **more) as site:
        yield site


@pytest.fixture(scope="module")
def members(site) -> dict[str, Member]:
    planted = json.loads(site.manage("shell", "-v0", "-c", "from tests.faults.plant import plant; plant()"))
    return {handle: Member(site, **planted[handle]) for handle in MEMBERS}


def all_see_their_own(members: dict[str, Member]) -> None:
    """Each sees their draft and no other, in turns and in parallel, by the fence alone and by the pages."""
    turns = [handle for _ in range(8) for handle in MEMBERS]
    own = [[f"Draft of {handle}"] for handle in turns]
    assert [members[handle].seen() for handle in turns] == own
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda handle: members[handle].seen(), turns)) == own
        papers = [(handle, members[whose].paper) for handle in MEMBERS for whose in MEMBERS]
        asked = list(threads.map(lambda pair: members[pair[0]].get(f"/papers/{pair[1]}/edit/")[0], papers * 4))
    assert asked == [200, 404, 404, 200] * 4


def test_in_turns_and_in_parallel(members):
    all_see_their_own(members)
    connections = {json.loads(members[handle].get("/seen")[1])["connection"] for handle in MEMBERS * 3}
    assert len(connections) == 1


def test_streamed_answers(members):
    turns = MEMBERS * 3
    with ThreadPoolExecutor(4) as threads:
        streams = list(threads.map(lambda handle: members[handle].get("/streamed"), turns))

    assert streams == [(200, f"Draft of {handle}\n" * 4) for handle in turns]


def test_after_a_streamed_answer_that_its_reader_left(members):
    with members["bob"].opened("/streamed") as answer:
        assert answer.readline() == b"Draft of bob\n"

    all_see_their_own(members)


def by_ending_its_connection(_pages: int, backend: int, database) -> None:
    database.execute("SELECT pg_terminate_backend(%s)", [backend])


def by_cancelling_its_statement(_pages: int, backend: int, database) -> None:
    database.execute("SELECT pg_cancel_backend(%s)", [backend])


def by_killing_the_worker(pages: int, _backend: int, _database) -> None:
    for worker in Path(f"/proc/{pages}/task/{pages}/children").read_text().split():
        os.kill(int(worker), signal.SIGKILL)


@pytest.mark.parametrize("end", [by_ending_its_connection, by_cancelling_its_statement, by_killing_the_worker])
def test_after_a_request_was_killed_in_the_middle_of_a_statement(site, members, end: Callable):
    with (
        psycopg.connect(site.environment["DATABASE_URL"], autocommit=True) as database,
        ThreadPoolExecutor(1) as thread,
    ):
        stuck = thread.submit(members["bob"].get, "/stuck")
        end(site.pages.pid, stuck_backend(database), database)
        try:
            status = stuck.result(timeout=PATIENCE)[0]
        except OSError:
            status = None  # The worker is gone, and so is the answer.

        assert status == {"by_ending_its_connection": 503, "by_cancelling_its_statement": 503}.get(end.__name__)
    all_see_their_own(members)


def stuck_backend(database) -> int:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = database.execute(
            "SELECT pid FROM pg_stat_activity WHERE query LIKE '%%/* stuck */' AND state = 'active' AND datname = %s"
            " AND pid <> pg_backend_pid()",
            [database.info.dbname],
        ).fetchone()
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError("nothing got stuck")


# --- The worker ---------------------------------------------------------------------------


def test_a_task_reads_as_whom_it_says_and_the_next_as_nobody(site, members):
    """Also after a task that failed, or died, while it was somebody."""
    plan = ["alice", "bob", "fails", "bob", "dies", "alice", None]
    wanted = {
        str(number): [[f"Draft of {step}"], []] if step else []
        for number, step in enumerate(plan)
        if step not in {"fails", "dies"}
    }
    calls = [
        (str(number), members.get(step, members["alice"]).principal if step else None, step or "")
        for number, step in enumerate(plan)
    ]

    site.manage("shell", "-v0", "-c", f"from tests.faults.tasks import look\nfor call in {calls!r}: look.delay(*call)")

    assert answers(site, wanted) == wanted


def answers(site: Site, wanted: dict) -> dict:
    code = f"""
import json, time
from django.core.cache import cache
until = time.monotonic() + {PATIENCE}
while len(found := cache.get_many({list(wanted)!r})) < {len(wanted)} and time.monotonic() < until: time.sleep(0.1)
print(json.dumps(found))
"""
    return json.loads(site.manage("shell", "-v0", "-c", code))
