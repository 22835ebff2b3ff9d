"""Which invites."""

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, Q

from sharing.base.clock import now
from sharing.base.guarded import GuardedQuerySet
from sharing.base.paging import Place, is_beyond

if TYPE_CHECKING:
    from accounts.models import User


class InviteQuerySet(GuardedQuerySet):
    def live(self) -> "InviteQuerySet":
        """Those that can still be used, made by somebody in good standing or by the operator.

        Without a join, so that an UPDATE checks all of it again on a row that
        another transaction has just changed.
        """
        makers = get_user_model().objects.filter(pk=OuterRef("maker_id"), is_active=True)
        return self.filter(
            Q(maker=None) | Exists(makers),
            uses__lt=F("max_uses"),
            revoked_at=None,
            expires_at__gt=now(),
        )

    def newest(self, *, before: Place | None = None) -> "InviteQuerySet":
        """In the order of lists, from where a page ended."""
        older = self.filter(is_beyond(before, at="created_at")) if before else self
        return older.order_by("-created_at", "-pk")

    def made_by(self, user: "User") -> "InviteQuerySet":
        return self.filter(maker=user)
