"""What a viewer finds, a page at a time.

The database's door (``fence.search``) answers with rows that the reader may know of, and by which words. Every row is
fetched again here, through the viewer, at the very layer it was found by: neither fence leans on the other.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.db.models.functions import Left

from accounts.viewer import Viewer
from sharing.base.conditions import Condition
from sharing.discovery.search.excerpts import LOOKED_THROUGH, Excerpt, as_html, is_marked
from sharing.discovery.search.models import Searchable
from sharing.discovery.search.query import Query
from sharing.discussion.models import Comment
from sharing.groups.models import Group
from sharing.papers.models import Abstract, Body, Card

Version = tuple[UUID, int]
Level = Searchable.Level

PAGE = 20
EVER = (datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC))
FIND = """
SELECT * FROM fence.search(search.wanted(%(words)s, %(authors)s::text[]), %(in_comments)s, %(through)s::bigint,
    %(since)s, %(until)s, %(newest_first)s, %(beyond)s, %(beyond_row)s, %(most)s)
ORDER BY score DESC, id DESC
"""


@dataclass(frozen=True)
class Place:
    """Where a page ended: how well its last row fits, or when it was written, and that row."""

    score: float
    row: UUID


BEFORE_ALL = Place(float("inf"), UUID(int=2**128 - 1))


@dataclass(frozen=True, kw_only=True)
class FoundPaper:
    """A paper by its card, and the words around those it was found by, as HTML; of what the viewer may read."""

    card: Card
    excerpt: str


@dataclass(frozen=True, kw_only=True)
class FoundComment:
    comment: Comment
    card: Card
    excerpt: str


class FoundPapers(NamedTuple):
    papers: list[FoundPaper]
    next_place: Place | None  # Where the next page goes on; None on the last.


class FoundComments(NamedTuple):
    comments: list[FoundComment]
    next_place: Place | None


@dataclass(frozen=True, kw_only=True)
class Hit:
    row: UUID
    paper: UUID
    comment: UUID | None
    number: int
    level: Level
    score: float

    @property
    def version(self) -> Version:
        return self.paper, self.number


def find_papers(query: Query, viewer: Viewer, *, newest_first: bool = False, after: Place | None = None) -> FoundPapers:
    """The papers that fit best, or that were written last; of each the latest version."""
    hits, next_place = _hits(query, viewer, in_comments=False, newest_first=newest_first, after=after)
    cards = _cards_of(hits, viewer)
    in_abstracts = _excerpts_of(Abstract, [hit for hit in hits if hit.level >= Level.ABSTRACT], query, viewer)
    in_bodies = _excerpts_of(Body, [hit for hit in hits if hit.level >= Level.TEXT], query, viewer)
    layers: list[Container[Version]] = [cards, in_abstracts, in_bodies]
    papers = [
        FoundPaper(card=cards[hit.version], excerpt=_better(in_abstracts.get(hit.version), in_bodies.get(hit.version)))
        for hit in hits
        if all(hit.version in layer for layer in layers[: hit.level])
    ]
    return FoundPapers(papers, next_place)


def find_comments(
    query: Query, viewer: Viewer, *, newest_first: bool = False, after: Place | None = None
) -> FoundComments:
    """The comments that fit best, or that were written last, each with the card of the version it is about."""
    hits, next_place = _hits(query, viewer, in_comments=True, newest_first=newest_first, after=after)
    cards = _cards_of(hits, viewer)
    rows = Comment.objects.visible_to(viewer).filter(hidden_at=None, deleted_at=None).select_related("writer")
    comments = rows.annotate(excerpt=Excerpt("text", words=query.words)).in_bulk([hit.comment for hit in hits])
    found = [
        FoundComment(comment=comment, card=cards[hit.version], excerpt=as_html(comment.excerpt, of=comment.text))
        for hit in hits
        if (comment := comments.get(hit.comment)) and hit.version in cards
    ]
    return FoundComments(found, next_place)


def _cards_of(hits: list[Hit], viewer: Viewer) -> dict[Version, Card]:
    rows = Card.objects.visible_to(viewer).filter(_is_one_of(hits)).select_related("version", "paper")
    return {(card.paper_id, card.number): card for card in rows}


def _excerpts_of(layer: type[Abstract | Body], hits: list[Hit], query: Query, viewer: Viewer) -> dict[Version, str]:
    """Of each text the part with the words that were looked for, as HTML."""
    rows = layer.objects.visible_to(viewer).filter(_is_one_of(hits))
    texts = rows.annotate(excerpt=Excerpt("text", words=query.words), beginning=Left("text", LOOKED_THROUGH))
    return {
        (paper, number): as_html(excerpt, of=beginning)
        for paper, number, excerpt, beginning in texts.values_list("paper", "number", "excerpt", "beginning")
    }


def _better(in_abstract: str | None, in_body: str | None) -> str:
    """The first that has a word that was looked for, or else how the paper begins."""
    excerpts = [excerpt for excerpt in (in_abstract, in_body) if excerpt]
    return next(filter(is_marked, excerpts), excerpts[0] if excerpts else "")


def _is_one_of(hits: list[Hit]) -> Condition:
    """The row is of one of these versions: two values however many they are, and so one statement to prepare."""
    return Condition(
        "({paper}, {number}) IN (SELECT * FROM unnest({papers}::uuid[], {numbers}::int[]))",
        paper=F("paper"),
        number=F("number"),
        papers=[hit.paper for hit in hits],
        numbers=[hit.number for hit in hits],
    )


def _hits(
    query: Query, viewer: Viewer, *, in_comments: bool, newest_first: bool, after: Place | None
) -> tuple[list[Hit], Place | None]:
    through = None
    if query.group:
        groups = Group.objects.visible_to(viewer).filter(name__iexact=query.group)
        through = groups.values_list("pk", flat=True).first()
        if through is None:
            return [], None
    place = after or BEFORE_ALL
    since, until = EVER
    with connection.cursor() as cursor:
        cursor.execute(
            FIND,
            {
                "words": query.words,
                "authors": list(query.authors),
                "in_comments": in_comments,
                "through": through,
                "since": query.since or since,
                "until": query.until or until,
                "newest_first": newest_first or not query.words,
                "beyond": place.score,
                "beyond_row": place.row,
                "most": PAGE + 1,
            },
        )
        hits = [
            Hit(row=row, paper=paper, comment=comment, number=number, level=Level(level), score=score)
            for row, paper, comment, number, level, score in cursor.fetchall()
        ]
    last = hits[PAGE - 1] if len(hits) > PAGE else None
    return hits[:PAGE], Place(last.score, last.row) if last else None
