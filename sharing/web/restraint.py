"""How often one member may have the site work on texts and images: often enough for anybody who types.

And one at a time: a few slow texts sent at once would hold all threads that
answer, and with them everybody's pages. What the editor asks by itself has a
turn of its own, so that it never keeps its writer from saving.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from sharing.web.allauth_inside import ratelimit
from sharing.web.kept import address_of, typed_in

PATIENCE = 0.5  #: seconds that one waits for the last one to be done, as after a double click
LONGEST = 20  #: seconds that one can take; a process killed over it holds the member up no longer

OFTEN = "You have sent more within a short time than the site takes from one member, so this was not saved."
AT_WORK = "The site was still at work on what you sent just before, so this was not saved."

View = Callable[..., HttpResponseBase]


def restrained(action: str, *, has_own_turn: bool = False) -> Callable[[View], View]:
    """For a page that takes what is listed under this name in ``settings.MEMBERS_RATES``.

    It stands below the guard, so that what a member may not know of stays
    unknown however often they ask. What comes too often is given back.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def restrained_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method != "POST" or not settings.MEMBERS_RATES:
                return view(request, *args, **kwargs)
            if not _is_in_time(request, action):
                return _given_back(request, OFTEN)
            with _turn_of(request, at=action if has_own_turn else "") as is_free:
                return view(request, *args, **kwargs) if is_free else _given_back(request, AT_WORK)

        return restrained_view

    return decorate


def _is_in_time(request: HttpRequest, action: str) -> bool:
    """Whether it is, and if so it is counted, under the member's number alone. KeyError for what has no rate."""
    rates = {action: settings.MEMBERS_RATES[action]}
    return bool(ratelimit.consume(request, app="sharing", action=action, config=rates, user=request.user))


@contextmanager
def _turn_of(request: HttpRequest, *, at: str) -> Iterator[bool]:
    """Whether nothing else of this member is being worked on; nothing is, then, until the block ends."""
    key, own = f"sharing.web.restraint:{request.user.pk}{at and f':{at}'}", token_hex(8)
    deadline = time.monotonic() + PATIENCE
    while not cache.add(key, own, LONGEST):
        if time.monotonic() >= deadline:
            yield False
            return
        time.sleep(0.05)
    try:
        yield True
    finally:
        if cache.get(key) == own:  # It may have taken too long, and be another's by now.
            cache.delete(key)


def _given_back(request: HttpRequest, sentence: str) -> HttpResponseBase:
    context = {
        "action": address_of(request),
        "kept": typed_in(request),
        "had_files": bool(request.FILES),
        "sentence": sentence,
    }
    response = render(request, "too_often.html", context, status=429)
    response["Retry-After"] = "60"
    return response
