"""What was decided about somebody on a paper after a moment: it counts more than what was offered to them before."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from sharing.access.models import Grant, Nod, RequiredAgreement
from sharing.base.clock import now
from sharing.base.rights import Right
from sharing.groups.models import Membership


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What an invite would give."""

    at: datetime
    right: Right
    until: datetime | None
    agreements: Collection[str]


def was_decided_since(offered: Offered, *, about: User, on: UUID) -> bool:
    """What the member held on the paper ended after the offer was made, or less than it was given them since.

    Less is a lower right, a sooner end, or more agreements to sign first. Read
    by the system: nobody else sees all that somebody ever held.

    Theirs is also what a group holds that they were in meanwhile. What is held
    by all members or by everybody says nothing about one of them. An owner's no
    to them as a newcomer is a decision, too.
    """
    ways = list(_ways(about, on=on))
    given = [grant for grant, stay in ways if grant.given_at > offered.at and not _ends(grant, stay)]
    noes = Nod.objects.filter(ask__guarded=on, membership__member=about, is_yes=False, answered_at__gt=offered.at)
    return (
        any(offered.at < min(ends) for grant, stay in ways if (ends := _ends(grant, stay)))
        or any(_is_less(grant, than=offered) for grant in given)
        or _ask_for_more({grant.requirement_id for grant in given}, than=offered.agreements)
        or noes.exists()
    )


def _is_less(grant: Grant, *, than: Offered) -> bool:
    if grant.right > Right.OWN:  # Beside the ladder: it says nothing of how far somebody may read.
        return False
    ends_sooner = grant.expires_at is not None and (than.until is None or grant.expires_at < than.until)
    return grant.right < than.right or ends_sooner


def _ways(member: User, *, on: UUID) -> Iterator[tuple[Grant, Membership | None]]:
    """Each grant on the paper that was ever the member's, with the stay that made it so, if one did."""
    stays = {stay.pk: stay for stay in Membership.objects.filter(member=member)}
    groups = {stay.group_id for stay in stays.values()}
    for grant in Grant.objects.filter(Q(principal=member.pk) | Q(principal__in=groups), guarded=on):
        if grant.principal == member.pk:
            yield grant, stays.get(grant.through_membership_id) if grant.through_membership_id else None
        else:
            yield from ((grant, stay) for stay in stays.values() if _were_theirs(grant, stay))


def _were_theirs(grant: Grant, stay: Membership) -> bool:
    """The stay is in the group that holds the grant, and both lasted at one time."""
    if grant.principal != stay.group_id:
        return False
    ended = min(filter(None, (grant.revoked_at, grant.expires_at)), default=None)
    return (ended is None or stay.joined_at < ended) and (stay.left_at is None or grant.given_at < stay.left_at)


def _ends(grant: Grant, stay: Membership | None) -> list[datetime]:
    """When it ended, by whatever ended it: none while it lasts."""
    expired_at = grant.expires_at if grant.expires_at and grant.expires_at <= now() else None
    return [end for end in (grant.revoked_at, expired_at, stay.left_at if stay else None) if end]


def _ask_for_more(requirements: Collection[UUID | None], *, than: Collection[str]) -> bool:
    asked = RequiredAgreement.objects.filter(requirement__in={each for each in requirements if each})
    return any(str(agreement) not in than for agreement in asked.values_list("agreement", flat=True))
