"""What the site's operator sees and sets in the admin, beside accounts."""

import uuid

from django.conf import settings
from django.db import models

from accounts.invites.models import Invite
from sharing.base.clock import now
from sharing.base.guarded import GuardedManager


class InviteOverview(models.Model):
    """An invite as the operator may know it: no token, address, note or thing it leads to.

    A view of the database over ``fence.invite_overview()``, which shows rows to
    staff alone; the invites themselves stay their makers'.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Invite.Kind.choices)
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+")
    max_uses = models.PositiveIntegerField()
    uses = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = GuardedManager()

    class Meta:
        managed = False
        db_table = "sharing_inviteoverview"
        verbose_name = "invite"

    def __str__(self) -> str:
        return f"invite {self.pk}"

    @property
    def state(self) -> Invite.State:
        if self.revoked_at is not None:
            return Invite.State.REVOKED
        if self.uses >= self.max_uses:
            return Invite.State.USED
        return Invite.State.EXPIRED if self.expires_at <= now() else Invite.State.OPEN


class SiteSettings(models.Model):
    """What the operator sets while the site runs: one row, the same for everybody.

    The site's name is not among them: mails, passkeys and authenticator apps
    carry it too, so it is set where the site is deployed (``SITE_NAME``).
    """

    audit_name = "settings"
    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    about_reports = models.CharField(
        "sentence for whoever reports something",
        max_length=300,
        blank=True,
        help_text="Who the moderators are, how soon they look, whom else to write to. Shown beside the report form.",
    )

    objects = GuardedManager()

    class Meta:
        verbose_name = verbose_name_plural = "site settings"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_row_of_site_settings")]

    def __str__(self) -> str:
        return "site settings"

    @classmethod
    def current(cls) -> "SiteSettings":
        """The row, or as it is before anything was set."""
        return cls.objects.filter(pk=cls.ONLY).first() or cls()
