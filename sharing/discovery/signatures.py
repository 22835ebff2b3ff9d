"""Who has promised what: the signatures on an agreement, and those that a paper was opened under. A page at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from accounts.viewer import Viewer
from sharing.access.models import Covered
from sharing.agreements.models import Agreement, Signature
from sharing.base.paging import Place, page_of
from sharing.papers.models import Paper

PAGE = 25


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
    with_texts = rows.select_related("signer", "version")
    found, older_than = page_of(with_texts, at="signed_at", size=PAGE, beyond=before)
    return Listing([Promise(signature) for signature in found], older_than)


def promises_on(paper: Paper, *, viewer: Viewer, before: Place | None = None) -> Listing:
    """The signatures that covered a paper when their signers first opened it, the latest opening first.

    They stay here whatever the paper asks for by now, and whoever may still read it.
    """
    rows = Covered.objects.visible_to(viewer).filter(guarded=paper.guarded_id)
    with_signatures = rows.select_related("signature__signer", "signature__version")
    found, older_than = page_of(with_signatures, at="first_opened_at", size=PAGE, beyond=before)
    return Listing([Promise.kept_in(covered) for covered in found], older_than)
