"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from sharing.notifications.inbox import unread_count


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name; and for members how much they have not read, asked only by a template that says it."""
    viewer = getattr(request, "viewer", None)  # Errors can come before whoever looks is known.
    if viewer is None or not viewer.is_member:
        return {"site_name": settings.SITE_NAME}
    return {"site_name": settings.SITE_NAME, "unread_count": SimpleLazyObject(lambda: unread_count(viewer))}
