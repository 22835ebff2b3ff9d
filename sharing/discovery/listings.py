"""Lists of papers, newest first, a page at a time."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from accounts.viewer import Viewer
from sharing.access.models import Grant, RequiredAgreement
from sharing.access.newest import Place, newest_given_to
from sharing.access.rules import held_by_viewer
from sharing.base.conditions import Condition
from sharing.base.rights import Right
from sharing.papers.models import Card, Paper, WorkingCopy

PAGE = 25
MOST_LOOKED_THROUGH = 1000  # Papers that one request for a title shows its viewer; the next page goes on from there.


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
    return _listing(viewer, before=before, title=title, held_as=[viewer.principal], through_groups=True, are_own=False)


def my_papers(viewer: Viewer, *, before: Place | None = None, title: str = "") -> Listing:
    """What the viewer owns, drafts without a version first."""
    listing = _listing(
        viewer, before=before, title=title, held_as=[viewer.principal], through_groups=False, are_own=True
    )
    if before:
        return listing
    return Listing(listing.cards, listing.older_than, _unversioned_drafts(viewer, title=title))


def awaiting_papers(viewer: Viewer) -> list[tuple[Paper, list[str]]]:
    """Papers that open once the viewer has signed, newest first, each with the titles of the agreements it asks for.

    Those they may comment on already, as an author or by another grant, await nothing.
    """
    if not viewer.is_member:
        return []
    papers = list(
        Paper.objects.visible_to(viewer, Right.SIGN)
        .filter(pk__in=_that_ask(viewer))
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


def _that_ask(viewer: Viewer) -> QuerySet[Grant, Any]:
    """The papers of the viewer's grants that ask for agreements, by index: the guard is asked of these alone."""
    return Grant.objects.filter(held_by_viewer(viewer), revoked_at=None, requirement__isnull=False).values("guarded")


def _unversioned_drafts(viewer: Viewer, *, title: str) -> list[WorkingCopy]:
    """The viewer's own drafts before their first version, last saved first.

    The candidates come from the viewer's grants, by index: the guard alone would be asked of every draft of the site.
    """
    held = Grant.objects.filter(principal=viewer.principal, right=Right.OWN, revoked_at=None, guarded__versions=0)
    papers = list(held.values_list("guarded_id", flat=True))
    own = Paper.objects.visible_to(viewer, Right.OWN).filter(pk__in=papers)
    drafts = WorkingCopy.objects.visible_to(viewer).filter(pk__in=papers, paper__in=own, title__icontains=title)
    return list(drafts.order_by("-saved_at"))


def _listing(
    viewer: Viewer,
    *,
    before: Place | None,
    title: str,
    held_as: list[int],
    through_groups: bool,
    are_own: bool | None = None,
) -> Listing:
    """A page of what is found, and where the next goes on.

    Where a page ends depends on what the viewer may see alone: what is left out
    is not counted, and no page goes on from it.
    """
    found: list[tuple[Place, Card]] = []
    looked_through, next_look = 0, PAGE + 1
    while places := newest_given_to(
        viewer, limit=next_look, before=before, held_as=held_as, through_groups=through_groups
    ):
        seen = _cards_of(places, viewer, are_own=are_own)
        cards = _cards_with(title, among=seen)
        for place in places:
            if place.paper not in seen or place.is_repeated:
                continue
            if place.paper in cards:
                found.append((place, cards[place.paper]))
            if len(found) > PAGE:
                return Listing([card for _, card in found[:PAGE]], found[PAGE - 1][0])
            looked_through += 1
            if looked_through == MOST_LOOKED_THROUGH:
                return Listing([card for _, card in found], place)
        next_look = min(2 * next_look, MOST_LOOKED_THROUGH)  # Where little is found, few long looks are quicker.
        before = places[-1]
    return Listing([card for _, card in found], None)


def _cards_of(places: list[Place], viewer: Viewer, *, are_own: bool | None) -> dict[UUID, Card]:
    """The cards of the latest versions that the viewer may see; this is where a list is guarded.

    Only of papers that are the viewer's own or only of others, where that is asked for.
    """
    papers = [place.paper for place in places]
    cards = Card.objects.visible_to(viewer).filter(_is_one_of(papers), number=F("paper__guarded__versions"))
    if are_own is not None:
        own = Q(paper__in=Paper.objects.visible_to(viewer, Right.OWN).filter(pk__in=papers))
        cards = cards.filter(own if are_own else ~own)
    return {card.paper_id: card for card in cards.select_related("version", "paper")}


def _is_one_of(papers: list[UUID]) -> Condition:
    """The row's paper is among these: one value however many they are, and so one statement to prepare."""
    return Condition("{paper} = ANY({papers})", paper=F("paper"), papers=papers)


def _cards_with(title: str, *, among: dict[UUID, Card]) -> dict[UUID, Card]:
    """Those whose titles have these words, whatever the case of their letters."""
    wanted = title.casefold()
    return {paper: card for paper, card in among.items() if wanted in card.title.casefold()}
