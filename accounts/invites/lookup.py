"""Finding the invite behind a link. Whoever asks has shown that they hold its token."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.invites.models import Invite
from accounts.models import User
from sharing.base.paging import Place
from sharing.base.reader import SystemWork, reading_as_system


def find_live(digest: str) -> Invite | None:
    """The invite with this digest, if it can still be used by somebody."""
    with reading_as_system(SystemWork.REDEEM_INVITE):
        return Invite.objects.live().filter(digest=digest).first()


def find_for(digest: str, *, member: User) -> Invite | None:
    """The invite with this digest, if this member can use it or has used it."""
    with reading_as_system(SystemWork.REDEEM_INVITE):
        invite = Invite.objects.filter(digest=digest).select_related("maker").first()
        if invite is None:
            return None
        if invite.redemptions.filter(user=member).exists():
            return invite
        is_live = Invite.objects.live().filter(pk=invite.pk).exists()
        return invite if is_live and is_meant_for(invite, member=member) else None


def offered_to(
    member: User,
    *,
    kinds: Collection[Invite.Kind] = (Invite.Kind.GROUP, Invite.Kind.PAPER),
    before: Place | None = None,
    most: int | None = None,
) -> list[Invite]:
    """The invites that name this member and can still be used, newest first: those need no link.

    Not those they declined. At most so many of those that were made ``before``.
    """
    by_handle = Q(handle=member.handle, created_at__gte=member.joined_at)
    with reading_as_system(SystemWork.REDEEM_INVITE):
        naming = Invite.objects.live().filter(by_handle | Q(email__in=_addresses_of(member)), kind__in=kinds)
        open_to_them = naming.exclude(declined__user=member).select_related("maker")
        return list(open_to_them.newest(before=before)[:most])


def members_named_by(invite: Invite) -> list[int]:
    """The keys of those whom the invite names: one or none, since handles and verified addresses are one person's."""
    if not invite.is_bound:
        return []
    with_address = EmailAddress.objects.filter(verified=True).annotate(lower=Lower("email")).filter(lower=invite.email)
    named = Q(handle=invite.handle) if invite.handle else Q(pk__in=with_address.values("user"))
    return [member.pk for member in User.objects.members().filter(named) if is_meant_for(invite, member=member)]


def is_meant_for(invite: Invite, *, member: User) -> bool:
    """True if the invite names nobody, or names this member, who has not declined it."""
    if not invite.is_bound:
        return True
    return names(invite, member=member) and not invite.declined.filter(user=member).exists()


def names(invite: Invite, *, member: User) -> bool:
    """True if the invite is for this member, by a verified address or by handle.

    Exactly that address: no folding of dots, plus signs or letters that merely
    look alike, which would let the owner of one domain pass for that of another.
    And whoever takes a handle after an invite named it is not who was meant.
    """
    if invite.handle:
        return invite.handle == member.handle and member.joined_at <= invite.created_at
    return invite.email in _addresses_of(member)


def _addresses_of(member: User) -> set[str]:
    """Those they have shown to be theirs, in lower case."""
    addresses = EmailAddress.objects.filter(user=member, verified=True).values_list("email", flat=True)
    return {address.lower() for address in addresses}
