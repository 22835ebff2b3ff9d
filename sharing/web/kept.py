"""Giving back what somebody typed, when the form came too late.

Only what came from a page of our own is given back. Otherwise another site
could put its words into a form here, and have a member send them.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.http import escape_leading_slashes

MARK = "given_back"
SECRET = ("password", "code", "credential", "csrfmiddlewaretoken", MARK)
# Buttons, choices, and what a form carries along: sent again, and nothing to read.
NOT_TYPED = {
    *("action", "agreed", "agreement", "agreements", "answer", "as_version", "at", "change", "closed", "confirmed"),
    *("is_per_paper", "key", "living", "next", "outcome", "paper", "preview", "previewed", "right", "role", "save"),
    *("act", "send", "shown", "theme", "time_zone", "version", "what"),
}
LONG = 200


class GivenBackMiddleware:
    """Before the CSRF check: lets through what was given back to somebody who was signed out, and has signed in since.

    Signing in changes the token, so theirs is an old one. That the browser names our own site as the form's origin,
    which no page of another can make it do, stands in for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        if not came_from_here(request):
            return
        is_member = request.viewer.is_member  # type: ignore[attr-defined]  # ReaderMiddleware's
        if is_member and MARK in request.POST:
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]


def came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that one of our pages sent this form."""
    return request.method == "POST" and request.headers.get("Origin") == settings.SITE_URL


def typed_in(request: HttpRequest) -> list[dict[str, object]]:
    """What was typed into the form that was sent, if it was one of ours and can be read."""
    try:
        return _kept(request) if came_from_here(request) else []
    except (MultiPartParserError, SuspiciousOperation):  # The latter also of what is too large, or has too many fields.
        return []


def address_of(request: HttpRequest) -> str:
    """Where the form was sent: never another site, as a browser takes an address that begins with two slashes."""
    return escape_leading_slashes(request.get_full_path())


def words_typed_in(request: HttpRequest) -> list[dict[str, object]]:
    """Of that, what its writer would miss: for a page that cannot send it again."""
    return [field for field in typed_in(request) if field["is_typed"]]


def signed_out(request: HttpRequest) -> HttpResponse | None:
    """For the login wall: what was typed, with a way to sign in. None where there is nothing to give back.

    It depends on what was sent alone, so it says nothing of the address.
    """
    kept = typed_in(request)
    if not kept:
        return None
    context = {"action": address_of(request), "kept": kept, "is_signed_out": True, "mark": MARK}
    return render(request, "403_csrf.html", context, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django says why
    """Instead of Django's own page."""
    context = {"action": address_of(request), "kept": typed_in(request)}
    return render(request, "403_csrf.html", context, status=403)


def _kept(request: HttpRequest) -> list[dict[str, object]]:
    return [
        {
            "name": name,
            "label": name.replace("_", " ").capitalize(),
            "value": value,
            "is_typed": _is_typed(name, value),
            "is_long": len(value) > LONG or "\n" in value,
        }
        for name, values in request.POST.lists()
        for value in values
        if isinstance(value, str) and not any(secret in name for secret in SECRET)
    ]


def _is_typed(name: str, value: str) -> bool:
    """Whether there is anything in it for its writer to see again; a ticked box sends "on"."""
    is_chosen = name == "whom" and value.isdigit()
    return name not in NOT_TYPED and not is_chosen and value not in {"", "on"}
