"""Lists of papers, newest first, a page at a time."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F

from accounts.viewer import Viewer
from sharing.access.models import RequiredAgreement
from sharing.access.newest import Place, newest_given_to
from sharing.base.rights import Right
from sharing.papers.models import Card, Paper, WorkingCopy

PAGE = 25
MOST_LOOKED_THROUGH = 1000  # Papers that one request for a title goes through; the next page goes on from there.


@dataclass(frozen=True)
class Listing:
    cards: list[Card]
    older_than: Place | None  # Where the next page goes on; None on the last.
    drafts: list[WorkingCopy] = field(default_factory=list)  # The viewer's own, before their first version.


def newest_papers(viewer: Viewer, *, before: Place | None = None, title: str = "") -> Listing:
    """Every paper the viewer may see, each by the card of its latest version."""
    return _listing(viewer, before=before, title=title, held_as=viewer.principals, through_groups=True)


def shared_papers(viewer: Viewer, *, before: Place | None = None, title: str = "") -> Listing:
    """What was given to the viewer, or to a group of theirs, by others."""
    own = set(Paper.objects.visible_to(viewer, Right.OWN).values_list("pk", flat=True))
    return _listing(viewer, before=before, title=title, held_as=[viewer.principal], through_groups=True, left_out=own)


def my_papers(viewer: Viewer, *, before: Place | None = None, title: str = "") -> Listing:
    """What the viewer owns, drafts without a version first."""
    own = Paper.objects.visible_to(viewer, Right.OWN)
    listing = _listing(
        viewer, before=before, title=title, held_as=[viewer.principal], through_groups=False, right=Right.OWN
    )
    if before:
        return listing
    drafts = WorkingCopy.objects.visible_to(viewer).filter(
        paper__in=own.filter(guarded__versions=0), title__icontains=title
    )
    return Listing(listing.cards, listing.older_than, list(drafts.order_by("-saved_at")))


def awaiting_papers(viewer: Viewer) -> list[tuple[Paper, list[str]]]:
    """Papers that open once the viewer has signed, newest first, each with the titles of the agreements it asks for.

    Those they may comment on already, as an author or by another grant, await nothing.
    """
    if not viewer.is_member:
        return []
    # An author in a group that was asked to sign is asked as well, and needs nothing of what it opens.
    papers = list(
        Paper.objects.visible_to(viewer, Right.SIGN)
        .exclude(pk__in=Paper.objects.visible_to(viewer, Right.COMMENT))
        .select_related("submitter")
        .order_by("-created_at")[:PAGE]
    )
    asked: dict[UUID, list[str]] = {}
    for item in (
        RequiredAgreement.objects.visible_to(viewer)
        .filter(requirement__guarded__in=[paper.pk for paper in papers])
        .select_related("version", "requirement")
        .order_by("version__title")
    ):
        titles = asked.setdefault(item.requirement.guarded_id, [])
        if item.version.title not in titles:
            titles.append(item.version.title)
    return [(paper, asked.get(paper.pk, [])) for paper in papers]


def _listing(
    viewer: Viewer,
    *,
    before: Place | None,
    title: str,
    held_as: list[int],
    through_groups: bool,
    right: Right = Right.SEE,
    left_out: set[UUID] | frozenset[UUID] = frozenset(),
) -> Listing:
    found: list[tuple[Place, Card]] = []
    looked_through = 0
    while len(found) <= PAGE and looked_through < MOST_LOOKED_THROUGH:
        places = newest_given_to(viewer, limit=PAGE + 1, before=before, held_as=held_as, through_groups=through_groups)
        if not places:
            return Listing([card for _, card in found], None)
        cards = _cards_of(places, viewer, title=title, right=right)
        found += [
            (place, cards[place.paper])
            for place in places
            if place.paper in cards and place.paper not in left_out and not place.is_repeated
        ]
        looked_through += len(places)
        before = places[-1]

    if len(found) <= PAGE:
        return Listing([card for _, card in found], before)
    return Listing([card for _, card in found[:PAGE]], found[PAGE - 1][0])


def _cards_of(places: list[Place], viewer: Viewer, *, title: str = "", right: Right = Right.SEE) -> dict[UUID, Card]:
    """The cards of the latest versions that the viewer may see; this is where a list is guarded."""
    papers = [place.paper for place in places]
    cards = Card.objects.visible_to(viewer).filter(paper__in=papers, number=F("paper__guarded__versions"))
    if right != Right.SEE:
        cards = cards.filter(paper__in=Paper.objects.visible_to(viewer, right).filter(pk__in=papers))
    if title:
        cards = cards.filter(title__icontains=title)
    return {card.paper_id: card for card in cards.select_related("version", "paper__submitter")}
