"""Looking at a paper as somebody else would get it, which its owners may and which is written down."""

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


def people_to_look_as(paper: Paper, *, by: Viewer) -> list[User]:
    """Those a paper was opened to by name, and the members of its groups that its owner may see, by name.

    Nobody while a group that the owner is not in may open it: what somebody
    gets would tell who has come into that group, or left it.
    """
    holders = audience_of(paper.guarded, viewer=by).holders
    if _depends_on_others_groups(holders, viewer=by):
        return []
    numbers = {holder.grant.principal for holder in holders}
    in_groups = Membership.objects.visible_to(by).filter(group__in=numbers, left_at=None).values("member")
    named = User.objects.members().filter(pk__in=numbers) | User.objects.members().filter(pk__in=in_groups)
    return list(named.exclude(pk=by.principal).order_by("name"))


@transaction.atomic
def look_as(chosen: User | None, *, at: Paper, by: Viewer) -> Viewer:
    """Record that an owner looks at a paper as this person, or as a stranger where that is None; answers as whom."""
    require(by, Right.OWN, at)
    if chosen and chosen not in people_to_look_as(at, by=by):
        raise Refused("You cannot look as them.")
    viewer = Viewer.of(chosen) if chosen else ANONYMOUS

    facts = {"seen_by": chosen.pk if chosen else ANONYMOUS.principal}
    record(Kind.VIEW_AS_USED, by=by.principal, about=at, facts=facts)
    return viewer


def depends_on_others_groups(paper: Paper, *, by: Viewer) -> bool:
    """Somebody may hold something on the paper by being in a group that its owner is not in."""
    return _depends_on_others_groups(audience_of(paper.guarded, viewer=by).holders, viewer=by)


def _depends_on_others_groups(holders: list[Holder], *, viewer: Viewer) -> bool:
    lasting = [holder for holder in holders if not holder.has_expired]
    groups = {holder.grant.principal for holder in lasting if holder.is_group}
    stays = {stay for holder in lasting if (stay := holder.grant.through_membership_id)}
    known_groups = Group.objects.visible_to(viewer).filter(pk__in=groups).count()
    known_stays = Membership.objects.visible_to(viewer).filter(pk__in=stays).count()
    return (known_groups, known_stays) != (len(groups), len(stays))
