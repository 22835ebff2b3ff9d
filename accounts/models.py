"""People."""

from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from accounts.invites.models import DeclinedInvite, Invite, Redemption
from accounts.querysets import UserQuerySet
from sharing.base.clock import now
from sharing.base.principals import NextPrincipal

__all__ = ["DeclinedInvite", "Invite", "Redemption", "User"]

HANDLE = r"^[a-z][a-z0-9-]{1,29}$"


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError("Choose a time zone from the list.")


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]  # a class made at run time
    def get_by_natural_key(self, handle: str | None) -> "User":
        return self.get(handle=handle)


class User(AbstractBaseUser):
    """A person with an account. The key is the principal that grants are given to."""

    audit_name = "member"

    id = models.BigIntegerField(primary_key=True, db_default=NextPrincipal(), editable=False)
    handle = models.CharField(
        max_length=30,
        unique=True,
        validators=[RegexValidator(HANDLE, "Use 2 to 30 lower-case letters, digits and hyphens, a letter first.")],
    )
    name = models.CharField(max_length=100)
    affiliation = models.CharField(max_length=200, blank=True)
    time_zone = models.CharField(max_length=50, default="UTC", validators=[validate_time_zone])
    email = models.EmailField(blank=True)
    is_active = models.BooleanField("in good standing", default=True)
    is_moderator = models.BooleanField(default=False)
    is_staff = models.BooleanField("may use the admin", default=False)
    joined_at = models.DateTimeField(default=now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(handle__regex=HANDLE), name="handle_is_well_formed")]

    def __str__(self) -> str:
        return self.handle

    @property
    def name_and_handle(self) -> str:
        """Names are chosen freely, and changed; the handle says who it is."""
        return f"{self.name} (@{self.handle})"

    @cached_property
    def has_verified_address(self) -> bool:
        """True if one of the account's addresses was shown to be theirs; costs a query unless annotated."""
        return type(self).objects.with_standing().filter(pk=self.pk, has_verified_address=True).exists()

    @property
    def is_member(self) -> bool:
        return self.is_active and self.has_verified_address

    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002 -- Django's admin asks with both
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002 -- Django's admin asks with it
        return self.is_active and self.is_staff
