"""Who is in a group, and which groups somebody is in, for the eyes of its members."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from accounts.viewer import Viewer
from sharing.base.refusals import Unseen
from sharing.base.rights import Right
from sharing.groups.models import LEADING, Group, Membership, Role


@dataclass(frozen=True)
class Standing:
    """One group as one of its members sees it. What they may do shows in what is offered; the acts ask the policy."""

    members: list[Membership]
    former: list[Membership]  # For those who lead it; nobody else needs to know who left.
    own: Membership

    @property
    def leads(self) -> bool:
        return self.own.role in LEADING

    @property
    def owns(self) -> bool:
        return self.own.role == Role.OWNER

    def may_remove(self, stay: Membership) -> bool:
        if stay.pk == self.own.pk or stay.left_at:
            return False
        return self.owns or (self.leads and stay.role == Role.MEMBER)

    def may_change_role(self, stay: Membership) -> bool:
        return self.owns and not stay.left_at


@dataclass(frozen=True)
class Seat:
    """One of somebody's groups, their role in it, and how many are in it."""

    group: Group
    role: Role
    member_count: int


def seats_of(viewer: Viewer) -> list[Seat]:
    """The groups the viewer is in, by name."""
    stays = Membership.objects.visible_to(viewer).filter(member=viewer.principal, left_at=None).select_related("group")
    seated = sorted(stays, key=lambda stay: (stay.group.name.casefold(), stay.group.created_at))
    present = Membership.objects.visible_to(viewer).filter(group__in=[stay.group_id for stay in stays], left_at=None)
    counts = dict(present.values_list("group").annotate(Count("pk")))
    return [Seat(stay.group, Role(stay.role), counts[stay.group_id]) for stay in seated]


def standing_in(group: Group, *, viewer: Viewer) -> Standing:
    """Members by role and by how long they are in. Unseen for a viewer who is not one of them any more."""
    stays = list(Membership.objects.visible_to(viewer).filter(group=group).select_related("member"))
    present = sorted((stay for stay in stays if not stay.left_at), key=_place)
    own = next((stay for stay in present if stay.member_id == viewer.principal), None)
    if own is None:
        raise Unseen
    left = sorted((stay for stay in stays if stay.left_at), key=lambda stay: stay.left_at or stay.joined_at)
    standing = Standing(members=present, former=left[::-1], own=own)
    return standing if standing.leads else Standing(members=present, former=[], own=own)


def stay_in(group: Group, key: UUID, *, viewer: Viewer) -> Membership:
    """A stay that lasts, in this group and no other, for who may change it. Unseen where there is none."""
    stays = Membership.objects.visible_to(viewer, Right.EDIT).filter(group=group, left_at=None)
    found = stays.filter(pk=key).select_related("member", "group").first()
    if found is None:
        raise Unseen
    return found


def _place(stay: Membership) -> tuple[int, object]:
    return list(Role).index(Role(stay.role)), stay.joined_at
