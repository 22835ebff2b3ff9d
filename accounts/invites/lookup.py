"""Finding the invite behind a link. Whoever asks has shown that they hold its token."""

from allauth.account.models import EmailAddress

from accounts.invites.models import Invite
from accounts.models import User
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


def is_meant_for(invite: Invite, *, member: User) -> bool:
    """True if the invite names no address, or one that this member has shown to be theirs.

    Exactly that one: no folding of dots, plus signs or letters that merely look
    alike, which would let the owner of one domain pass for that of another.
    """
    if not invite.email:
        return True
    addresses = EmailAddress.objects.filter(user=member, verified=True).values_list("email", flat=True)
    return invite.email in {address.lower() for address in addresses}
