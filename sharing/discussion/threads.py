"""The comments on a paper in the order they are read in, as far as one viewer may see them."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from accounts.viewer import Viewer
from sharing.base.rights import Right
from sharing.discussion.models import Comment
from sharing.papers.models import Paper


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One comment in its place."""

    comment: Comment
    parent: Comment | None
    depth: int  # 0 where it answers nothing.
    may_reply: bool
    is_viewers: bool

    @property
    def may_edit(self) -> bool:
        return self.is_viewers and self.may_reply

    @property
    def may_delete(self) -> bool:
        return self.is_viewers and not self.comment.is_deleted


@dataclass(frozen=True)
class Thread:
    entries: list[Entry]

    def __contains__(self, comment: Comment) -> bool:
        return any(entry.comment.pk == comment.pk for entry in self.entries)

    @property
    def count(self) -> int:
        """How many comments this viewer can read; those that were deleted do not count."""
        return sum(not entry.comment.is_deleted for entry in self.entries)


def thread_of(paper: Paper, viewer: Viewer) -> Thread:
    """Each comment the viewer may see, the oldest first, followed by what answers it. Two queries.

    A deleted one stands only where this viewer sees an answer below it.
    """
    seen = Comment.objects.filter(paper=paper).visible_to(viewer).select_related("writer").order_by("written_at", "pk")
    open_to_viewer = set(
        Comment.objects.filter(paper=paper).visible_to(viewer, Right.COMMENT).values_list("pk", flat=True)
    )
    placed = list(_placed(list(seen)))
    kept = _with_words_at_or_below(placed)
    return Thread(
        [
            Entry(
                comment=comment,
                parent=parent,
                depth=depth,
                may_reply=comment.pk in open_to_viewer,
                is_viewers=viewer.is_member and comment.writer_id == viewer.principal,
            )
            for comment, parent, depth in placed
            if comment.pk in kept
        ]
    )


Placed = tuple[Comment, Comment | None, int]


def _placed(comments: list[Comment]) -> Iterator[Placed]:
    """Each comment with what it answers and how deep it stands. Threads may be deeper than Python's stack."""
    answers: dict[UUID | None, list[Comment]] = {}
    for comment in comments:
        answers.setdefault(comment.parent_id, []).append(comment)

    waiting: list[Placed] = [(comment, None, 0) for comment in reversed(answers.get(None, []))]
    while waiting:
        comment, parent, depth = waiting.pop()
        yield comment, parent, depth
        waiting += [(answer, comment, depth + 1) for answer in reversed(answers.get(comment.pk, []))]


def _with_words_at_or_below(placed: list[Placed]) -> set[UUID]:
    """The keys of the comments that were not deleted, or that one of those answers in the end."""
    kept: set[UUID] = set()
    for comment, parent, _ in reversed(placed):  # Answers come before what they answer.
        if comment.pk in kept or not comment.is_deleted:
            kept.add(comment.pk)
            if parent:
                kept.add(parent.pk)
    return kept
