"""What allauth asks of this site."""

import logging
from contextlib import suppress
from smtplib import SMTPException
from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse

from accounts.invites.carried import carried_digest
from accounts.invites.lookup import find_live
from accounts.models import User
from sharing.base.refusals import MailNotSent
from sharing.base.room import is_for_want_of_room

log = logging.getLogger(__name__)


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

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, str]]:
        """On the way to the operator's pages a password leads nowhere: they ask for a second factor."""
        methods: list[dict[str, str]] = super().get_reauthentication_methods(user)
        request = context.request
        if (request.POST.get("next") or request.GET.get("next")) != reverse("admin:index"):
            return methods
        return [method for method in methods if method["id"] != "reauthenticate"]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send at once, whoever asked: a mail that waits in the queue on one branch would tell the branches apart.

        What the mail server does not take raises ``MailNotSent``; its own words may name the address.
        """
        site = SimpleNamespace(name=settings.SITE_NAME, domain=settings.SITE_HOST)
        try:
            super().send_mail(template_prefix, email, {"current_site": site, **context})
        except (SMTPException, OSError) as error:
            if is_for_want_of_room(error):
                raise
            log.error("A mail about an account could not be sent: %s.", type(error).__name__)  # noqa: TRY400 -- a traceback may hold the address
            raise MailNotSent from None

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """It tells of what is done: that it could not be sent must not make this look undone."""
        with suppress(MailNotSent):
            super().send_notification_mail(*args, **kwargs)
