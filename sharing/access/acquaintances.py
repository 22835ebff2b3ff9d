"""Whom a member can be offered by name: those they have met here, and nobody else."""

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.viewer import Viewer
from sharing.groups.models import Membership


def acquaintances_of(viewer: Viewer) -> QuerySet[User]:
    """Members who are in a group with the viewer, or whom the viewer has given something, by name."""
    if not viewer.is_member:
        return User.objects.none()
    in_groups = Membership.objects.visible_to(viewer).filter(left_at=None).values("member")
    met = Q(pk__in=in_groups) | Q(pk__in=_given_by(viewer))
    return User.objects.members().filter(met).exclude(pk=viewer.principal).order_by("name", "handle")


def _given_by(viewer: Viewer) -> list[int]:
    """The principals the viewer has given something to. What others hold, the database tells only who gave it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fence.principals_given_to(%s)", [viewer.principal])
        return [principal for (principal,) in cursor.fetchall()]
