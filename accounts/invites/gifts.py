"""What an invite gives besides entry: filled by the packages that know groups and papers."""

from collections.abc import Callable

from accounts.invites.models import Invite
from accounts.models import User


class AlreadyHeld(Exception):  # noqa: N818 -- an answer, not an error
    """The member has what the invite gives: they are let through, and nothing is used up."""


Gift = Callable[[Invite, User], None]


def _only_the_account(_invite: Invite, _member: User) -> None:
    """A site invite lets somebody in, and gives nothing else."""


_gifts: dict[str, Gift] = {Invite.Kind.SITE: _only_the_account}


def gives(kind: Invite.Kind, gift: Gift) -> None:
    """Say what invites of this kind give. Called once for each kind, at start.

    The gift runs inside the redemption's transaction, reading as the system;
    it checks what the maker may still give, and refuses by raising ``Refused``,
    or ``AlreadyHeld`` where there is nothing left to give.
    """
    if kind in _gifts:
        raise ValueError(f"It is already said what an invite to a {kind} gives.")
    _gifts[kind] = gift


def give(invite: Invite, *, to: User) -> None:
    _gifts[invite.kind](invite, to)
