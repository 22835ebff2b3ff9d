"""Which invites."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, Q

from sharing.base.clock import now
from sharing.base.guarded import GuardedQuerySet

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

    def newest(self, *, before: tuple[datetime, UUID] | None = None) -> "InviteQuerySet":
        """In the order of lists, from where a page ended."""
        at, key = before or (None, None)
        older = self.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=key)) if before else self
        return older.order_by("-created_at", "-pk")

    def made_by(self, user: "User") -> "InviteQuerySet":
        return self.filter(maker=user)
