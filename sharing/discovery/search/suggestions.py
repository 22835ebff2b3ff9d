"""Another spelling for what found nothing, in words that the viewer may read."""

import re
from difflib import get_close_matches

from accounts.viewer import Viewer
from sharing.discovery.listings import newest_papers
from sharing.discovery.search.query import Query
from sharing.papers.models import Abstract

PAGES = 4  #: of the list of the newest, whose words are suggested
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
    words: set[str] = set()
    place = None
    for _ in range(PAGES):
        listing = newest_papers(viewer, before=place)
        abstracts = Abstract.objects.visible_to(viewer).filter(version__in=[card.version_id for card in listing.cards])
        texts = [card.title for card in listing.cards] + list(abstracts.values_list("text", flat=True))
        words |= {word for text in texts for word in WORD.findall(text.casefold())}
        place = listing.older_than
        if place is None:
            break
    return words
