"""Which people."""

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef


class UserQuerySet(models.QuerySet):
    def with_standing(self) -> "UserQuerySet":
        """Each with ``has_verified_address``, so that asking ``is_member`` costs no query."""
        address = apps.get_model("account", "EmailAddress")
        return self.annotate(
            has_verified_address=Exists(address.objects.filter(user=OuterRef("pk"), verified=True)),
        )

    def members(self) -> "UserQuerySet":
        """People in good standing who have shown an address to be theirs."""
        return self.with_standing().filter(is_active=True, has_verified_address=True)
