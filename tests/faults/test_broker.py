"""The broker away, and the worker killed: acts go on, and each is told of once when they are back."""

import os
import signal
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from json import loads
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from deploy.embedded.account import my_account
from deploy.embedded.folders import passing_folder
from deploy.embedded.processes import Crew, Member
from deploy.embedded.valkey import Valkey, prepare_valkey
from tests.browser.site import Site, another_worker, running_site
from tests.faults.plant import PASSWORD
from tests.faults.post import MARK
from tests.faults.visitor import Visitor, hidden_field

PATIENCE = 60.0  # seconds
COMMENTED = "Somebody commented on your work on Colloquy"
SIGNED = "Somebody signed what you ask for on Colloquy"


@dataclass
class Broker:
    """A queue, and a cache, that can go away."""

    valkey: Valkey
    server: Member

    @contextmanager
    def stopped(self) -> Iterator[None]:
        self.valkey.crew.stop(self.server)
        try:
            yield
        finally:
            self.server = self.valkey.start()

    @contextmanager
    def stuck(self) -> Iterator[None]:
        """It takes connections, and says no word."""
        self.server.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.server.process.send_signal(signal.SIGCONT)


@pytest.fixture(scope="module")
def broker() -> Iterator[Broker]:
    account = my_account()
    with passing_folder(account) as folder, Crew(folder) as crew:
        packages = Path(sysconfig.get_path("purelib"))
        valkey = prepare_valkey(crew, packages=packages, inside=folder, account=account)
        yield Broker(valkey, valkey.start())


@pytest.fixture(scope="module")
def site(broker, tmp_path_factory) -> Iterator[Site]:
    more = {"REDIS_URL": broker.valkey.url(), "DJANGO_SETTINGS_MODULE": "tests.faults.quick"}
    with running_site(tmp_path_factory.mktemp("broker"), **more) as site:
        yield site


@pytest.fixture(scope="module")
def planted(site) -> dict[str, str]:
    return loads(site.manage("shell", "-v0", "-c", "from tests.faults.plant import plant_talk; plant_talk()"))


@pytest.fixture(scope="module")
def paper(planted) -> str:
    return f"/papers/{planted['paper']}/"


@pytest.fixture
def bob(site, planted) -> Visitor:
    return Visitor(site, session=planted["session"])


@pytest.fixture
def database(site) -> Iterator[psycopg.Connection]:
    with psycopg.connect(site.environment["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture(autouse=True)
def _all_told(site, planted, database) -> None:
    """Whatever went before has been told of."""
    wait_until_all_is_told(database)


def comments(bob: Visitor, paper: str, *, text: str) -> None:
    """By the form below the paper, which answers as it always does."""
    page = bob.get(paper)
    form = {name: hidden_field(name, page.text) for name in ("shown", "version")}
    answer = bob.post(f"{paper}comments/", text=text, **form)
    assert (page.status_code, answer.status_code) == (200, 302), answer.text
    shown = bob.get(answer.headers["Location"])
    while shown.status_code == 302:
        shown = bob.get(shown.headers["Location"])
    assert (shown.status_code, text in shown.text) == (200, True)


def of_comment(database, text: str) -> dict[str, int]:
    """How many rows of each kind there are for a comment."""
    query = """
        WITH said AS (SELECT id::text AS id FROM sharing_comment WHERE text = %s),
             happened AS (SELECT e.id FROM sharing_event e JOIN said ON e.about_id = said.id)
        SELECT (SELECT count(*) FROM said), (SELECT count(*) FROM happened),
               (SELECT count(*) FROM sharing_outbox WHERE event_id IN (SELECT id FROM happened)),
               (SELECT count(*) FROM sharing_notice WHERE event_id IN (SELECT id FROM happened)),
               (SELECT count(*) FROM sharing_delivery d JOIN sharing_notice n ON n.id = d.notice_id
                WHERE d.state = 'sent' AND d.channel = 'mail' AND n.event_id IN (SELECT id FROM happened))
    """
    row = database.execute(query, [text]).fetchone()
    return dict(zip(("comments", "events", "outbox", "notices", "mailed"), row, strict=True))


UNTOLD = {"comments": 1, "events": 1, "outbox": 1, "notices": 0, "mailed": 0}
TOLD = {"comments": 1, "events": 1, "outbox": 0, "notices": 1, "mailed": 1}


def wait_until(true: Callable[[], bool], *, what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, f"{what}: not within {PATIENCE:.0f} s"
        time.sleep(0.05)


def wait_until_all_is_told(database) -> None:
    left = """
        SELECT (SELECT count(*) FROM sharing_outbox) + (SELECT count(*) FROM sharing_delivery WHERE ended_at IS NULL)
    """
    wait_until(lambda: database.execute(left).fetchone() == (0,), what="everything is told")


def mails_about(site: Site, subject: str) -> list[str]:
    """The Message-IDs of Alice's mails with this subject, once every task that was queued before is done."""
    site.manage("check_worker")
    return [mail["Message-ID"] for mail in site.mails_to("alice@example.org") if mail["Subject"] == subject]


# --- The broker -----------------------------------------------------------------------


@pytest.mark.parametrize("away", ["stopped", "stuck"])
def test_what_is_said_while_the_broker_is_away_stands_and_is_told_of_once_it_is_back(
    broker, bob, paper, database, away
):
    site = bob.site
    before, text = mails_about(site, COMMENTED), f"Said while it was {away}."

    with getattr(broker, away)():
        began_at = time.monotonic()
        comments(bob, paper, text=text)
        took = time.monotonic() - began_at
        while_away = of_comment(database, text)

    wait_until_all_is_told(database)
    after = mails_about(site, COMMENTED)
    assert took < 10
    assert (while_away, of_comment(database, text)) == (UNTOLD, TOLD)
    assert (len(after), len(set(after))) == (len(before) + 1, len(before) + 1)
    site.manage("verify_audit")


def test_one_signs_in_and_signs_while_the_broker_is_away_and_guesses_are_still_counted(site, broker, paper, database):
    cara, guesser = Visitor(site), Visitor(site)
    before = mails_about(site, SIGNED)

    with broker.stopped():
        guesses = [guesser.sign_in("dan", password="a wrong password") for _ in range(6)]
        came_in = cara.sign_in("cara", password=PASSWORD)
        asked = cara.get(f"{paper}agreements/")
        sealed = hidden_field("shown", asked.text)
        signed = cara.post(f"{paper}agreements/", shown=sealed, agreed="on", name="Cara Lind", answer="sign")
        read = cara.get(paper)
        signatures = database.execute(
            "SELECT count(*) FROM sharing_signature s JOIN accounts_user u ON u.id = s.signer_id WHERE handle = 'cara'"
        ).fetchone()

    wait_until_all_is_told(database)
    assert ["Too many failed login attempts" in guess.text for guess in guesses] == [False] * 5 + [True]
    assert [answer.status_code for answer in (came_in, asked, signed, read)] == [302, 200, 302, 200]
    assert signatures == (1,)
    assert len(mails_about(site, SIGNED)) == len(before) + 1
    site.manage("verify_audit")


# --- The worker -----------------------------------------------------------------------


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a worker and those it has started, without a word."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.kill()
    process.wait()
    for child in children:
        os.kill(int(child), signal.SIGKILL)


def its_turn_has_come(database, table: str) -> None:
    """As if the time had passed for which what was begun is left alone."""
    query = sql.SQL("UPDATE {} SET next_attempt_at = now() WHERE next_attempt_at > now()")
    database.execute(query.format(sql.Identifier(table)))


def test_a_worker_that_dies_after_a_mail_went_out_sends_it_again_as_the_same_mail(site, bob, paper, database):
    before, text = mails_about(site, COMMENTED), "Mailed by a worker that died."
    mark = Path(site.environment["DATA_DIR"]) / MARK
    mark.touch()

    comments(bob, paper, text=text)
    wait_until(lambda: not mark.exists() and of_comment(database, text)["notices"] == 1, what="a mail goes out")
    assert of_comment(database, text) == {**TOLD, "mailed": 0}
    its_turn_has_come(database, "sharing_delivery")
    wait_until_all_is_told(database)

    again = mails_about(site, COMMENTED)[len(before) :]
    assert of_comment(database, text) == TOLD
    assert (len(again), len(set(again))) == (2, 1)


def test_a_worker_killed_while_it_tells_is_followed_by_one_that_tells_once(site, bob, paper, database):
    """The site's own worker is gone after this."""
    before, text = mails_about(site, COMMENTED), "Told of by a worker that was killed."

    with database.transaction():
        database.execute("LOCK TABLE sharing_notice IN SHARE MODE")  # It gets no further than this.
        comments(bob, paper, text=text)
        wait_until(lambda: waits_for_notices(database), what="the worker is in the middle of it")
        kill(site.worker)
    assert of_comment(database, text) == UNTOLD
    with another_worker(site):
        its_turn_has_come(database, "sharing_outbox")
        wait_until_all_is_told(database)
        after = mails_about(site, COMMENTED)

    assert of_comment(database, text) == TOLD
    assert (len(after), len(set(after))) == (len(before) + 1, len(set(before)) + 1)


def waits_for_notices(database) -> bool:
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'sharing_notice'::regclass"
    return database.execute(waiting).fetchone() != (0,)
