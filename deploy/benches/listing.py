"""The newest 25 papers at 10,000 and at 1,000,000 papers, four grants each, against no fences and a rival.

A page is ``newest_papers(viewer)``, run through the ORM in the application's
role with the reader set: both fences on, the grants fenced too, cards with
their version and paper made into objects. It is held against the newest 25 of
all cards with the same version and paper, fetched by the same ORM as the owner
of the tables: no policy, no row-level security, one statement along an index
that only a site without whitelists could use (``sharing_paper.created_at``,
made here), prepared as the site prepares its own. The two alternate; each
figure is a median. Bylines and the rest of the page are not in it.

The rival is Django without fences, and much of ours is Django too: so both are
told a second time, as what their statements alone take.

Both sites have the same shape: 2,000 members and 1,000 groups with 10,000
papers, 20,000 and 5,000 with 1,000,000 (``listing_fill.sql``). A typical
reader is in 8 groups, a new one in none.
"""

import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import ClientCursor

from accounts.models import User
from accounts.viewer import Viewer
from deploy.measure.figures import Figure
from deploy.measure.statements import time_in_statements
from sharing.base.reader import reading_as
from sharing.discovery.listings import PAGE, my_papers, newest_papers, shared_papers
from sharing.papers.models import Card

FILL = Path(__file__).with_name("listing_fill.sql")
SMALL = {"papers": 10_000, "members": 2_000, "groups": 1_000}
LARGE = {"papers": 1_000_000, "members": 20_000, "groups": 5_000}
READERS = {"a new member": 10001, "typical": 10002, "in 300 groups": 10003, "the public": None}
TYPICAL, IN_300_GROUPS, PROLIFIC = 10002, 10003, 10004
ROUNDS, TIMES, UNCOUNTED = 8, 12, 12  # The first ten on a new connection plan what later ones reuse.
PREPARING = ("server_side_binding", "prepare_threshold")
INDEXED = ("sharing_card", "sharing_abstract", "sharing_body", "sharing_grant")  # What search looks in.
NOWHERE = "words that no title has"

Milliseconds = float


def figures() -> Iterator[Figure]:
    prepare_as_the_site_does(connections["owner"])
    large = connections["owner"].settings_dict["NAME"]
    small = f"{large}_small"
    copy_database(large, to=small)
    for database, size in ((small, SMALL), (large, LARGE)):
        with using_database(database):
            _fill(size)

    taken: dict[tuple[str, str], list[Milliseconds]] = defaultdict(list)
    for _ in range(ROUNDS):
        for database in (small, large):
            with using_database(database):
                _measure_newest(taken, database)
    medians = {what: statistics.median(each) for what, each in taken.items()}

    yield from _newest(medians, small=small, large=large)
    yield from _other_lists()
    rival, rival_in_statements = _rival_milliseconds()
    in_statements = _newest_in_statements()
    yield Figure(name="django-guardian, typical", value=rival, unit="ms")
    yield Figure(name="… beside the page", value=rival / medians[large, "typical"], unit="times", at_least=100)
    yield Figure(name="newest 25, typical, the statements alone", value=in_statements, unit="ms")
    yield Figure(name="django-guardian, the statements alone", value=rival_in_statements, unit="ms")
    yield Figure(name="… beside the page's", value=rival_in_statements / in_statements, unit="times")


# --- What is measured ---------------------------------------------------------------


def _measure_newest(taken: dict[tuple[str, str], list[Milliseconds]], database: str) -> None:
    for name, key in READERS.items():
        viewer = viewer_of(key)
        with reading_as(viewer.principal):
            alternating: dict[str, Callable[[], object]] = {
                name: partial(newest_papers, viewer),
                "bare": _newest_unfenced,
            }
            for what, milliseconds in _taken_by(alternating).items():
                taken[database, what] += milliseconds


def _newest_unfenced() -> list[Card]:
    cards = list(Card.objects.using("owner").select_related("version", "paper").order_by("-paper__created_at")[:PAGE])
    assert len(cards) == PAGE
    return cards


def _newest(medians: dict[tuple[str, str], Milliseconds], *, small: str, large: str) -> Iterator[Figure]:
    bars = {"typical": 3, "in 300 groups": 12}
    bare = medians[large, "bare"]
    yield Figure(name="newest 25 of 1,000,000 without fences", value=bare, unit="ms")
    for reader in READERS:
        yield Figure(name=f"newest 25, {reader}", value=medians[large, reader], unit="ms")
        yield Figure(
            name="… beside the same without fences",
            value=medians[large, reader] / bare,
            unit="times",
            at_most=bars.get(reader),
        )
        if reader in bars:
            growth = medians[large, reader] / medians[small, reader]
            yield Figure(name="… beside that of 10,000 papers", value=growth, unit="times", at_most=1.3)


def _other_lists() -> Iterator[Figure]:
    """What else a list does. The prolific author wrote a hundredth of all papers."""
    typical, busy, prolific = map(viewer_of, (TYPICAL, IN_300_GROUPS, PROLIFIC))
    for name, viewer, listing, bar in (
        ("shared with me, typical", typical, shared_papers, 50),
        ("shared with me, in 300 groups", busy, shared_papers, 100),
        ("shared with me, a prolific author", prolific, shared_papers, 200),
        ("mine, typical", typical, my_papers, 100),
        ("mine, a prolific author", prolific, my_papers, 200),
        ("a title that none of 200,000 has", typical, partial(newest_papers, title=NOWHERE), 500),
        ("the same, in 300 groups", busy, partial(newest_papers, title=NOWHERE), 1500),
    ):
        with reading_as(viewer.principal):
            milliseconds = _taken_by({name: partial(listing, viewer)})[name]
        yield Figure(name=name, value=statistics.median(milliseconds), unit="ms", at_most=bar)


def _taken_by(runs: dict[str, Callable[[], object]]) -> dict[str, list[Milliseconds]]:
    """What each took, time after time, one after the other."""
    taken: dict[str, list[Milliseconds]] = {name: [] for name in runs}
    for _ in range(UNCOUNTED + TIMES):
        for name, run in runs.items():
            began_at = time.perf_counter()
            run()
            taken[name].append((time.perf_counter() - began_at) * 1000)
    return {name: milliseconds[UNCOUNTED:] for name, milliseconds in taken.items()}


def _newest_in_statements() -> Milliseconds:
    """What the database takes of the typical page: until the answers are here, before they are made into objects."""
    viewer = viewer_of(TYPICAL)
    taken = []
    with reading_as(viewer.principal):
        for _ in range(UNCOUNTED + ROUNDS * TIMES):
            with time_in_statements(connections["default"]) as statements:
                newest_papers(viewer)
            taken.append(statements.milliseconds)
    return statistics.median(taken[UNCOUNTED:])


def _rival_milliseconds() -> tuple[Milliseconds, Milliseconds]:
    """The whole, and its statements alone. In a process of its own: it has other settings, and users of its own."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "deploy.benches.rival.settings"}
    command = [sys.executable, "-m", "deploy.benches.rival", str(TYPICAL)]
    answer = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    whole, in_statements = map(float, answer.stdout.split())
    return whole, in_statements


def viewer_of(key: int | None) -> Viewer:
    return Viewer.of(User.objects.with_standing().get(pk=key) if key else None)


# --- What it is measured on ------------------------------------------------------------


def prepare_as_the_site_does(connection: BaseDatabaseWrapper) -> None:
    """What has no fence is not to be slower for being planned each time."""
    of_site = connections["default"].settings_dict["OPTIONS"]
    connection.settings_dict["OPTIONS"] |= {name: of_site[name] for name in PREPARING}
    connection.close()


def copy_database(name: str, *, to: str) -> None:
    _disconnect()
    owner = connections["owner"]
    with owner._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {owner.ops.quote_name(to)} TEMPLATE {owner.ops.quote_name(name)}")


@contextmanager
def using_database(name: str) -> Iterator[None]:
    """Every connection leads to this database, until the block ends."""
    usual = connections["owner"].settings_dict["NAME"]
    _connect_to(name)
    try:
        yield
    finally:
        _connect_to(usual)


def _connect_to(name: str) -> None:
    _disconnect()
    for alias in ("default", "owner"):
        connections[alias].settings_dict["NAME"] = name


def _disconnect() -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].close_pool()  # type: ignore[attr-defined]  # PostgreSQL's


def _fill(size: dict[str, int]) -> None:
    owner = connections["owner"]
    with without_foreign_keys(owner):
        # Many statements in one text, which only a cursor that puts the values in itself can send.
        ClientCursor(owner.connection).execute(FILL.read_text(), size)
    with owner.cursor() as cursor:
        cursor.execute("CREATE INDEX ON sharing_paper (created_at)")
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def without_foreign_keys(owner: BaseDatabaseWrapper) -> Iterator[None]:
    """Rows by the million are checked at once in the end, and not one by one; and no trigger runs for each."""
    with owner.cursor() as cursor:
        for table in INDEXED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            "SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'f' AND conrelid::regclass::text LIKE 'sharing_%'"
        )
        keys = cursor.fetchall()
        for table, key, _ in keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {key}")
    yield
    with owner.cursor() as cursor:
        for table, key, definition in keys:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {key} {definition}")
        for table in INDEXED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
