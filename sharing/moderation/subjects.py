"""What can be reported, one row for each kind: what of it may be passed on, and what is by default."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.viewer import Viewer
from sharing.base.guarded import may
from sharing.base.rights import Right
from sharing.discussion.models import Comment
from sharing.moderation.models import Report
from sharing.papers.models import Card, Paper


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One kind of thing. Its words are named by the fields of PassedOn that would hold them.

    ``own`` says what a viewer can do about it themselves, where it is theirs; otherwise nothing.
    """

    kind: Report.Kind
    paper_of: Callable[[Any], UUID]
    words_of: Callable[[Any, Viewer], dict[str, str]]
    own: Callable[[Any, Viewer], str]
    by_default: frozenset[str] = frozenset()


def words_of_paper(paper: Paper, viewer: Viewer) -> dict[str, str]:
    """The title and safe summary of the latest version the viewer may see; of one without a version, nothing."""
    card = Card.objects.visible_to(viewer).filter(paper=paper.pk).order_by("-number").first()
    return {"title": card.title, "summary": card.summary} if card else {}


def own_paper(paper: Paper, viewer: Viewer) -> str:
    is_own = may(viewer, Right.OWN, paper)
    return "This is your own paper: you can close, withdraw or erase it yourself." if is_own else ""


def words_of_comment(comment: Comment, viewer: Viewer) -> dict[str, str]:
    """The comment alone, and of its paper what may be chosen for any paper; of a deleted one, nothing."""
    said = Comment.objects.visible_to(viewer).filter(pk=comment.pk, deleted_at=None).first()
    return {"comment": said.text, **words_of_paper(said.paper, viewer)} if said else {}


def own_comment(comment: Comment, viewer: Viewer) -> str:
    is_own = comment.writer_id == viewer.principal
    return "This is your own comment: you can edit or delete it yourself." if is_own else ""


SUBJECTS: dict[type, Subject] = {
    Paper: Subject(kind=Report.Kind.PAPER, paper_of=lambda paper: paper.pk, words_of=words_of_paper, own=own_paper),
    Comment: Subject(
        kind=Report.Kind.COMMENT,
        paper_of=lambda comment: comment.paper_id,
        words_of=words_of_comment,
        by_default=frozenset({"comment"}),
        own=own_comment,
    ),
}
