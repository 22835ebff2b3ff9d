"""Giving back what somebody typed, when the form came too late.

Only what came from a page of our own is given back. Otherwise another site
could put its words into a form here, and have a member send them.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SECRET = ("password", "code", "credential", "csrfmiddlewaretoken")
LONG = 200


def came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that one of our pages sent this form."""
    return request.method == "POST" and request.headers.get("Origin") == settings.SITE_URL


def typed_in(request: HttpRequest) -> list[dict[str, object]]:
    """What was typed into the form that was sent, if it was one of ours."""
    return _kept(request) if came_from_here(request) else []


def signed_out(request: HttpRequest) -> HttpResponse | None:
    """For the login wall: what was typed, with a way to sign in. None where there is nothing to give back.

    It depends on what was sent alone, so it says nothing of the address.
    """
    kept = typed_in(request)
    if not kept:
        return None
    context = {"action": request.get_full_path(), "kept": kept, "is_signed_out": True}
    return render(request, "403_csrf.html", context, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django says why
    """Instead of Django's own page."""
    context = {"action": request.get_full_path(), "kept": typed_in(request)}
    return render(request, "403_csrf.html", context, status=403)


def _kept(request: HttpRequest) -> list[dict[str, object]]:
    return [
        {"name": name, "label": name.replace("_", " ").capitalize(), "value": value, "is_long": len(value) > LONG}
        for name, values in request.POST.lists()
        for value in values
        if isinstance(value, str) and not any(secret in name for secret in SECRET)
    ]
