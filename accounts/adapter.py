"""What allauth asks of this site."""

from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from accounts.invites.carried import carried_digest
from accounts.invites.lookup import find_live
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_taken": "That handle is taken.",
        "username_blacklisted": "That handle cannot be used.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Open to whoever carries an invite that can still be used."""
        return find_live(carried_digest(request)) is not None

    def set_password(self, user: User, password: str) -> None:
        """Change the password and nothing else: a whole row written back could undo a suspension made meanwhile."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once, whoever asked: a mail that waits in the queue on one branch would tell the branches apart."""
        site = SimpleNamespace(name=settings.SITE_NAME, domain=settings.SITE_HOST)
        super().send_mail(template_prefix, email, {"current_site": site, **context})
