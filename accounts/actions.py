"""What happens to accounts."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from accounts.invites.actions import redeem
from accounts.invites.models import Invite
from accounts.models import User
from sharing.audit import Kind, record
from sharing.base.reader import reading_as
from sharing.base.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody who has an invite and is about to show that the address is theirs."""

    handle: str
    name: str
    affiliation: str
    time_zone: str
    email: str
    password: str  # as stored: encoded, never in clear


@transaction.atomic
def join(newcomer: Newcomer, *, invite_digest: str) -> tuple[User, Invite]:
    """Make the account of somebody who has shown the address to be theirs, and use their invite for it.

    All or nothing: without a use of a live invite there is no account.
    """
    user = _make_account(newcomer)
    invite = redeem(invite_digest, by=user)

    if invite.makes_staff:
        user.is_staff = user.is_moderator = True
        user.save(update_fields=["is_staff", "is_moderator"])

    with reading_as(user.pk):
        record(
            Kind.ACCOUNT_JOINED,
            by=user.pk,
            about=user,
            facts={"invite": invite.pk, "is_staff": user.is_staff},
            personal={"handle": user.handle, "address": user.email},
        )
    return user, invite


def _make_account(newcomer: Newcomer) -> User:
    try:
        with transaction.atomic():
            user = User.objects.create(
                handle=newcomer.handle,
                name=newcomer.name,
                affiliation=newcomer.affiliation,
                time_zone=newcomer.time_zone,
                email=newcomer.email,
                password=newcomer.password,
            )
            EmailAddress.objects.create(user=user, email=newcomer.email, primary=True, verified=True)
    except IntegrityError as error:
        # Who holds a code can read the mailbox, so it tells them nothing they could not find out.
        raise Refused("That handle or address has been taken in the meantime. Please begin again.") from error
    return user


def change_profile(user: User, *, name: str, affiliation: str, time_zone: str) -> None:
    """Change what a member says of themselves, and no other part of the account."""
    user.name, user.affiliation, user.time_zone = name, affiliation, time_zone
    user.save(update_fields=["name", "affiliation", "time_zone"])


@transaction.atomic
def suspend(user: User, *, by: User) -> None:
    """Take a member's access away at once: their open sessions end in the same transaction."""
    operators = _lock_operators()
    _require_moderator(User.objects.get(pk=by.pk))  # As they are now: somebody may have been quicker.
    if user.pk == by.pk:
        raise Refused("You cannot suspend your own account.")
    if operators == {user.pk}:
        raise Refused("This is the site's last operator. Another one has to be there first.")

    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        return
    user.is_active = False
    end_sessions(user)

    record(Kind.ACCOUNT_SUSPENDED, by=by.pk, about=user)


@transaction.atomic
def restore(user: User, *, by: User) -> None:
    """Give a suspended member their access back. They sign in again."""
    _require_moderator(by)

    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        return
    user.is_active = True

    record(Kind.ACCOUNT_RESTORED, by=by.pk, about=user)


@transaction.atomic
def entrust(user: User, *, is_moderator: bool, is_staff: bool, by: User) -> None:
    """Make a member moderator or operator, or end that. No operator ends their own duty: one is always left."""
    if by.pk not in _lock_operators():
        raise Refused("Only an operator gives duties to members.")
    if user.pk == by.pk and not is_staff:
        raise Refused("Another operator has to take this duty from you.")

    user.is_moderator, user.is_staff = is_moderator, is_staff
    user.save(update_fields=["is_moderator", "is_staff"])

    record(
        Kind.ACCOUNT_DUTIES_CHANGED, by=by.pk, about=user, facts={"is_moderator": is_moderator, "is_staff": is_staff}
    )


@transaction.atomic
def end_sessions(user: User) -> None:
    """Sign a member out everywhere."""
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    sessions.delete()


def _lock_operators() -> set[int]:
    """The members who operate the site, as they are now. One change to who they are at a time."""
    operators = User.objects.members().filter(is_staff=True).order_by("pk")
    return set(operators.select_for_update(of=("self",)).values_list("pk", flat=True))


def _require_moderator(user: User) -> None:
    if not (user.is_active and (user.is_moderator or user.is_staff)):
        raise Refused("Only a moderator can suspend or restore a member.")
