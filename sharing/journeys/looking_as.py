"""Looking at a paper as somebody else would get it, which its owners may and which is written down."""

from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from accounts.viewer import ANONYMOUS, Viewer
from sharing.access.standing import Holder, audience_of
from sharing.audit import Kind, record
from sharing.base.guarded import require
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.groups.models import Group, Membership
from sharing.papers.models import Paper


@dataclass(frozen=True)
class Choice:
    """As whom an owner may look, besides as a stranger."""

    people: list[User]
    is_strangers_only: bool  # Somebody may hold something on the paper by being in a group that its owner is not in.


def whom_to_look_as(paper: Paper, *, by: Viewer) -> Choice:
    """Those a paper was opened to by name, and the members of its groups that its owner may see, by name.

    Nobody while a group that the owner is not in may open it: what somebody
    gets would tell who has come into that group, or left it.
    """
    holders = audience_of(paper.guarded, viewer=by).holders
    if _depends_on_others_groups(holders, viewer=by):
        return Choice([], is_strangers_only=True)
    numbers = {holder.grant.principal for holder in holders}
    in_groups = Membership.objects.visible_to(by).filter(group__in=numbers, left_at=None).values("member")
    named = User.objects.members().filter(pk__in=numbers) | User.objects.members().filter(pk__in=in_groups)
    return Choice(list(named.exclude(pk=by.principal).order_by("name")), is_strangers_only=False)


@transaction.atomic
def look_as(chosen: User | None, *, at: Paper, by: Viewer) -> Viewer:
    """Record that an owner looks at a paper as this person, or as a stranger where that is None; answers as whom."""
    require(by, Right.OWN, at)
    if chosen and chosen not in whom_to_look_as(at, by=by).people:
        raise Refused("You cannot look as them.")
    viewer = Viewer.of(chosen) if chosen else ANONYMOUS

    facts = {"seen_by": chosen.pk if chosen else ANONYMOUS.principal}
    record(Kind.VIEW_AS_USED, by=by.principal, about=at, facts=facts)
    return viewer


def _depends_on_others_groups(holders: list[Holder], *, viewer: Viewer) -> bool:
    lasting = [holder for holder in holders if not holder.has_expired]
    groups = {holder.grant.principal for holder in lasting if holder.is_group}
    stays = {stay for holder in lasting if (stay := holder.grant.through_membership_id)}
    known_groups = Group.objects.visible_to(viewer).filter(pk__in=groups).count()
    known_stays = Membership.objects.visible_to(viewer).filter(pk__in=stays).count()
    return (known_groups, known_stays) != (len(groups), len(stays))
