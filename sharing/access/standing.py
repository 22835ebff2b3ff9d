"""Who has access to a paper, and why: for its owners."""

from dataclasses import dataclass
from uuid import UUID

from accounts.models import User
from accounts.viewer import Viewer
from sharing.access.audience import grants_on
from sharing.access.denying import lasting_denials
from sharing.access.models import Closing, Denial, Grant, Guarded, Reason
from sharing.base.clock import now
from sharing.base.guarded import require
from sharing.base.principals import ALL_MEMBERS, PUBLIC
from sharing.base.rights import Right
from sharing.groups.models import Group

EVERYBODY = {PUBLIC: "Everybody", ALL_MEMBERS: "All members"}


@dataclass(frozen=True)
class Holder:
    """One principal of a paper's audience, and the grant that puts it there."""

    grant: Grant
    name: str
    detail: str
    is_group: bool

    @property
    def has_expired(self) -> bool:
        return self.grant.expires_at is not None and self.grant.expires_at <= now()


@dataclass(frozen=True)
class Audience:
    holders: list[Holder]
    denials: list[Denial]
    is_closed: bool  # To all of them but the owners.

    @property
    def has_several_owners(self) -> bool:
        owners = {each.grant.principal for each in self.holders if each.grant.right == Right.OWN}
        return len(owners) > 1

    @property
    def people(self) -> int:
        return len(
            {
                each.grant.principal
                for each in self._in_force
                if not each.is_group and each.grant.principal not in EVERYBODY
            }
            - {denial.member_id for denial in self.denials}
        )

    @property
    def groups(self) -> int:
        return len({each.grant.principal for each in self._in_force if each.is_group})

    @property
    def _in_force(self) -> list[Holder]:
        return [each for each in self.holders if not each.has_expired and each.grant.right < Right.OWN]


def audience_of(guarded: Guarded, *, viewer: Viewer) -> Audience:
    """Everybody who holds something on a paper, in the order they were let in. Its owners' to know."""
    require(viewer, Right.OWN, guarded.paper)
    grants = grants_on(guarded.pk)
    numbers = {grant.principal for grant in grants}
    members = {user.pk: user for user in User.objects.filter(pk__in=numbers)}
    groups = {group.pk: group for group in Group.objects.visible_to(viewer).filter(pk__in=numbers)}
    denials = lasting_denials(guarded, viewer=viewer)
    holders = [_holder(grant, members, groups) for grant in grants]
    return Audience(holders, list(denials), is_closed=guarded.closed_at is not None)


def notes_on(guarded: Guarded, *, viewer: Viewer) -> dict[UUID, str]:
    """Why each grant on a paper was given, where its giver said so. Its owners' to know, and not its holder's."""
    notes = Reason.objects.visible_to(viewer).filter(guarded=guarded, of=Reason.Of.GIVING)
    return dict(notes.values_list("grant", "text"))


def reasons_closed(guarded: Guarded, *, viewer: Viewer) -> list[Closing.Because]:
    """Why a paper is closed to all but its owners, oldest first; none where it is open. Its owners' to know."""
    lasting = Closing.objects.visible_to(viewer).filter(guarded=guarded, reopened_at=None)
    return [Closing.Because(because) for because in lasting.order_by("closed_at").values_list("because", flat=True)]


def _holder(grant: Grant, members: dict[int, User], groups: dict[int, Group]) -> Holder:
    if grant.principal in EVERYBODY:
        return Holder(grant, EVERYBODY[grant.principal], "", is_group=False)
    if member := members.get(grant.principal):
        return Holder(grant, member.name, member.handle, is_group=False)
    group = groups.get(grant.principal)
    return Holder(grant, group.name if group else "A group you are no longer in", "group", is_group=True)
