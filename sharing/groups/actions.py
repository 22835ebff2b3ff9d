"""What happens to groups: founding, joining, leaving, roles."""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.viewer import Viewer
from sharing.audit import Kind, record
from sharing.base.clock import now
from sharing.base.guarded import require
from sharing.base.principals import next_principal
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.groups.models import Group, Membership, Role


@transaction.atomic
def found_group(*, name: str, purpose: str, by: Viewer) -> Group:
    """A new group, with its founder as owner and only member."""
    if not by.is_member:
        raise Refused("Sign in to found a group.")

    group = Group.objects.create(id=next_principal(), name=name, purpose=purpose, founder_id=by.principal)
    Membership.objects.create(group=group, member_id=by.principal, role=Role.OWNER)

    record(Kind.GROUP_CREATED, by=by.principal, about=group)
    return group


@transaction.atomic
def change_group(group: Group, *, name: str, purpose: str, by: Viewer) -> None:
    """Give a group another name and purpose. Its members, and what it holds, stay as they are."""
    _take_turn(group, Right.OWN, by=by)

    group.name, group.purpose = name, purpose
    group.save(update_fields=["name", "purpose"])

    record(Kind.GROUP_CHANGED, by=by.principal, about=group)


@transaction.atomic
def admit(
    member: User, *, to: Group, by: Viewer, role: Role = Role.MEMBER, by_invite: UUID | None = None
) -> Membership:
    """Let a member into a group. Moderators admit members; owners admit anybody."""
    _take_turn(to, Right.EDIT if role == Role.MEMBER else Right.OWN, by=by)
    if Membership.objects.filter(group=to, member=member, left_at=None).exists():
        raise Refused("They are in this group already.")

    membership = Membership.objects.create(group=to, member=member, role=role, by_invite_id=by_invite)

    facts = {"member": member.pk, "role": role, "invite": by_invite}
    record(Kind.MEMBERSHIP_JOINED, by=by.principal, about=to, facts=facts)
    return membership


@transaction.atomic
def leave(group: Group, *, by: Viewer) -> None:
    """End the viewer's own stay. The last owner stays until there is another."""
    _take_turn(group, Right.SEE, by=by)
    stay = Membership.objects.get(group=group, member_id=by.principal, left_at=None)
    _refuse_to_lose_last_owner(stay)

    _end(stay, by=by)


@transaction.atomic
def remove(stay: Membership, *, by: Viewer) -> None:
    """End somebody's stay. Moderators remove members; owners remove anybody."""
    _take_turn(stay.group, Right.EDIT, by=by)
    stay.refresh_from_db(fields=["role", "left_at"])
    if stay.role != Role.MEMBER:
        require(by, Right.OWN, stay.group)
    if stay.left_at:
        raise Refused("They have left this group already.")
    _refuse_to_lose_last_owner(stay)

    _end(stay, by=by)


@transaction.atomic
def change_role(stay: Membership, role: Role, *, by: Viewer) -> None:
    _take_turn(stay.group, Right.OWN, by=by)
    stay.refresh_from_db(fields=["role", "left_at"])
    if stay.left_at:
        raise Refused("They have left this group.")
    if role != Role.OWNER:
        _refuse_to_lose_last_owner(stay)

    stay.role = role
    stay.save(update_fields=["role"])

    record(
        Kind.MEMBERSHIP_ROLE_CHANGED, by=by.principal, about=stay.group, facts={"member": stay.member_id, "role": role}
    )


def _take_turn(group: Group, right: Right, *, by: Viewer) -> None:
    """Wait for one's turn to change a group and its members, and require the right then: it may be lost by now.

    Not every actor may change, and so lock, the group's row: its number is locked instead.
    """
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [group.pk])
    require(by, right, group)


def is_last_owner(stay: Membership) -> bool:
    """If the group would have no owner without this stay."""
    owners = Membership.objects.filter(group=stay.group, role=Role.OWNER, left_at=None)
    return stay.role == Role.OWNER and not owners.exclude(pk=stay.pk).exists()


def _refuse_to_lose_last_owner(stay: Membership) -> None:
    if is_last_owner(stay):
        raise Refused("A group keeps at least one owner: make somebody else an owner first.")


def _end(stay: Membership, *, by: Viewer) -> None:
    stay.left_at = now()
    stay.save(update_fields=["left_at"])
    record(Kind.MEMBERSHIP_LEFT, by=by.principal, about=stay.group, facts={"member": stay.member_id})
