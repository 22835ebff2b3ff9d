"""The numbers of published papers."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from sharing.papers.actions import Words, publish, publishable, start_paper, withdraw
from sharing.papers.identifiers.actions import identify
from sharing.papers.identifiers.citing import Citation, as_bibtex, as_csl, as_ris
from sharing.papers.identifiers.models import Identifier, Reference, read_identifier

pytestmark = pytest.mark.django_db

THIS_MONTH = f"{datetime.now(UTC):%y%m}"


def write(actor, title="T"):
    with actor.acting() as viewer:
        return start_paper(Words(title=title, body="b"), by=viewer)


def published(actor):
    paper = write(actor)
    with actor.acting() as viewer:
        publish(paper, by=viewer, shown=publishable(paper, by=viewer).fingerprint)
    return paper


def number_of(paper, *, to) -> list[str]:
    with to.acting() as viewer:
        return [str(row) for row in Identifier.objects.visible_to(viewer).filter(pk=paper.pk)]


def test_papers_are_numbered_in_the_order_they_are_published_in(world):
    papers = [published(actor) for actor in (world.alice, world.dan, world.alice)]

    assert [number_of(paper, to=world.noor) for paper in papers] == [[f"{THIS_MONTH}.0000{n}"] for n in (1, 2, 3)]


def test_a_withdrawn_paper_keeps_its_number_from_everybody_else(world):
    first = published(world.alice)
    with world.alice.acting() as alice:
        withdraw(first, by=alice)
    second = published(world.dan)

    assert number_of(first, to=world.noor) == []
    assert number_of(first, to=world.alice) == [f"{THIS_MONTH}.00001"]
    assert number_of(second, to=world.noor) == [f"{THIS_MONTH}.00002"]


def test_a_number_is_given_once(world):
    paper = published(world.alice)
    with world.alice.acting():
        identify(paper)

    assert number_of(paper, to=world.alice) == [f"{THIS_MONTH}.00001"]


@pytest.mark.parametrize("name", ["alice", "dan", "noor"])
def test_only_what_is_published_by_its_owner_is_numbered(world, name):
    paper = write(world.alice)
    with getattr(world, name).acting(), pytest.raises(DatabaseError), transaction.atomic():
        identify(paper)

    others = published(world.bob)
    if name != "bob":
        with getattr(world, name).acting(), pytest.raises(DatabaseError), transaction.atomic():
            identify(others)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.usefixtures("pool_closed_afterwards")
def test_no_two_papers_get_one_number(world):
    papers = [write(world.alice) for _ in range(4)]

    def publish_one(paper):
        try:
            with world.alice.acting() as alice:
                publish(paper, by=alice, shown=publishable(paper, by=alice).fingerprint)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(publish_one, papers))

    numbers = sorted(number for paper in papers for number in number_of(paper, to=world.noor))
    assert numbers == [f"{THIS_MONTH}.0000{n}" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2611.00042", Reference("2611", 42, None)),
        ("2611.00042v3", Reference("2611", 42, 3)),
        ("2611.00042v0", None),
        ("2611.42", None),
        ("2611.00042v", None),
        ("٢٦١١.00042", None),
        ("2611.00042\n", None),
    ],
)
def test_numbers_are_read_as_they_are_cited(written, read):
    assert read_identifier(written) == read


# --- References --------------------------------------------------------------------

CITATION = Citation(
    identifier="2611.00042v3",
    title="The {Löb} theorem & $x_{1}$: 50 % of\nit",
    authors=("Emmy Nöther", "Center for A and B", "King, Jr"),
    at=datetime(2026, 11, 5, tzinfo=UTC),
    site="Colloquy",
    url="https://colloquy.example/abs/2611.00042v3/",
)


def test_bibtex_has_every_sign_stand_for_itself():
    assert as_bibtex(CITATION) == (
        "@misc{nother2026lob,\n"
        r"  title = {{The \{Löb\} theorem \& $x_{1}$: 50 \% of it}}," + "\n"
        "  author = {Emmy Nöther and {Center for A and B} and {King, Jr}},\n"
        "  year = {2026},\n  month = {11},\n  eprint = {2611.00042v3},\n  howpublished = {Colloquy},\n"
        "  url = {https://colloquy.example/abs/2611.00042v3/},\n}\n"
    )


def test_ris_has_a_line_for_each_thing():
    assert as_ris(CITATION).split("\r\n") == [
        "TY  - GEN",
        "TI  - The {Löb} theorem & $x_{1}$: 50 % of it",
        "AU  - Emmy Nöther",
        "AU  - Center for A and B",
        "AU  - King, Jr",
        "PY  - 2026",
        "DA  - 2026/11/05",
        "PB  - Colloquy",
        "M1  - 2611.00042v3",
        "UR  - https://colloquy.example/abs/2611.00042v3/",
        "ER  - ",
        "",
    ]


def test_csl_is_json():
    assert json.loads(as_csl(CITATION)) == [
        {
            "id": "nother2026lob",
            "type": "article",
            "title": "The {Löb} theorem & $x_{1}$: 50 % of it",
            "author": [{"literal": "Emmy Nöther"}, {"literal": "Center for A and B"}, {"literal": "King, Jr"}],
            "issued": {"date-parts": [[2026, 11, 5]]},
            "publisher": "Colloquy",
            "number": "2611.00042v3",
            "URL": "https://colloquy.example/abs/2611.00042v3/",
        }
    ]
