"""Lists about agreements: what one has signed, the texts one owns, the papers that ask for an older one."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F

from accounts.viewer import Viewer
from sharing.access.models import RequiredAgreement
from sharing.agreements.models import Agreement, AgreementVersion, Signature
from sharing.base.rights import Right
from sharing.papers.models import Card, Paper


@dataclass(frozen=True)
class Signed:
    """A signature, and of the papers it opens those that the viewer may still see."""

    signature: Signature
    cards: list[Card]


@dataclass(frozen=True)
class Owned:
    """An agreement of the viewer's own."""

    latest: AgreementVersion
    versions: int
    signatures: int


@dataclass(frozen=True)
class Behind:
    """A paper of the viewer's that asks for an older version of an agreement."""

    card: Card
    asks_for: int


def signed_by(viewer: Viewer) -> list[Signed]:
    """All that the viewer has signed, newest first."""
    signatures = (
        Signature.objects.visible_to(viewer)
        .filter(signer=viewer.principal)
        .select_related("version")
        .order_by("-signed_at", "pk")
    )
    return with_papers(signatures, viewer=viewer)


def with_papers(signatures: Iterable[Signature], *, viewer: Viewer) -> list[Signed]:
    """Each signature with the papers that ask the viewer for it, by the cards the viewer may see now.

    A paper that the viewer has lost is not among them: nothing of it is kept
    beside the signature but an id.
    """
    signatures = list(signatures)
    papers: dict[UUID, set[UUID]] = {}
    asked = RequiredAgreement.objects.visible_to(viewer).filter(version__in={each.version_id for each in signatures})
    for version, paper in asked.values_list("version", "requirement__guarded"):
        papers.setdefault(version, set()).add(paper)
    cards = _latest_cards({each for asking in papers.values() for each in asking}, viewer)
    own = set(Paper.objects.visible_to(viewer, Right.OWN).filter(pk__in=cards).values_list("pk", flat=True))

    def opened(signature: Signature) -> list[Card]:
        asking = papers.get(signature.version_id, set()) - own
        if signature.paper_id:
            asking &= {signature.paper_id}
        return [card for paper, card in cards.items() if paper in asking]

    return [Signed(signature, opened(signature)) for signature in signatures]


def owned_by(viewer: Viewer) -> list[Owned]:
    """The viewer's own agreements, in the order of their titles."""
    versions: dict[UUID, list[AgreementVersion]] = {}
    mine = AgreementVersion.objects.visible_to(viewer).filter(agreement__owner=viewer.principal)
    for version in mine.order_by("number"):
        versions.setdefault(version.agreement_id, []).append(version)
    counts = signatures_on([version for each in versions.values() for version in each], viewer=viewer)
    owned = [
        Owned(each[-1], versions=len(each), signatures=sum(counts.get(version.pk, 0) for version in each))
        for each in versions.values()
    ]
    return sorted(owned, key=lambda one: (one.latest.title, one.latest.pk))


def signatures_on(versions: Iterable[AgreementVersion], *, viewer: Viewer) -> dict[UUID, int]:
    """How many signatures the viewer may know of, by version."""
    known = Signature.objects.visible_to(viewer).filter(version__in=list(versions))
    return dict(known.order_by().values_list("version").annotate(Count("pk")))


def templates_for(viewer: Viewer) -> list[AgreementVersion]:
    """The site's texts in their latest versions, in the order of their titles."""
    versions = AgreementVersion.objects.visible_to(viewer).filter(agreement__owner=None)
    return sorted(versions.order_by("agreement", "-number").distinct("agreement"), key=lambda one: one.title)


def papers_behind(agreement: Agreement, *, latest: AgreementVersion, viewer: Viewer) -> list[Behind]:
    """The viewer's own papers that ask for another version of this agreement than the latest."""
    asking = dict(
        RequiredAgreement.objects.visible_to(viewer)
        .filter(agreement=agreement)
        .exclude(version=latest)
        .order_by("-version__number")
        .values_list("requirement__guarded", "version__number")
    )
    own = Paper.objects.visible_to(viewer, Right.OWN).filter(pk__in=asking).values_list("pk", flat=True)
    return [Behind(card, asking[paper]) for paper, card in _latest_cards(set(own), viewer).items()]


def _latest_cards(papers: set[UUID], viewer: Viewer) -> dict[UUID, Card]:
    """The card of each paper's latest version, as far as the viewer may see it, in the order of titles."""
    cards = Card.objects.visible_to(viewer).filter(paper__in=papers, number=F("paper__guarded__versions"))
    return {card.paper_id: card for card in cards.order_by("title", "pk")}
