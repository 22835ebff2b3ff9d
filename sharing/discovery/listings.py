"""Lists of papers, newest first, a page at a time."""

from dataclasses import dataclass

from django.db.models import F

from accounts.viewer import Viewer
from sharing.access.newest import Place, newest_given_to
from sharing.papers.models import Card

PAGE = 25


@dataclass(frozen=True)
class Listing:
    cards: list[Card]
    older_than: Place | None  # Where the next page goes on; None on the last.


def newest_papers(viewer: Viewer, *, before: Place | None = None) -> Listing:
    """The newest papers the viewer may see, each by the card of its latest version."""
    found: list[tuple[Place, Card]] = []
    while len(found) <= PAGE:
        places = newest_given_to(viewer, limit=PAGE + 1, before=before)
        if not places:
            break
        cards = _cards_of(places, viewer)
        found += [(place, cards[place.paper]) for place in places if place.paper in cards and not place.is_repeated]
        before = places[-1]

    shown = found[:PAGE]
    return Listing([card for _, card in shown], shown[-1][0] if len(found) > PAGE else None)


def _cards_of(places: list[Place], viewer: Viewer):
    cards = (
        Card.objects.filter(
            paper__in=[place.paper for place in places],
            number=F("paper__guarded__versions"),
        )
        .visible_to(viewer)
        .select_related("paper__submitter")
    )
    return {card.paper_id: card for card in cards}
