"""How, and how long ago, whoever sends a request last showed who they are."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from sharing.web.allauth_inside import record_authentication

CONFIRMED_FOR = 10 * 60  # seconds
SECOND_FACTORS = {"totp": "authenticator app", "webauthn": "passkey", "recovery_codes": "recovery code"}


@dataclass(frozen=True, kw_only=True)
class Authentication:
    authenticated_by: str
    authenticated_at: str  # ISO 8601, UTC; empty where the session does not say.


def must_show_who_it_is(request: HttpRequest) -> bool:
    """Whether the session's last authentication is longer ago than ten minutes, or unknown.

    Not asked of those who only ever sign in elsewhere: here they have nothing to show.
    """
    records = get_authentication_records(request, request.user)
    is_recent = bool(records) and not _is_old(records[-1])
    return not is_recent and bool(get_adapter().get_reauthentication_methods(request.user))


def address_to_show_who_it_is(*, then: str) -> str:
    """The page that asks for password, second factor or passkey once more, and leads on to a path of this site.

    It leads there and does nothing: what somebody has thought better of must not be done by a password alone.
    """
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': then})}"


def authentication_of(request: HttpRequest) -> Authentication:
    """By which ways, of late, and when last; where all is long ago, by the last one."""
    records = get_authentication_records(request, request.user)
    if not records:
        return Authentication(authenticated_by="unknown", authenticated_at="")
    counted = [record for record in records if not _is_old(record)] or records[-1:]
    at = datetime.fromtimestamp(records[-1]["at"], UTC)
    return Authentication(
        authenticated_by=", ".join(dict.fromkeys(map(_way, counted))), authenticated_at=at.isoformat()
    )


def note_new_second_factor(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """allauth's word that one was set up: a code of the app, or the passkey itself, was shown on the way."""
    if authenticator.type in {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}:
        record_authentication(request, user, method="mfa", type=authenticator.type, id=authenticator.pk)


def _is_old(record: dict[str, Any]) -> bool:
    return time.time() - record["at"] > CONFIRMED_FOR


def _way(record: dict[str, Any]) -> str:
    if record["method"] == "mfa":
        return SECOND_FACTORS.get(record["type"], record["type"])
    return str(record.get("provider", record["method"])).replace("_", " ")
