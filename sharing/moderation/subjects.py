"""What can be reported, one row for each kind: what of it may be passed on, and what is by default."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.viewer import Viewer
from sharing.moderation.models import Report
from sharing.papers.models import Card, Paper


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One kind of thing. Its words are named by the fields of PassedOn that would hold them."""

    kind: Report.Kind
    paper_of: Callable[[Any], UUID]
    words_of: Callable[[Any, Viewer], dict[str, str]]
    by_default: frozenset[str] = frozenset()


def words_of_paper(paper: Paper, viewer: Viewer) -> dict[str, str]:
    """The title and safe summary of the latest version the viewer may see; of one without a version, nothing."""
    card = Card.objects.visible_to(viewer).filter(paper=paper.pk).order_by("-number").first()
    return {"title": card.title, "summary": card.summary} if card else {}


SUBJECTS: dict[type, Subject] = {
    Paper: Subject(kind=Report.Kind.PAPER, paper_of=lambda paper: paper.pk, words_of=words_of_paper),
}
