"""Whoever is looking, as the policy sees them."""

from dataclasses import dataclass
from typing import Any, Self

from sharing.base.principals import ALL_MEMBERS, PUBLIC


@dataclass(frozen=True)
class Viewer:
    """A member in good standing, or anybody else, who holds only what is public."""

    principal: int

    @classmethod
    def of(cls, user: Any) -> Self:
        if not (user.is_authenticated and user.is_active and user.emailaddress_set.filter(verified=True).exists()):
            return cls(PUBLIC)
        return cls(user.pk)

    @property
    def is_member(self) -> bool:
        return self.principal != PUBLIC

    @property
    def principals(self) -> list[int]:
        """What the viewer holds grants as, groups left out."""
        return [PUBLIC, ALL_MEMBERS, self.principal] if self.is_member else [PUBLIC]


ANONYMOUS = Viewer(PUBLIC)
