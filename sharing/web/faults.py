"""What a person reads when the site cannot do its work: no room on a disk, no database, no mail.

Nothing here asks the database: it may be what is missing.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error

from sharing.base.refusals import MailNotSent, NoRoom, Refused
from sharing.base.room import is_for_want_of_room
from sharing.web.kept import address_of, typed_in, words_typed_in

NO_ROOM = (
    "The site has no room to save anything just now, so nothing was changed. What you typed is still here: "
    "please try again later."
)


@contextmanager
def told_where_there_is_no_room() -> Iterator[None]:
    """Around one act whose form is shown again: what fails for want of room becomes ``NoRoom``."""
    try:
        yield
    except (OperationalError, OSError) as error:
        if not is_for_want_of_room(error):
            raise
        raise NoRoom(NO_ROOM) from None


def status_of(refusal: Refused) -> int:
    """The status of a form that is shown again because of this."""
    return 503 if isinstance(refusal, NoRoom) else 422


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- it says what was missing
    """Django's ``handler404``: the same for what is missing and what is closed, with what was typed by whoever asks."""
    return render(request, "404.html", {"kept": words_typed_in(request)}, status=404)


def server_fault(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``: whatever no page dealt with itself.

    A want of room, a lost database and a mail that could not be sent are told as that, with all that was typed.
    """
    error = sys.exception()
    has_no_room, has_no_mail = is_for_want_of_room(error), isinstance(error, MailNotSent)
    if not has_no_room and not isinstance(error, OperationalError | InterfaceError | MailNotSent):
        return server_error(request)

    context = {
        "site_name": settings.SITE_NAME,
        "action": address_of(request),
        "kept": typed_in(request),
        "csrf_token": get_token(request),
        "has_no_room": has_no_room,
        "has_no_mail": has_no_mail,
        "was_sent": request.method not in {"GET", "HEAD"},
    }
    # Without the request: what every page knows of its viewer would be asked of the database.
    headers = {"Retry-After": "60", "Cache-Control": "no-store, private"}
    return HttpResponse(render_to_string("503.html", context), status=503, headers=headers)
