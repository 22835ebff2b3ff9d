"""Between the sign-up form and the account: a code sent to the address.

allauth would make the account first and verify it later. Then whether a handle
has just been taken would tell whether the address was new, and anybody with an
invite could leave an account behind on somebody else's address. Here both kinds
of address take the same steps, and the account is made by the right code alone.
"""

import time
from dataclasses import asdict, dataclass
from typing import Any, Self

from allauth.account.adapter import get_adapter
from allauth.core.ratelimit import respond_429
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.actions import Newcomer
from sharing.web.allauth_inside import ratelimit

SESSION_KEY = "signing_up"
LIFE = 15 * 60  # seconds
ATTEMPTS = 5


@dataclass
class SigningUp:
    """A newcomer whose code is on its way, kept in their session until it comes back."""

    newcomer: Newcomer
    code_digest: str
    sent_at: float
    attempts: int = 0

    @classmethod
    def begun_in(cls, request: HttpRequest) -> Self | None:
        kept: dict[str, Any] | None = request.session.get(SESSION_KEY)
        if kept is None or time.time() - kept["sent_at"] > LIFE:
            return None
        return cls(**{**kept, "newcomer": Newcomer(**kept["newcomer"])})

    def keep_in(self, request: HttpRequest) -> None:
        request.session[SESSION_KEY] = asdict(self)

    def is_right(self, code: str) -> bool:
        return constant_time_compare(_digest_of(code, email=self.newcomer.email), self.code_digest)


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def send_code(request: HttpRequest, *, newcomer: Newcomer, is_known: bool) -> HttpResponseBase:
    """Send a newcomer their code; tell the holder of a known address that they have an account already."""
    if not ratelimit.consume(request, app="allauth.account", action="confirm_email", key=newcomer.email):
        return respond_429(request)

    adapter = get_adapter()
    code = adapter.generate_email_verification_code()
    SigningUp(newcomer, _digest_of(code, email=newcomer.email), time.time()).keep_in(request)
    if is_known:
        # The code was never sent, so it never comes back.
        adapter.send_account_already_exists_mail(newcomer.email)
    else:
        adapter.send_mail("accounts/email/confirm_address", newcomer.email, {"code": code})
    return redirect("confirm_address")


def _digest_of(code: str, *, email: str) -> str:
    """Sessions are rows in the database: whoever reads them there cannot read the code."""
    letters = "".join(character for character in code.upper() if character.isalnum())
    return salted_hmac("sharing.web.signing_up", f"{email}:{letters}", algorithm="sha256").hexdigest()
