"""Invites, and who has used them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.invites.querysets import InviteQuerySet
from sharing.base.clock import now
from sharing.base.guarded import GuardedManager

USUAL_LIFE = timedelta(days=14)
LONGEST_LIFE = timedelta(days=90)


def usual_expiry() -> datetime:
    return now() + USUAL_LIFE


class Invite(models.Model):
    """A link that lets somebody in. Its token is known only to whoever has the link."""

    audit_name = "invite"

    class Kind(models.TextChoices):
        SITE = "site", "To the site"
        GROUP = "group", "To a group"
        PAPER = "paper", "To a paper"

    class State(models.TextChoices):
        OPEN = "open", "Can be used"
        USED = "used", "Used"
        EXPIRED = "expired", "Expired"
        REVOKED = "revoked", "Revoked"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256 of the token, in hex
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SITE)
    about = models.CharField(max_length=64, blank=True)  # the group's or paper's id; to this app, a word
    right = models.PositiveSmallIntegerField(null=True, blank=True)
    agreements: Any = models.JSONField(default=list, blank=True)  # ids of what is to be signed on the way
    email = models.EmailField(blank=True)  # if set, only who has shown this address to be theirs may use it
    handle = models.CharField(max_length=30, blank=True)  # if set, only the member who had it by then may use it
    note = models.CharField(max_length=300, blank=True)
    until = models.DateTimeField("when what it gives ends", null=True, blank=True)
    because = models.CharField("why, for its maker's own records", max_length=500, blank=True)
    makes_staff = models.BooleanField(default=False)

    # Made by nobody: on the command line, by the operator.
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="invites_made")
    max_uses = models.PositiveIntegerField(default=1)
    uses = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField(default=usual_expiry)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = InviteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["maker", "-created_at"], name="invites_by_maker")]
        constraints = [
            models.CheckConstraint(condition=Q(uses__lte=F("max_uses")), name="invite_not_overused"),
            models.CheckConstraint(condition=Q(max_uses__gte=1), name="invite_can_be_used"),
            models.CheckConstraint(condition=Q(email="", handle="") | Q(max_uses=1), name="bound_invite_is_for_one"),
            models.CheckConstraint(condition=Q(email="") | Q(handle=""), name="invite_is_bound_once"),
            models.CheckConstraint(
                condition=Q(expires_at__lte=F("created_at") + LONGEST_LIFE), name="invite_does_not_live_for_ever"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(kind="paper", until__gte=F("expires_at")),
                name="invite_gives_nothing_that_has_ended",
            ),
            models.CheckConstraint(
                condition=Q(kind="site", about="", right=None) | (~Q(kind="site") & ~Q(about="")),
                name="invite_is_about_something_or_the_site",
            ),
            models.CheckConstraint(
                condition=Q(makes_staff=False) | Q(kind="site", maker=None) & ~Q(email=""),
                name="only_the_operator_invites_staff",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_bound(self) -> bool:
        """It is meant for one person, by handle or by address."""
        return bool(self.email or self.handle)

    @property
    def state(self) -> "Invite.State":
        if self.revoked_at is not None:
            return self.State.REVOKED
        if self.uses >= self.max_uses:
            return self.State.USED
        if self.expires_at <= now():
            return self.State.EXPIRED
        return self.State.OPEN


class Redemption(models.Model):
    """One member's use of one invite."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    invite = models.ForeignKey(Invite, models.PROTECT, related_name="redemptions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="redemptions")
    redeemed_at = models.DateTimeField(default=now, editable=False)

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invite", "user"], name="one_redemption_per_member")]

    def __str__(self) -> str:
        return str(self.pk)


class DeclinedInvite(models.Model):
    """One member's no to one invite that names them, for good. Theirs to know, and not its maker's."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    invite = models.ForeignKey(Invite, models.PROTECT, related_name="declined")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declined_at = models.DateTimeField(default=now, editable=False)

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invite", "user"], name="declined_once_per_member")]

    def __str__(self) -> str:
        return str(self.pk)
