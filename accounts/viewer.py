"""Whoever is looking, as every policy sees them."""

from dataclasses import dataclass
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from sharing.base.principals import ALL_MEMBERS, PUBLIC

UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class Viewer:
    """A member, or anybody at all, who then holds only what is public.

    Made by ``Viewer.of``. There is no viewer for an account that is suspended
    or has no verified address, and none without a principal to look up.
    """

    user: User | None = None

    def __post_init__(self) -> None:
        if self.user is not None and not self.user.is_member:
            raise TypeError("Only a member can look as themselves: use Viewer.of(user).")

    @classmethod
    def of(cls, user: User | AnonymousUser | None) -> Self:
        """The viewer for whoever is signed in; costs no query for ``request.user``."""
        if isinstance(user, User) and user.is_member:
            return cls(user)
        return cls()

    @property
    def is_member(self) -> bool:
        return self.user is not None

    @property
    def is_moderator(self) -> bool:
        return self.user is not None and self.user.is_moderator

    @property
    def is_operator(self) -> bool:
        return self.user is not None and self.user.is_staff

    @property
    def principal(self) -> int:
        return PUBLIC if self.user is None else self.user.pk

    @property
    def time_zone(self) -> ZoneInfo:
        """The one they chose, while there is such a one; for everybody else UTC."""
        try:
            return ZoneInfo(self.user.time_zone) if self.user else UTC
        except (ZoneInfoNotFoundError, ValueError):
            return UTC

    @property
    def principals(self) -> list[int]:
        """What the viewer holds grants as, groups left out."""
        return [PUBLIC] if self.user is None else [PUBLIC, ALL_MEMBERS, self.user.pk]


ANONYMOUS = Viewer()
