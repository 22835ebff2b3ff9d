"""What an invite promises, and to whom and how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.invites.models import LONGEST_LIFE, USUAL_LIFE, Invite
from sharing.base.refusals import Refused


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What redeeming gives: an account, and entry to what it is about.

    Whether the maker may give it is asked when it is redeemed. ``because`` is
    for the maker's own records, and never shown to whoever is invited.
    """

    kind: Invite.Kind = Invite.Kind.SITE
    about: str = ""
    right: int | None = None
    agreements: tuple[str, ...] = ()
    until: datetime | None = None
    because: str = ""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Who may redeem an invite, how often and until when."""

    email: str = ""
    handle: str = ""
    max_uses: int = 1
    life: timedelta = USUAL_LIFE
    note: str = ""

    def __post_init__(self) -> None:
        if not timedelta(0) < self.life <= LONGEST_LIFE:
            raise Refused(f"An invite can live for up to {LONGEST_LIFE.days} days.")
        if self.max_uses < 1:
            raise Refused("An invite must let at least one person in.")
        if self.email and self.handle:
            raise Refused("An invite is for a handle or for an address, not for both.")
        if (self.email or self.handle) and self.max_uses != 1:
            raise Refused("An invite for one person can be used once.")


THE_SITE = Promise()
ONCE = Terms()
