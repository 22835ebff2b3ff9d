"""Groups: members who trust each other with something."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sharing.base.clock import now
from sharing.base.guarded import GuardedManager


class Group(models.Model):
    """Members under one name. The key is the principal that grants are given to."""

    audit_name = "group"

    id = models.BigIntegerField(primary_key=True)
    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    purpose = models.TextField(max_length=2000, blank=True)
    founder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now, editable=False)

    objects = GuardedManager()

    def __str__(self) -> str:
        return f"group {self.public_id}"


class Role(models.TextChoices):
    OWNER = "owner", "owner"
    MODERATOR = "moderator", "moderator"
    MEMBER = "member", "member"


LEADING = (Role.OWNER, Role.MODERATOR)  # They let members in, and remove them.


class Membership(models.Model):
    """One stay of one member in one group. Leaving ends it; coming back begins another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField(default=now)
    left_at = models.DateTimeField(null=True, blank=True)
    by_invite_id = models.UUIDField(null=True, blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "group"], condition=Q(left_at=None), name="one_stay_in_a_group_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")), name="left_after_joining"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"membership {self.id}"
