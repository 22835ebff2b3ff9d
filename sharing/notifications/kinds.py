"""Who might have to be told of which event, and as what: one table.

It names candidates, found with the system's eyes, and nothing more. Whether
one of them is told is the policy's to say, as that member: ``Notice`` in
``sharing.access.policy``, by what the notice needs.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from accounts.invites.lookup import members_named_by
from accounts.invites.models import Invite
from accounts.models import User
from accounts.viewer import Viewer
from sharing.access.asking import OPEN
from sharing.access.models import Ask, Grant
from sharing.access.rules import NOT_ENDED
from sharing.audit import Kind
from sharing.audit.models import Event
from sharing.base.guarded import may
from sharing.base.reader import reading_as
from sharing.base.rights import Right
from sharing.discussion.models import Comment
from sharing.groups.models import Membership
from sharing.moderation.models import Filing, Report
from sharing.notifications.models import NoticeKind
from sharing.papers.models import AskedAuthor

Candidates = Callable[[Event], Iterable[int]]
About = Callable[[Event], dict[str, Any]]


@dataclass(frozen=True)
class Telling:
    """Principals to tell, as one kind of notice. What is no member's number is passed over.

    Nobody is told what they did themselves, but where ``tells_the_actor`` says
    so: they are to keep it, or may not know what came of their act.
    """

    kind: NoticeKind
    to: Candidates
    about: About = field(kw_only=True)
    tells_the_actor: bool = field(default=False, kw_only=True)
    is_no_news: bool = field(default=False, kw_only=True)  # In the inbox it counts as read.
    is_anonymous: bool = field(default=False, kw_only=True)  # Who did it is not theirs to know.


# --- What a notice is about ---------------------------------------------------------


def the_paper(needs: Right) -> About:
    return lambda event: {"paper_id": _paper_of(event), "needs": needs}


def the_version(event: Event) -> dict[str, Any]:
    return {"paper_id": _paper_of(event), "needs": Right.READ, "version": event.facts["number"]}


def the_comment(event: Event) -> dict[str, Any]:
    return {**the_version(event), "comment_id": UUID(event.about_id)}


def the_group(event: Event) -> dict[str, Any]:
    return {"group_id": int(event.about_id)}


def the_invite(event: Event) -> dict[str, Any]:
    return {"invite_id": UUID(event.about_id)}


def the_paper_reported(event: Event) -> dict[str, Any]:
    return {"paper_id": _report_of(event).guarded_id, "needs": Right.OWN}


def the_thing_hidden(event: Event) -> dict[str, Any]:
    """The paper; or a comment, with the paper and the version that it is on."""
    if event.about_kind == Report.Kind.PAPER:
        return the_paper(Right.OWN)(event)
    comment = Comment.objects.get(pk=event.about_id)
    return {"paper_id": comment.paper_id, "needs": Right.READ, "version": comment.number, "comment_id": comment.pk}


def the_question(event: Event) -> dict[str, Any]:
    """Whether somebody may be named as an author."""
    return {"asked_author_id": UUID(event.facts["asked"])}


def nothing_hidden(_event: Event) -> dict[str, Any]:
    return {}


# --- Who might be told ----------------------------------------------------------------


def whoever_it_opens_to(event: Event) -> Iterable[int]:
    """The holders of a new grant; of one that took another's place, nobody: a change of rights is no news."""
    grant = _grant_of(event)
    taken = Grant.objects.filter(guarded=grant.guarded_id, principal=grant.principal, listed_at=grant.listed_at)
    if taken.exclude(pk=grant.pk).exists():
        return []
    return _holders([grant])


def whoever_it_asks(event: Event) -> Iterable[int]:
    """The holders of a grant that asks for agreements."""
    return _holders([_grant_of(event)]) if event.facts["asks"] else []


def readers(event: Event) -> Iterable[int]:
    """Whoever held a grant on the paper by then, by themselves or through a group; who came later is told of that."""
    return _holders(Grant.objects.filter(NOT_ENDED, guarded=_paper_of(event), listed_at__lte=event.at))


def readers_of_first_version(event: Event) -> Iterable[int]:
    """They were let in before there was anything to read."""
    return readers(event) if event.facts["number"] == 1 else []


def owners(event: Event) -> Iterable[int]:
    """Those whose paper it is, whatever names its byline has: an imported paper's are nobody's numbers."""
    return _owners_of([_paper_of(event)])


def writer_of_parent(event: Event) -> Iterable[int]:
    """Whoever wrote the comment that this one answers, as that comment's own event has it."""
    written = Event.objects.filter(
        kind=Kind.COMMENT_WRITTEN, about_kind="comment", about_id=event.facts["parent"] or ""
    )
    return [writer for writer in written.values_list("by", flat=True) if writer]


def whoever_it_invites(event: Event) -> Iterable[int]:
    """The member whom an invite names, if there is one; the site's own invites are for those who are none yet."""
    invite = Invite.objects.exclude(kind=Invite.Kind.SITE).filter(pk=event.about_id).first()
    return members_named_by(invite) if invite else []


def maker_of_invite(event: Event) -> Iterable[int]:
    return Invite.objects.filter(pk=event.about_id).exclude(maker=None).values_list("maker", flat=True)


def whoever_did_it(event: Event) -> Iterable[int]:
    return [event.by] if event.by else []


def whoever_joined(event: Event) -> Iterable[int]:
    return [event.facts["member"]]


def owners_asked_about(event: Event) -> Iterable[int]:
    """The owners of papers whose newcomers from this group wait for a nod, unless whoever joined is one of them."""
    asking = Ask.objects.filter(OPEN, group=int(event.about_id)).values("guarded")
    return _owners_of(asking) - {event.facts["member"]}


def owners_of_reported_on(event: Event) -> Iterable[int]:
    """The owners of the paper that was reported, or whose comment was."""
    return _owners_of([_report_of(event).guarded_id])


def moderators_who_may_decide(event: Event) -> Iterable[int]:
    """Those in whose queue the report waits: no notice tells of one which is not there."""
    report = _report_of(event)
    moderators = User.objects.members().filter(is_moderator=True)
    return [member.pk for member in moderators if _may_decide(report, Viewer.of(member))]


def reporter(event: Event) -> Iterable[int]:
    return Filing.objects.filter(report=UUID(event.about_id)).values_list("reporter", flat=True)


def whose_it_is(event: Event) -> Iterable[int]:
    """The owners of a paper, or the writer of a comment."""
    if event.about_kind == Report.Kind.PAPER:
        return owners(event)
    return Comment.objects.filter(pk=event.about_id).values_list("writer", flat=True)


def whoever_is_asked_to_be_named(event: Event) -> Iterable[int]:
    """The member who had the handle that was asked, if there was one; a name alone is asked nothing."""
    asked = AskedAuthor.objects.filter(pk=event.facts.get("asked")).exclude(member=None)
    return asked.values_list("member", flat=True)


# --- The table --------------------------------------------------------------------------

# Of one event, each member is told once: by the first line here that they may know of.
TOLD: dict[str, tuple[Telling, ...]] = {
    Kind.GRANT_GIVEN: (
        Telling(NoticeKind.AWAITING, whoever_it_asks, about=the_paper(Right.SIGN)),
        Telling(NoticeKind.SHARED, whoever_it_opens_to, about=the_paper(Right.SEE)),
    ),
    Kind.AGREEMENT_ADOPTED: (Telling(NoticeKind.AWAITING, readers, about=the_paper(Right.SIGN)),),
    Kind.VERSION_ADDED: (
        Telling(NoticeKind.AWAITING, readers_of_first_version, about=the_paper(Right.SIGN)),
        Telling(NoticeKind.SHARED, readers_of_first_version, about=the_paper(Right.SEE)),
        Telling(NoticeKind.VERSION, readers, about=the_version, is_anonymous=True),  # Editors are on the whitelist.
    ),
    Kind.AUTHOR_ADDED: (Telling(NoticeKind.NAMED, whoever_is_asked_to_be_named, about=the_question),),
    Kind.COMMENT_WRITTEN: (
        Telling(NoticeKind.REPLY, writer_of_parent, about=the_comment),
        Telling(NoticeKind.COMMENT, owners, about=the_comment),
    ),
    Kind.AGREEMENT_SIGNED: (
        Telling(NoticeKind.SIGNED, owners, about=the_paper(Right.OWN)),
        Telling(NoticeKind.RECEIPT, whoever_did_it, about=nothing_hidden, tells_the_actor=True, is_no_news=True),
    ),
    Kind.REPORT_MADE: (
        Telling(NoticeKind.REPORTED, owners_of_reported_on, about=the_paper_reported, is_anonymous=True),
        Telling(NoticeKind.TO_DECIDE, moderators_who_may_decide, about=nothing_hidden, is_anonymous=True),
    ),
    Kind.REPORT_DECIDED: (Telling(NoticeKind.DECIDED, reporter, about=nothing_hidden, is_anonymous=True),),
    Kind.THING_HIDDEN: (Telling(NoticeKind.HIDDEN, whose_it_is, about=the_thing_hidden, is_anonymous=True),),
    Kind.THING_RESTORED: (Telling(NoticeKind.RESTORED, whose_it_is, about=the_thing_hidden, is_anonymous=True),),
    Kind.INVITE_MADE: (Telling(NoticeKind.INVITED, whoever_it_invites, about=the_invite),),
    Kind.INVITE_REDEEMED: (Telling(NoticeKind.REDEEMED, maker_of_invite, about=nothing_hidden),),
    Kind.MEMBERSHIP_JOINED: (
        Telling(NoticeKind.JOINED, whoever_joined, about=the_group),
        Telling(NoticeKind.NEWCOMER, owners_asked_about, about=the_group, tells_the_actor=True),
    ),
}


def _paper_of(event: Event) -> UUID:
    return UUID(event.about_id if event.about_kind == "paper" else event.facts["paper"])


def _report_of(event: Event) -> Report:
    return Report.objects.get(pk=event.about_id)


def _may_decide(report: Report, moderator: Viewer) -> bool:
    with reading_as(moderator.principal):
        return bool(may(moderator, Right.REVIEW, report))


def _grant_of(event: Event) -> Grant:
    return Grant.objects.get(pk=event.facts["grant"])


def _owners_of(papers: Any) -> set[int]:
    """Whoever owns one of these papers by a grant that lasts; ``papers`` are keys, or a query for them."""
    return _holders(Grant.objects.filter(NOT_ENDED, guarded__in=papers, right=Right.OWN))


def _holders(grants: Iterable[Grant]) -> set[int]:
    """Who holds these now: the grants' own principals, and the present members of those that are groups.

    What is given to all members, or to the public, is told to nobody; nor is a
    right beside the ladder, which shows nothing by itself.
    """
    principals = {grant.principal for grant in grants if grant.right <= Right.OWN}
    in_groups = Membership.objects.filter(group__in=principals, left_at=None)
    return principals | set(in_groups.values_list("member", flat=True))
