"""How often one member may have the site work on texts and images: often enough for anybody who types."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from sharing.web.allauth_inside import ratelimit
from sharing.web.kept import typed_in

View = Callable[..., HttpResponseBase]


def restrained(action: str) -> Callable[[View], View]:
    """For a page that takes what is listed under this name in ``settings.MEMBERS_RATES``.

    It stands below the guard, so that what a member may not know of stays
    unknown however often they ask. What comes too often is given back.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def restrained_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and not _is_in_time(request, action):
                return _given_back(request)
            return view(request, *args, **kwargs)

        return restrained_view

    return decorate


def _is_in_time(request: HttpRequest, action: str) -> bool:
    """Whether it is, and if so it is counted, under the member's number alone."""
    rates = settings.MEMBERS_RATES
    return bool(ratelimit.consume(request, app="sharing", action=action, config=rates, user=request.user))


def _given_back(request: HttpRequest) -> HttpResponseBase:
    context = {"action": request.get_full_path(), "kept": [] if request.FILES else typed_in(request)}
    response = render(request, "too_often.html", context, status=429)
    response["Retry-After"] = "60"
    return response
