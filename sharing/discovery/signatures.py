"""Who has promised what: the signatures on an agreement, and those that a paper was opened under. A page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.viewer import Viewer
from sharing.access.models import Covered
from sharing.agreements.models import Agreement, Signature
from sharing.papers.models import Paper

PAGE = 25
Row = TypeVar("Row", Signature, Covered)


@dataclass(frozen=True)
class Place:
    """Where a page ended."""

    at: datetime
    row: UUID


@dataclass(frozen=True)
class Promise:
    """A signature, and where it is about one paper, when that was first opened under it, at which version."""

    signature: Signature
    first_opened_at: datetime | None = None
    opened: int | None = None

    @classmethod
    def kept_in(cls, covered: Covered) -> Self:
        return cls(covered.signature, covered.first_opened_at, covered.version)


@dataclass(frozen=True)
class Listing:
    promises: list[Promise]
    older_than: Place | None  # Where the next page begins; None on the last.


def signatures_of(agreement: Agreement, *, viewer: Viewer, before: Place | None = None) -> Listing:
    """All that the viewer may know of, on any version, newest first."""
    rows = Signature.objects.visible_to(viewer).filter(version__agreement=agreement)
    found, older_than = _page_of(rows.select_related("signer", "version"), at="signed_at", before=before)
    return Listing([Promise(signature) for signature in found], older_than)


def promises_on(paper: Paper, *, viewer: Viewer, before: Place | None = None) -> Listing:
    """The signatures that covered a paper when their signers first opened it, the latest opening first.

    They stay here whatever the paper asks for by now, and whoever may still read it.
    """
    rows = Covered.objects.visible_to(viewer).filter(guarded=paper.guarded_id)
    with_signatures = rows.select_related("signature__signer", "signature__version")
    found, older_than = _page_of(with_signatures, at="first_opened_at", before=before)
    return Listing([Promise.kept_in(covered) for covered in found], older_than)


def _page_of(rows: QuerySet[Row], *, at: str, before: Place | None) -> tuple[list[Row], Place | None]:
    if before:
        rows = rows.filter(Q(**{f"{at}__lt": before.at}) | Q(**{at: before.at, "pk__lt": before.row}))
    found = list(rows.order_by(f"-{at}", "-pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], Place(getattr(last, at), last.pk) if last else None
