"""What the tests about people share."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import caches

from accounts.invites.actions import invite
from accounts.models import User
from sharing.base.reader import SystemWork, reading_as, reading_as_system

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def _plain_settings(settings):
    """Files are served as they are, and no limit reached by one test meets the next."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    caches["default"].clear()


@pytest.fixture
def people(db):
    """Makes members: ``people("alice")`` has the verified address alice@example.org."""

    def make(handle: str, *, verified: bool = True, **fields) -> User:
        email = f"{handle}@example.org"
        user = User(handle=handle, name=handle.title(), email=email, **fields)
        user.set_password(PASSWORD)
        user.save()
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=verified)
        return user

    return make


@pytest.fixture
def alice(people):
    return people("alice")


@pytest.fixture
def mia(people):
    return people("mia", is_moderator=True)


@pytest.fixture
def invited(people):
    """Makes an invite, by Ivo unless told otherwise: ``made, token = invited(terms=…)``."""

    def make(*args, by=None, **kwargs):
        maker = by or User.objects.filter(handle="ivo").first() or people("ivo")
        with reading_as(maker.pk):
            return invite(*args, by=maker, **kwargs)

    return make


@pytest.fixture
def seeing_all():
    with reading_as_system(SystemWork.BUILD_TESTS):
        yield


def sign_in(client, user: User):
    client.force_login(user)
    return client
