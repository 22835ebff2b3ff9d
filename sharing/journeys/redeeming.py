"""What invites to groups and papers give, and whether their makers may still give it.

Each gift runs inside its redemption, which reads as the system because whoever
holds a link is nobody's reader yet. What the maker may is asked as the maker,
of both fences, and the gift is the maker's act; every no has one wording.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from accounts.invites.actions import UNUSABLE
from accounts.invites.gifts import AlreadyHeld, gives
from accounts.invites.models import Invite
from accounts.models import User
from accounts.viewer import Viewer
from sharing.access import actions as access
from sharing.access.asked import versions_to_ask
from sharing.access.models import Denial
from sharing.access.since import Offered, was_decided_since
from sharing.access.turns import wait_for_number
from sharing.base.guarded import may
from sharing.base.reader import SystemWork, reading_as, reading_as_system
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.groups import actions as groups
from sharing.groups.models import Group, Membership
from sharing.papers.models import Paper

HIGHEST = Right.EDIT  # Who decides over a paper is named, not let in by a link.


def say_what_invites_give() -> None:
    """Called once, at start."""
    gives(Invite.Kind.GROUP, let_into_group)
    gives(Invite.Kind.PAPER, open_paper)


def let_into_group(made: Invite, member: User) -> None:
    """A stay in the group, if the invite's maker may still admit."""
    group = Group.objects.filter(public_id=UUID(made.about)).first()
    if group is None:
        raise Refused(UNUSABLE)
    if Membership.objects.filter(group=group, member=member, left_at=None).exists():
        raise AlreadyHeld
    if Membership.objects.filter(group=group, member=member, left_at__gt=made.created_at).exists():
        raise Refused(UNUSABLE)  # Whoever ended that stay has not invited them since.

    with _as_maker_of(made) as maker:
        groups.admit(member, to=group, by=maker, by_invite=made.pk)


def without_withheld(invites: Iterable[Invite], *, member: User) -> list[Invite]:
    """Without those to papers that the member is kept out of: they would not let them in, and so would tell."""
    invites = list(invites)
    if not any(made.kind == Invite.Kind.PAPER for made in invites):
        return invites
    with reading_as_system(SystemWork.REDEEM_INVITE):
        denied = Denial.objects.filter(member=member, lifted_at=None).values_list("guarded", flat=True)
        kept_out_of = {str(paper) for paper in denied}
    return [made for made in invites if made.kind != Invite.Kind.PAPER or made.about not in kept_out_of]


def open_paper(made: Invite, member: User) -> None:
    """The promised right on the paper, if the invite's maker may still give it."""
    paper = Paper.objects.select_related("guarded").filter(pk=UUID(made.about)).first()
    right = Right(made.right or Right.SIGN)
    if paper is None or paper.guarded.closed_at or not Right.SEE <= right <= HIGHEST:
        raise Refused(UNUSABLE)
    wait_for_number(paper.pk)  # Nobody is let go between being looked at and being let in.
    # As if it were any dead link: who is denied is not told.
    if Denial.objects.filter(guarded=paper.pk, member=member, lifted_at=None).exists():
        raise Refused(UNUSABLE)
    if _holds(member, right, paper=paper):
        raise AlreadyHeld
    # What was decided about them after the invite was made counts more than the invite.
    offered = Offered(at=made.created_at, right=right, until=made.until, agreements=made.agreements)
    if was_decided_since(offered, about=member, on=paper.pk):
        raise Refused(UNUSABLE)

    with _as_maker_of(made) as maker:
        if may(maker, Right.OWN, paper):
            _give_as_owner(right, made, to=member, paper=paper, maker=maker)
        else:
            _pass_on(right, made, to=member, paper=paper, maker=maker)


def _give_as_owner(right: Right, made: Invite, *, to: User, paper: Paper, maker: Viewer) -> None:
    asked = versions_to_ask(made.agreements, on=paper.guarded, by=maker)
    if asked is None:
        raise Refused(UNUSABLE)
    requirement = access.require_agreements(asked, on=paper.guarded, by=maker) if asked else None
    access.give(
        right,
        on=paper.guarded,
        to=to.pk,
        by=maker,
        expires_at=made.until,
        requirement=requirement,
        by_invite=made.pk,
        note=made.because,
    )


def _pass_on(right: Right, made: Invite, *, to: User, paper: Paper, maker: Viewer) -> None:
    """On the maker's own terms. An invite that asks for more than those, or sets an end, can only be an owner's."""
    if made.agreements or made.until:
        raise Refused(UNUSABLE)
    access.pass_on(right, on=paper.guarded, to=to, by=maker, by_invite=made.pk)


def _holds(member: User, right: Right, *, paper: Paper) -> bool:
    """They have this right already, signed for."""
    viewer = Viewer.of(member)
    with reading_as(viewer.principal):
        return bool(may(viewer, right, paper))


@contextmanager
def _as_maker_of(made: Invite) -> Iterator[Viewer]:
    """Act as whoever made the invite. What they may not do any more says nothing of why, or of what it was about."""
    maker = Viewer.of(made.maker)
    with reading_as(maker.principal):
        try:
            yield maker
        except (Refused, Unseen) as refusal:
            raise Refused(UNUSABLE) from refusal
