"""Lists about agreements: what one has signed, the texts one owns, the papers that ask for an older one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F

from accounts.viewer import Viewer
from sharing.access.models import Covered, RequiredAgreement
from sharing.agreements.models import Agreement, AgreementVersion, Signature
from sharing.base.rights import Right
from sharing.papers.models import Card, Paper


@dataclass(frozen=True)
class Opened:
    """A paper that a signature opens, by its card, and when it was first opened under it, if it was."""

    card: Card
    at: datetime | None


@dataclass(frozen=True)
class Signed:
    """A signature; the papers it opens or opened that the viewer may see now, and the first openings of the others."""

    signature: Signature
    papers: list[Opened]
    lost: list[Covered]


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
    """Each signature with the papers first opened under it, and those that ask its signer for it now.

    By the cards the viewer may see now: a paper that they have lost has a time
    and a reference, and no word of its own.
    """
    signatures = list(signatures)
    covered = _covered_by(signatures, viewer)
    asking = _asking_for(signatures, viewer)
    cards = _latest_cards({paper for papers in (*covered.values(), *asking.values()) for paper in papers}, viewer)
    own = set(Paper.objects.visible_to(viewer, Right.OWN).filter(pk__in=cards).values_list("pk", flat=True))

    def signed(signature: Signature) -> Signed:
        opened = covered[signature.pk]
        papers = opened.keys() | (asking[signature.pk] - own)
        return Signed(
            signature,
            [
                Opened(card, opened[paper].first_opened_at if paper in opened else None)
                for paper, card in cards.items()
                if paper in papers
            ],
            [each for paper, each in opened.items() if paper not in cards],
        )

    return [signed(signature) for signature in signatures]


def _covered_by(signatures: list[Signature], viewer: Viewer) -> dict[UUID, dict[UUID, Covered]]:
    """By signature and paper, the first openings that the viewer may know of, the earliest first."""
    covered: dict[UUID, dict[UUID, Covered]] = {signature.pk: {} for signature in signatures}
    known = Covered.objects.visible_to(viewer).filter(signature__in=covered)
    for each in known.order_by("first_opened_at", "pk"):
        covered[each.signature_id][each.guarded_id] = each
    return covered


def _asking_for(signatures: list[Signature], viewer: Viewer) -> dict[UUID, set[UUID]]:
    """By signature, the papers that ask the viewer for it now, where it is their own."""
    own = [signature for signature in signatures if signature.signer_id == viewer.principal]
    asked = RequiredAgreement.objects.visible_to(viewer).filter(version__in={each.version_id for each in own})
    papers: dict[UUID, set[UUID]] = {}
    for version, paper in asked.values_list("version", "requirement__guarded"):
        papers.setdefault(version, set()).add(paper)

    asking: dict[UUID, set[UUID]] = {signature.pk: set() for signature in signatures}
    for signature in own:
        asked_by = papers.get(signature.version_id, set())
        asking[signature.pk] = asked_by & {signature.paper_id} if signature.paper_id else asked_by
    return asking


def owned_by(viewer: Viewer) -> list[Owned]:
    """The viewer's own agreements, in the order of their titles."""
    mine = AgreementVersion.objects.visible_to(viewer).filter(agreement__owner=viewer.principal)
    newest = list(mine.order_by("agreement", "-number").distinct("agreement").defer("in_short", "text"))
    known = Signature.objects.visible_to(viewer).filter(version__agreement__in=[one.agreement_id for one in newest])
    counts = dict(known.order_by().values_list("version__agreement").annotate(Count("pk")))
    # Versions are numbered from one, without a gap.
    owned = [Owned(one, versions=one.number, signatures=counts.get(one.agreement_id, 0)) for one in newest]
    return sorted(owned, key=lambda one: (one.latest.title, one.latest.pk))


def signatures_on(versions: Iterable[AgreementVersion], *, viewer: Viewer) -> dict[UUID, int]:
    """How many signatures the viewer may know of, by version."""
    known = Signature.objects.visible_to(viewer).filter(version__in=list(versions))
    return dict(known.order_by().values_list("version").annotate(Count("pk")))


def templates_for(viewer: Viewer) -> list[AgreementVersion]:
    """The site's texts in their latest versions, in the order of their titles."""
    versions = AgreementVersion.objects.visible_to(viewer).filter(agreement__owner=None).select_related("agreement")
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
