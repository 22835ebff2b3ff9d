"""Who stands in a paper's byline, in which order, and who was asked whether they would."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction

from accounts.models import User
from accounts.viewer import Viewer
from sharing.access.denying import refuse_kept_out
from sharing.access.turns import take_turn, wait_for_number
from sharing.audit import Kind, record
from sharing.base.clock import now
from sharing.base.guarded import require
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.base.waiting import wait_for_turn
from sharing.papers.actions import Outdated
from sharing.papers.asking_authors import asked_on
from sharing.papers.models import AskedAuthor, Author, Paper
from sharing.papers.states import ERASED

MOST = 100  # Names that are added here; what is imported may have more.
MOST_A_DAY, MOST_OF_ONE_A_DAY = 50, 5  # Members asked by one of them, each of whom gets a mail.

Row = Author | AskedAuthor


@dataclass(frozen=True)
class Line:
    """What is to stand at one place of the byline."""

    key: UUID
    affiliation: str
    is_corresponding: bool


def byline_of(paper: Paper, *, viewer: Viewer) -> list[Row]:
    """In order: the authors, and for the paper's owners those who were asked and have not answered."""
    authors = Author.objects.visible_to(viewer).filter(paper=paper).select_related("member")
    return sorted([*authors, *asked_on(paper, viewer=viewer)], key=lambda row: row.position)


def fingerprint(byline: Sequence[Row]) -> str:
    """SHA-256, in hexadecimal, over what stands where."""
    lines = [[str(row.pk), row.affiliation, row.is_corresponding] for row in byline]
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


@transaction.atomic
def name_author(
    paper: Paper, name: str, *, by: Viewer, affiliation: str = "", is_corresponding: bool = False
) -> Author:
    """Put a name at the end of the byline, of which nobody says whose it is."""
    position = _next_position(paper, by=by)
    return _name(paper, position, by=by, name=name, affiliation=affiliation, is_corresponding=is_corresponding)


@transaction.atomic
def ask_author(paper: Paper, handle: str, *, by: Viewer, affiliation: str = "", is_corresponding: bool = False) -> None:
    """Keep the last place in the byline for whoever has this handle, and ask them. It gives them no right.

    A handle that nobody has is written down just the same, so that no answer
    tells whether somebody has it. Whoever asks to be named themselves is.
    """
    position = _next_position(paper, by=by)
    beside = {"affiliation": affiliation, "is_corresponding": is_corresponding}
    if by.user and handle == by.user.handle:
        if Author.objects.filter(paper=paper, member=by.user).exists():
            raise Refused("You stand in the byline already.")
        _name(paper, position, by=by, name=by.user.name, member=by.user, **beside)
        return
    refuse_kept_out(handle=handle, on=paper.guarded, by=by)
    if asked_on(paper, viewer=by).filter(handle=handle).exists():
        raise Refused(f"@{handle} has been asked, and has not answered.")
    _refuse_too_often(handle, by=by)

    member = User.objects.filter(handle=handle).first()
    asked = AskedAuthor.objects.create(
        paper=paper, position=position, handle=handle, member=member, asked_by_id=by.principal, **beside
    )

    record(Kind.AUTHOR_ADDED, by=by.principal, about=paper, facts={"asked": asked.pk, "member": asked.member_id})


@transaction.atomic
def arrange(paper: Paper, lines: Sequence[Line], *, by: Viewer, shown: str) -> None:
    """Make these the byline, in this order. Whoever is left out is taken off it, or asked no more.

    ``shown`` is the fingerprint of the byline that was looked at; Outdated where it is another by now.
    """
    _take_turn(paper, by=by)
    byline = byline_of(paper, viewer=by)
    if fingerprint(byline) != shown:
        raise Outdated("saved")
    rows = {row.pk: row for row in byline}
    if {line.key for line in lines} - rows.keys():
        raise Unseen
    arranged = [(rows[line.key], line) for line in lines]
    if not any(isinstance(row, Author) for row, _ in arranged):
        raise Refused("A byline keeps at least one name that everybody sees.")

    for row in byline:
        if row.pk not in {line.key for line in lines}:
            _take_off(row, by=by)
    # Out of each other's way first: no two authors ever have one place.
    beyond = max(row.position for row in byline) + 1
    for start in (beyond, 1):
        for position, (row, line) in enumerate(arranged, start=start):
            row.position, row.affiliation, row.is_corresponding = position, line.affiliation, line.is_corresponding
            row.save(update_fields=["position", "affiliation", "is_corresponding"])

    record(Kind.AUTHOR_CHANGED, by=by.principal, about=paper)


@transaction.atomic
def accept(asked: AskedAuthor, *, by: Viewer, name: str, affiliation: str = "") -> None:
    """Stand in the byline by this name from now on. It gives no right on the paper, and takes none."""
    _answer(asked, by=by, is_yes=True, name=name, affiliation=affiliation)

    record(Kind.AUTHOR_CONFIRMED, by=by.principal, about=("paper", asked.paper_id), facts={"asked": asked.pk})


@transaction.atomic
def decline(asked: AskedAuthor, *, by: Viewer) -> None:
    """Not be named. The paper's owners see that."""
    _answer(asked, by=by, is_yes=False)

    record(Kind.AUTHOR_DECLINED, by=by.principal, about=("paper", asked.paper_id), facts={"asked": asked.pk})


@transaction.atomic
def leave_byline(author: Author, *, by: Viewer) -> None:
    """Take one's own name off, whatever one may do with the paper."""
    wait_for_number(author.paper_id)
    require(by, Right.OWN, author)

    author_id = author.pk
    author.delete()

    record(Kind.AUTHOR_REMOVED, by=by.principal, about=("paper", author.paper_id), facts={"author": author_id})


def _take_turn(paper: Paper, *, by: Viewer) -> None:
    take_turn(paper.guarded, Right.OWN, by=by)
    paper.refresh_from_db(fields=["state"])
    if paper.state == Paper.State.ERASED:
        raise Refused(ERASED)


def _next_position(paper: Paper, *, by: Viewer) -> int:
    _take_turn(paper, by=by)
    byline = byline_of(paper, viewer=by)
    if len(byline) >= MOST:
        raise Refused(f"A byline can have {MOST} names. Take one off first.")
    return byline[-1].position + 1 if byline else 1


def _name(paper: Paper, position: int, *, by: Viewer, **stands: object) -> Author:
    author = Author.objects.create(paper=paper, position=position, **stands)

    record(Kind.AUTHOR_ADDED, by=by.principal, about=paper, facts={"author": author.pk})
    return author


def _take_off(row: Row, *, by: Viewer) -> None:
    facts = {"author": row.pk} if isinstance(row, Author) else {"asked": row.pk}
    about = ("paper", row.paper_id)
    if isinstance(row, Author):
        row.delete()
    else:
        row.ended_as, row.ended_at = AskedAuthor.End.TAKEN_BACK, now()
        row.save(update_fields=["ended_as", "ended_at"])

    record(Kind.AUTHOR_REMOVED, by=by.principal, about=about, facts=facts)


def _answer(asked: AskedAuthor, *, by: Viewer, is_yes: bool, name: str = "", affiliation: str = "") -> None:
    """Through the database's own function: who is asked may change nothing on the paper."""
    wait_for_number(asked.paper_id)
    if not AskedAuthor.objects.visible_to(by, Right.SIGN).filter(pk=asked.pk).exists():
        raise Unseen
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fence.answer_to_be_named(%s, %s, %s, %s, %s)", [asked.pk, is_yes, uuid4(), name, affiliation]
        )


def _refuse_too_often(handle: str, *, by: Viewer) -> None:
    """Those taken back count: the mail has gone. The same whoever is asked, and whether there is anybody."""
    wait_for_turn("asked authors of", by.principal)
    asked = AskedAuthor.objects.filter(asked_by=by.principal, asked_at__gt=now() - timedelta(days=1))
    if asked.filter(handle=handle).count() >= MOST_OF_ONE_A_DAY:
        raise Refused("You have asked them often enough for today.")
    if asked.count() >= MOST_A_DAY:
        raise Refused(f"You have asked {MOST_A_DAY} times within a day whether somebody may be named. Go on tomorrow.")
