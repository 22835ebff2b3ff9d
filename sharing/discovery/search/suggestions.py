"""Another spelling for what found nothing, in words that the viewer may read."""

import re
from difflib import get_close_matches
from uuid import UUID

from django.db.models import F

from accounts.viewer import Viewer
from sharing.access.newest import newest_given_to
from sharing.discovery.search.query import Query
from sharing.papers.models import Abstract, Card

READ_THROUGH = 300  #: papers, the newest of the viewer's
WORD = re.compile(r"[^\W\d_]{4,}")
LIKENESS = 0.75  #: of two spellings: one letter in four may be another


def spelled_otherwise(query: Query, viewer: Viewer) -> str | None:
    """The words that were looked for, each that no title or abstract has replaced by the one most like it; or None."""
    words = _words_in_reach(viewer)

    def most_like(found: re.Match[str]) -> str:
        word = found[0].casefold()
        near = [each for each in words if abs(len(each) - len(word)) <= 2]
        return found[0] if word in words else next(iter(get_close_matches(word, near, n=1, cutoff=LIKENESS)), found[0])

    spelled = WORD.sub(most_like, query.words)
    return spelled if spelled != query.words else None


def _words_in_reach(viewer: Viewer) -> set[str]:
    """Those of the titles and abstracts of the newest papers that the viewer may read them of."""
    places = newest_given_to(viewer, limit=READ_THROUGH, held_as=viewer.principals, through_groups=True)
    papers: list[UUID] = [place.paper for place in places]
    latest = {"paper__in": papers, "number": F("paper__guarded__versions")}
    titles = Card.objects.visible_to(viewer).filter(**latest).values_list("title", flat=True)
    abstracts = Abstract.objects.visible_to(viewer).filter(**latest).values_list("text", flat=True)
    return {word for text in (*titles, *abstracts) for word in WORD.findall(text.casefold())}
