"""What happens to comments: writing, answering, editing, deleting."""

from uuid import uuid4

from django.db import transaction

from accounts.viewer import Viewer
from sharing.access.rungs import Rung, narrower, rung_to_read
from sharing.audit import Kind, record
from sharing.base.clock import now
from sharing.base.guarded import require
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.discussion.models import Comment
from sharing.papers.models import Version


class Widened(Refused):
    """More people would read the comment than its writer was told. It is not written."""

    def __init__(self, rung: Rung) -> None:
        super().__init__(OPENED[rung])
        self.rung = rung


OPENED = {
    Rung.MEMBERS: (
        "This paper was opened to all members while you wrote, so all of them could read your comment. "
        "It is not posted yet: post it again if that is what you want."
    ),
    Rung.PUBLIC: (
        "This paper was published while you wrote, so anybody could read your comment. "
        "It is not posted yet: post it again if that is what you want."
    ),
}


@transaction.atomic
def write_comment(text: str, *, on: Version, by: Viewer, shown: Rung) -> Comment:
    """A new comment on a version, as widely as that may be read now.

    ``shown`` is the rung its writer was told; Widened where it is wider by now.
    """
    require(by, Right.COMMENT, on)
    rung = rung_for(on)
    return _write(text, by=by, shown=shown, paper_id=on.paper_id, number=on.number, rung=rung)


@transaction.atomic
def reply_to(parent: Comment, text: str, *, by: Viewer, shown: Rung) -> Comment:
    """An answer, about the same version, and no wider than what it answers. Widened as in ``write_comment``."""
    require(by, Right.COMMENT, parent)
    rung = rung_for_reply(parent)
    return _write(
        text, by=by, shown=shown, paper_id=parent.paper_id, number=parent.number, rung=rung, parent_id=parent.pk
    )


@transaction.atomic
def edit_comment(comment: Comment, text: str, *, by: Viewer) -> None:
    """Put other words in one's own comment. Its rung stays what it was; the earlier words are gone."""
    require(by, Right.EDIT, comment)
    words = _words(text)
    _lock(comment)
    if comment.is_deleted:
        raise Refused("You have deleted this comment already.")
    if words == comment.text:
        return

    comment.text, comment.edited_at = words, now()
    comment.save(update_fields=["text", "edited_at"])

    record(Kind.COMMENT_EDITED, by=by.principal, about=comment, facts={"paper": comment.paper_id})


@transaction.atomic
def delete_comment(comment: Comment, *, by: Viewer) -> None:
    """Erase the words of one's own comment for good. Answers to it stay."""
    require(by, Right.OWN, comment)
    _lock(comment)
    if comment.is_deleted:
        return

    comment.text, comment.deleted_at = "", now()
    comment.save(update_fields=["text", "deleted_at"])

    record(Kind.COMMENT_DELETED, by=by.principal, about=comment, facts={"paper": comment.paper_id})


def rung_for(version: Version) -> Rung:
    """On which rung a comment on this version would be written now: who may read the version, may read what is said."""
    return rung_to_read(version.paper_id, version=version.number)


def rung_for_reply(parent: Comment) -> Rung:
    return narrower(Rung(parent.rung), rung_to_read(parent.paper_id, version=parent.number))


def _write(text: str, *, by: Viewer, shown: Rung, rung: Rung, **place) -> Comment:
    words = _words(text)
    if rung.width > shown.width:
        raise Widened(rung)

    comment = Comment.objects.create(id=uuid4(), writer_id=by.principal, rung=rung, text=words, **place)

    record(
        Kind.COMMENT_WRITTEN,
        by=by.principal,
        about=comment,
        facts={"paper": comment.paper_id, "number": comment.number, "parent": comment.parent_id, "rung": rung},
    )
    return comment


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise Refused("Write something first.")
    return words


def _lock(comment: Comment) -> None:
    """One change to a comment at a time. Its writer may change the row, and so lock it."""
    current = Comment.objects.select_for_update().filter(pk=comment.pk).first()
    comment.text = current.text if current else ""
    comment.deleted_at = current.deleted_at if current else now()
