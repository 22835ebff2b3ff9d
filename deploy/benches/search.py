"""Whether a known paper is found, and what searching costs among 1,000,000 papers behind both fences.

Known papers: three words drawn from the title and the abstract of a record of ``shared/corpus``, and the same without
accents, are to find it among the first three.

Cost: a search is ``find_papers(query, viewer)``, run through the ORM in the application's role with the reader set: the
index, the best twenty, and of each its card and the words around what was found. Without fences it is the same by the
owner of the tables, with no condition on who reads. Each is the median of a few runs. The site is that of the bench of
the lists, each paper with an abstract of forty words, drawn as words are in a language; a query is one to three words
of a paper.
"""

import random
import re
import statistics
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.db import connections
from django.db.models import Q
from psycopg import ClientCursor

from accounts.viewer import ANONYMOUS, Viewer
from deploy.benches.corpus import RECORDS, import_whole, importer
from deploy.benches.listing import (
    FILL,
    LARGE,
    READERS,
    copy_database,
    prepare_as_the_site_does,
    using_database,
    viewer_of,
    without_foreign_keys,
)
from deploy.measure.figures import Figure
from sharing.base import guarded
from sharing.base.reader import reading_as
from sharing.base.rights import Right
from sharing.discovery.search import searching
from sharing.discovery.search.query import Query
from sharing.discovery.search.searching import PAGE, Hit, Level, find_papers
from sharing.papers.models import Abstract, Card

WORDS = Path(__file__).with_name("search_fill.sql")
DRAWS, QUERIES, TIMES = 100, 50, 5
FORMULA = re.compile(r"\$[^$]*\$")
WORD = re.compile(r"[^\W\d_]{3,}")
BEST = """
SELECT id, paper_id, number, score FROM (
    SELECT id, paper_id, number, ts_rank(document, wanted, 1) AS score
    FROM sharing_searchable CROSS JOIN search.wanted(%s, '{}') AS wanted
    WHERE document @@ wanted AND level = 3
) AS hit ORDER BY score DESC, id DESC LIMIT %s
"""

Milliseconds = float


def figures() -> Iterator[Figure]:
    if not RECORDS.is_file():
        sys.exit("search: there is no shared/corpus beside this checkout, and its papers are what is looked for.")
    prepare_as_the_site_does(connections["owner"])
    of_site = connections["owner"].settings_dict["NAME"]
    copy_database(of_site, to=f"{of_site}_corpus")
    with using_database(f"{of_site}_corpus"):
        yield from _known_papers()
    _fill()
    yield from _cost()


# --- Known papers ---------------------------------------------------------------------


def _known_papers() -> Iterator[Figure]:
    viewer = importer()
    import_whole(RECORDS)
    with reading_as(viewer.principal):
        draws = list(islice(_draws(viewer), DRAWS))
        found = sum(_is_found(paper, words, viewer) for paper, words in draws)
        without_accents = sum(_is_found(paper, _bare(words), viewer) for paper, words in draws)
    yield Figure(name="records found by three of their words, of 100", value=found, unit="", at_least=98)
    yield Figure(name="the same, accents left out", value=without_accents, unit="", at_least=98)


def _draws(viewer: Viewer) -> Iterator[tuple[UUID, str]]:
    """A record and three of its words; those that say nothing, which no search looks for, are not drawn."""
    seeded = random.Random(1)
    titles = dict(Card.objects.visible_to(viewer).order_by("title").values_list("paper", "title"))
    abstracts = dict(Abstract.objects.visible_to(viewer).values_list("paper", "text"))
    for paper in seeded.sample(list(titles), len(titles)):
        text = FORMULA.sub(" ", f"{titles[paper]} {abstracts[paper]}").casefold()
        words = sorted({word for word in WORD.findall(text) if _says_something(word)})
        if len(words) >= 3:
            yield paper, " ".join(seeded.sample(words, 3))


def _says_something(word: str) -> bool:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT length(search.words(%s)) > 0", [word])
        return cursor.fetchone()[0]


def _is_found(paper: UUID, words: str, viewer: Viewer) -> bool:
    found = [each.card.paper_id for each in find_papers(Query(words=words), viewer).papers[:3]]
    if paper not in found:
        print(f"  not among the first three: {words}", file=sys.stderr)
    return paper in found


def _bare(words: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", words) if not unicodedata.combining(each))


# --- Cost -----------------------------------------------------------------------------


def _cost() -> Iterator[Figure]:
    queries = _queries()
    with _without_fences():
        bare = {words: _median(partial(find_papers, Query(words=words), ANONYMOUS)) for words in queries}
    ratios: list[tuple[float, str]] = []
    ours: dict[str, Milliseconds] = {}
    for name, key in READERS.items():
        viewer = viewer_of(key)
        with reading_as(viewer.principal):
            taken = {words: _median(partial(find_papers, Query(words=words), viewer)) for words in queries}
        ours[name] = sum(taken.values())
        ratios += [(taken[words] / bare[words], f"{name}: {words}") for words in queries]
        yield Figure(name=f"50 searches, {name}", value=ours[name], unit="ms")
        yield Figure(name="… beside the same without fences", value=ours[name] / sum(bare.values()), unit="times")
    worst, of_what = max(ratios)
    yield Figure(name="50 searches without fences", value=sum(bare.values()), unit="ms")
    all_readers = sum(ours.values()) / (sum(bare.values()) * len(READERS))
    yield Figure(name="all readers beside that", value=all_readers, unit="times", at_most=1.5)
    yield Figure(name=f"the worst ({of_what})", value=worst, unit="times", at_most=4)


def _queries() -> list[str]:
    """One, two or three words that stand in one paper, so that the frequent ones are asked for more often."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT setseed(0.75)")
        cursor.execute("SELECT text FROM sharing_abstract ORDER BY random() LIMIT %s", [QUERIES])
        texts = [text for (text,) in cursor.fetchall()]
    seeded = random.Random(2)
    return [" ".join(seeded.sample(text.split(), 1 + number % 3)) for number, text in enumerate(texts)]


@contextmanager
def _without_fences() -> Iterator[None]:
    """The same search by the owner of the tables: neither policy nor row-level security, and the best of all papers."""
    table, hits = guarded._policy, searching._hits
    with connections["default"].cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    guarded.guard_with({model: dict.fromkeys(Right, lambda _viewer: Q()) for model in table})
    searching._hits = _best_of_all  # type: ignore[assignment]  # takes no terms: there are none to meet
    try:
        yield
    finally:
        guarded.guard_with(table)
        searching._hits = hits
        connections["default"].close()  # It comes back with the application's role.


def _best_of_all(query: Query, _viewer: Viewer, **_terms: object) -> tuple[list[Hit], None]:
    with connections["default"].cursor() as cursor:
        cursor.execute(BEST, [query.words, PAGE + 1])
        hits = [
            Hit(row=row, paper=paper, comment=None, number=number, level=Level.TEXT, score=score)
            for row, paper, number, score in cursor.fetchall()
        ]
    return hits[:PAGE], None


def _median(run: Callable[[], object]) -> Milliseconds:
    """Of a few, the first left out: it finds nothing in memory."""
    taken = []
    for _ in range(1 + TIMES):
        began_at = time.perf_counter()
        run()
        taken.append((time.perf_counter() - began_at) * 1000)
    return statistics.median(taken[1:])


def _fill() -> None:
    owner = connections["owner"]
    with without_foreign_keys(owner):
        for fill in (FILL, WORDS):
            ClientCursor(owner.connection).execute(fill.read_text(), LARGE)
    with owner.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
