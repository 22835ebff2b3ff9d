"""The comments on a paper in the order they are read in, as far as one viewer may see them."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from accounts.viewer import Viewer
from sharing.base.rights import Right
from sharing.discussion.models import Comment
from sharing.papers.models import Author, Paper

BY_AUTHOR = Exists(Author.objects.filter(paper=OuterRef("paper"), member=OuterRef("writer")))


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One comment in its place. Of one that is hidden from the viewer, ``comment`` has neither words nor writer.

    What may be done to it is what the policy answers, without a query for each comment: a test holds the two together.
    """

    comment: Comment
    parent: Comment | None
    depth: int  # 0 where it answers nothing.
    may_reply: bool
    is_viewers: bool
    is_for_member: bool
    is_by_author: bool  # One of those in the paper's byline wrote it.

    @property
    def may_edit(self) -> bool:
        return self.is_viewers and self.may_reply

    @property
    def may_delete(self) -> bool:
        return self.is_viewers and not self.comment.is_deleted

    @property
    def may_report(self) -> bool:
        return self.is_for_member and not self.is_viewers and not self.comment.is_deleted and not self.comment.is_hidden

    @property
    def is_hidden(self) -> bool:
        """From this viewer; its writer still reads it."""
        return self.comment.is_hidden and not self.is_viewers


@dataclass(frozen=True)
class Thread:
    entries: list[Entry]

    def __contains__(self, comment: Comment) -> bool:
        return any(entry.comment.pk == comment.pk for entry in self.entries)

    @property
    def count(self) -> int:
        """How many comments this viewer can read; those that were deleted do not count."""
        return sum(not entry.comment.is_deleted and not entry.is_hidden for entry in self.entries)


def thread_of(paper: Paper, viewer: Viewer) -> Thread:
    """Each comment the viewer may see, the oldest first, followed by what answers it. Two queries.

    One that was deleted, or hidden by moderators, stands only where this viewer sees an answer below it.
    """
    rows = (
        Comment.objects.filter(paper=paper).visible_to(viewer).select_related("writer").annotate(is_by_author=BY_AUTHOR)
    )
    seen = sorted(_with_hidden_places(list(rows), paper), key=lambda comment: (comment.written_at, comment.pk))
    open_to_viewer = set(
        Comment.objects.filter(paper=paper).visible_to(viewer, Right.COMMENT).values_list("pk", flat=True)
    )
    placed = list(_placed(seen))
    kept = _with_words_at_or_below(placed)
    return Thread(
        [
            Entry(
                comment=comment,
                parent=parent,
                depth=depth,
                may_reply=comment.pk in open_to_viewer,
                is_viewers=viewer.is_member and comment.writer_id == viewer.principal,
                is_for_member=viewer.is_member,
                is_by_author=getattr(comment, "is_by_author", False),  # Hidden places name no writer.
            )
            for comment, parent, depth in placed
            if comment.pk in kept
        ]
    )


def _with_hidden_places(seen: list[Comment], paper: Paper) -> list[Comment]:
    """The same, with the places of hidden ones where something seen answers what is not seen. A query only then."""
    keys = {comment.pk for comment in seen}
    if not {comment.parent_id for comment in seen} - keys - {None}:
        return seen
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM fence.hidden_places(%s)", [paper.pk])
        names = [column.name for column in cursor.description]
        places = [Comment(paper=paper, **dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
    return seen + [place for place in places if place.pk not in keys]


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
    """The keys of the comments whose words there are to read, or that one of those answers in the end."""
    kept: set[UUID] = set()
    for comment, parent, _ in reversed(placed):  # Answers come before what they answer.
        if comment.pk in kept or comment.text:
            kept.add(comment.pk)
            if parent:
                kept.add(parent.pk)
    return kept
