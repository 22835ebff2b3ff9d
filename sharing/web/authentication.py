"""How, and how long ago, whoever sends a request last showed who they are."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

CONFIRMED_FOR = 10 * 60  # seconds
MAY_WAIT = 5 * 60  # seconds
WAITS_SINCE = "a_form_waits_since"
SUSPENDED = "account_reauthentication_state"  # Where allauth keeps the form.
SECOND_FACTORS = {"totp": "authenticator app", "webauthn": "passkey", "recovery_codes": "recovery code"}


@dataclass(frozen=True, kw_only=True)
class Authentication:
    authenticated_by: str
    authenticated_at: str  # ISO 8601, UTC; empty where the session does not say.


def is_long_ago(request: HttpRequest) -> bool:
    """Whether the session's last authentication is longer ago than ten minutes, or unknown."""
    records = get_authentication_records(request, request.user)
    return not records or _is_old(records[-1])


def has_waited_too_long(request: HttpRequest) -> bool:
    """Whether this form comes from the session, where it waited more than five minutes for a password.

    One that will wait is given its time; what somebody has long thought better of must not be done by a password
    that they type for something else.
    """
    if is_long_ago(request):
        request.session[WAITS_SINCE] = time.time()
        return False
    return time.time() - request.session.pop(WAITS_SINCE, time.time()) > MAY_WAIT


def forget_waiting(request: HttpRequest) -> None:
    """No form waits in the session any more."""
    for key in (SUSPENDED, WAITS_SINCE):
        request.session.pop(key, None)


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


def _is_old(record: dict[str, Any]) -> bool:
    return time.time() - record["at"] > CONFIRMED_FOR


def _way(record: dict[str, Any]) -> str:
    if record["method"] == "mfa":
        return SECOND_FACTORS.get(record["type"], record["type"])
    return str(record.get("provider", record["method"])).replace("_", " ")
