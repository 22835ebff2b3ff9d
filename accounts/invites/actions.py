"""What happens to invites."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.invites.gifts import AlreadyHeld, give
from accounts.invites.lookup import is_meant_for, names
from accounts.invites.models import DeclinedInvite, Invite, Redemption
from accounts.invites.querysets import InviteQuerySet
from accounts.invites.terms import ONCE, THE_SITE, Promise, Terms
from accounts.invites.tokens import digest_of, new_token
from accounts.models import User
from sharing.audit import Kind, record
from sharing.base.clock import now
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.refusals import Refused, Unseen
from sharing.base.waiting import wait_for_turn

# One sentence for every reason: which of them holds may say something about its maker, or about what it opens.
UNUSABLE = (
    "This invite cannot be used. It may have been used up or revoked, be too old or meant for somebody else, "
    "or promise what its maker can no longer give. Ask them for a new one."
)

MOST_A_DAY, MOST_OF_ONE_A_DAY = 200, 5  # Invites that name somebody, whom each may send a mail.
MOST_NAMING = 100  # Open at a time: each of them stands in somebody's list, whether they know its maker or not.


@transaction.atomic
def invite(promise: Promise = THE_SITE, *, by: User, terms: Terms = ONCE) -> tuple[Invite, str]:
    """Make an invite. Answers with it and its token, which cannot be had again.

    One for a person takes the place of what its maker offered them of the same thing before.
    """
    if not by.is_member:
        raise Refused("Only members can invite.")

    made_at = now()
    if promise.until and promise.until <= made_at:
        raise Refused("Choose a time in the future for it to end.")

    is_naming = bool(terms.email or terms.handle) and promise.kind != Invite.Kind.SITE
    if is_naming:
        _refuse_too_often(by, terms=terms)
    for earlier in _offered_before(promise, by=by, terms=terms):
        revoke(earlier, by=by)
    if is_naming:
        _refuse_too_many_naming(by)
    token = new_token()
    made = Invite.objects.create(
        digest=digest_of(token),
        kind=promise.kind,
        about=promise.about,
        right=promise.right,
        agreements=list(promise.agreements),
        until=promise.until,
        because=promise.because,
        email=terms.email.lower(),
        handle=terms.handle,
        max_uses=terms.max_uses,
        note=terms.note,
        maker=by,
        created_at=made_at,
        expires_at=min(filter(None, (made_at + terms.life, promise.until))),
    )

    _record_made(made)
    return made, token


@transaction.atomic
def invite_from_the_command_line(email: str, *, makes_staff: bool = False) -> tuple[Invite, str]:
    """Make an invite as the site's operator, bound to one address."""
    token = new_token()
    with reading_as_system(SystemWork.INVITE_AS_OPERATOR):
        made = Invite.objects.create(digest=digest_of(token), email=email.lower(), makes_staff=makes_staff)
        _record_made(made)
    return made, token


@transaction.atomic
def redeem(digest: str, *, by: User) -> Invite:
    """Use the invite of a link, and give what it promises; whoever has that already is let through."""
    with reading_as_system(SystemWork.REDEEM_INVITE):
        found = Invite.objects.filter(digest=digest).first()
        if found is None:
            raise Refused(UNUSABLE)
        return _let_in(found, by=by)


@transaction.atomic
def accept(offered: UUID, *, by: User) -> Invite:
    """Use an invite that names the member. Being who is meant stands in for holding the link."""
    with reading_as_system(SystemWork.REDEEM_INVITE):
        found = Invite.objects.filter(pk=offered).first()
        if found is None or not found.is_bound or not is_meant_for(found, member=by):
            raise Unseen
        return _let_in(found, by=by)


@transaction.atomic
def decline(offered: UUID, *, by: User) -> None:
    """Use an invite that names the member never, and show it to them no more. Its maker is not told."""
    _one_at_a_time(by)
    with reading_as_system(SystemWork.REDEEM_INVITE):
        live = Invite.objects.live().select_for_update(
            no_key=True, of=("self",)
        )  # Revoked no sooner than it is declined.
        found = live.exclude(kind=Invite.Kind.SITE).filter(pk=offered).first()
        if found is None or not found.is_bound or not names(found, member=by):
            raise Unseen
        if found.declined.filter(user=by).exists():
            return

    DeclinedInvite.objects.create(invite=found, user=by)

    record(Kind.INVITE_DECLINED, by=by.pk, about=found)


def _let_in(found: Invite, *, by: User) -> Invite:
    _one_at_a_time(by)
    try:
        with transaction.atomic():
            _use(found, by=by)
    except AlreadyHeld:
        pass  # What was written is rolled back, the use with it.
    return found


def _use(found: Invite, *, by: User) -> None:
    """Count the use, and check everything that must still hold, in one UPDATE.

    Of many at once, exactly as many get in as there are uses left. Using it
    again gives nothing anew: somebody removed since does not come back by it.
    """
    _, is_first = Redemption.objects.get_or_create(invite=found, user=by)
    if not is_first:
        return
    if not by.is_member or not is_meant_for(found, member=by):
        raise Refused(UNUSABLE)
    if not Invite.objects.live().filter(pk=found.pk).update(uses=F("uses") + 1):
        raise Refused(UNUSABLE)
    found.refresh_from_db()

    give(found, to=by)

    record(Kind.INVITE_REDEEMED, by=by.pk, about=found)


def _one_at_a_time(member: User) -> None:
    """By two links at once to one thing, a member comes in by the first and has what the second would give."""
    User.objects.select_for_update(no_key=True).get(pk=member.pk)


@transaction.atomic
def revoke(made: Invite, *, by: User) -> None:
    """End an invite's link. What it gave stays, and is found by the invite's id."""
    if made.maker_id != by.pk:
        raise Refused("Only who made an invite can revoke it.")

    revoked_at = now()
    if not Invite.objects.filter(pk=made.pk, revoked_at=None).update(revoked_at=revoked_at, revoked_by=by):
        return
    made.revoked_at, made.revoked_by = revoked_at, by

    record(Kind.INVITE_REVOKED, by=by.pk, about=made)


def _refuse_too_often(maker: User, *, terms: Terms) -> None:
    """Revoked ones count: the mail has gone. One after the other, and the same whoever they name."""
    wait_for_turn("invites of", maker.pk)
    made = _naming(maker).filter(created_at__gt=now() - timedelta(days=1))
    if made.filter(email=terms.email.lower(), handle=terms.handle).count() >= MOST_OF_ONE_A_DAY:
        raise Refused("You have invited them often enough for today.")
    if made.count() >= MOST_A_DAY:
        raise Refused(f"You have named {MOST_A_DAY} times somebody to invite within a day. Go on tomorrow.")


def _refuse_too_many_naming(maker: User) -> None:
    if _naming(maker).live().count() >= MOST_NAMING:
        raise Refused(
            f"You have {MOST_NAMING} open invites that name somebody. "
            "Revoke one of them, or wait until one is used or expires."
        )


def _naming(maker: User) -> InviteQuerySet:
    """The maker's invites that name somebody, to a group or a paper."""
    return Invite.objects.made_by(maker).exclude(kind=Invite.Kind.SITE).exclude(email="", handle="")


def _offered_before(promise: Promise, *, by: User, terms: Terms) -> list[Invite]:
    """The maker's open invites of the same thing to the same handle or address."""
    if not (terms.email or terms.handle):
        return []
    alike = Invite.objects.made_by(by).live().filter(email=terms.email.lower(), handle=terms.handle)
    return list(alike.filter(kind=promise.kind, about=promise.about))


def _record_made(made: Invite) -> None:
    record(
        Kind.INVITE_MADE,
        by=made.maker_id,
        about=made,
        facts={"to": Invite.Kind(made.kind), "max_uses": made.max_uses, "makes_staff": made.makes_staff},
        personal={"address": made.email} if made.email else None,
    )
