"""Who is signed in."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class MembersOnly(AuthenticationBackend):
    """allauth's own way to check a password; a session speaks only for a member.

    Whoever is suspended, or has no verified address left, is signed out at the
    next request. One query finds the person and their standing.
    """

    def get_user(self, user_id: int) -> User | None:
        return User.objects.members().filter(pk=user_id).first()
