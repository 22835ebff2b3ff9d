"""Signing in through ORCID, GitHub or Google, where the operator has set them up."""

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from accounts.models import User


class ThirdPartyAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 -- allauth's
        """Never: an account is made with an invite and a code sent to its address, and connected afterwards."""
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """The member whose verified address the third party has verified too.

        Both sides must have: an address that either merely claims opens nothing.
        A second factor is asked for as after a password.
        """
        for address in sociallogin.email_addresses:
            member = _member_with(address.email) if address.verified else None
            if member is not None:
                return member, address.email
        return None


def _member_with(email: str) -> User | None:
    return User.objects.members().filter(emailaddress__email=email.lower(), emailaddress__verified=True).first()
