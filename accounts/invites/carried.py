"""The invite that a visitor carries from its link to the page where they accept it.

It travels as the token's digest in a signed cookie: following a link writes
nothing on the server, and neither the database nor the browser keeps a token.
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "invite"
LIFE = timedelta(days=1)


def carry(response: HttpResponse, *, digest: str) -> None:
    response.set_signed_cookie(
        COOKIE,
        digest,
        salt=COOKIE,
        max_age=LIFE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def carried_digest(request: HttpRequest) -> str:
    """The digest of the token last followed by this browser, or nothing."""
    return request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=LIFE) or ""


def put_down(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")
