"""What happens to comments: writing, answering, editing, deleting.

Each waits for its paper's number: whoever is let go at the same time has either
said it before, or reads that they may not.
"""

from uuid import uuid4

from django.db import transaction

from accounts.viewer import Viewer
from sharing.access.rungs import Rung, narrower, rung_to_read
from sharing.access.turns import wait_for_number
from sharing.audit import Kind, record
from sharing.base.clock import now
from sharing.base.guarded import may, require
from sharing.base.refusals import Refused, Unseen
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

DELETED = "You have deleted this comment already."
HIDDEN = "Moderators have hidden this comment, so it cannot be edited. Only you can still read it, or delete it."


@transaction.atomic
def write_comment(text: str, *, on: Version, by: Viewer, shown: Rung) -> Comment:
    """A new comment on a version, as widely as that may be read now.

    ``shown`` is the rung its writer was told; Widened where it is wider by now.
    """
    wait_for_number(on.paper_id)
    require(by, Right.COMMENT, on)
    rung = rung_for(on)
    return _write(text, by=by, shown=shown, paper_id=on.paper_id, number=on.number, rung=rung)


@transaction.atomic
def reply_to(parent: Comment, text: str, *, by: Viewer, shown: Rung) -> Comment:
    """An answer, about the same version, and no wider than what it answers. Widened as in ``write_comment``."""
    wait_for_number(parent.paper_id)
    require(by, Right.COMMENT, parent)
    rung = rung_for_reply(parent)
    return _write(
        text, by=by, shown=shown, paper_id=parent.paper_id, number=parent.number, rung=rung, parent_id=parent.pk
    )


@transaction.atomic
def edit_comment(comment: Comment, text: str, *, by: Viewer) -> Comment:
    """The comment with other words, for its writer. Its rung stays what it was; the earlier words are gone."""
    words = _words(text)
    wait_for_number(comment.paper_id)
    current = _locked(comment, by=by)
    refuse_to_edit(current, by=by)
    if words == current.text:
        return current

    current.text, current.edited_at = words, now()
    current.save(update_fields=["text", "edited_at"])

    record(Kind.COMMENT_EDITED, by=by.principal, about=current, facts={"paper": current.paper_id})
    return current


@transaction.atomic
def delete_comment(comment: Comment, *, by: Viewer) -> None:
    """Erase the words of one's own comment for good. Answers to it stay. Deleting twice deletes once."""
    wait_for_number(comment.paper_id)
    current = _locked(comment, by=by)
    if current.is_deleted and current.writer_id == by.principal:
        return
    require(by, Right.OWN, current)

    current.text, current.deleted_at = "", now()
    current.save(update_fields=["text", "deleted_at"])

    record(Kind.COMMENT_DELETED, by=by.principal, about=current, facts={"paper": current.paper_id})


def refuse_to_edit(comment: Comment, *, by: Viewer) -> None:
    """Refused for whoever may not put other words in the comment; its writer, who may know, reads what became of it."""
    if may(by, Right.EDIT, comment):
        return
    if comment.writer_id == by.principal and comment.is_deleted:
        raise Refused(DELETED)
    if comment.writer_id == by.principal and comment.is_hidden:
        raise Refused(HIDDEN)
    require(by, Right.EDIT, comment)


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


def _locked(comment: Comment, *, by: Viewer) -> Comment:
    """The comment as it is now, where it is the viewer's to change with nobody else changing it till the act ends.

    The database lets a comment be locked by its writer alone, and until it is deleted. Unseen where there is none for
    this viewer.
    """
    seen = Comment.objects.visible_to(by).filter(pk=comment.pk)
    current = seen.select_for_update().first() or seen.first()
    if current is None:
        raise Unseen
    return current
