"""What the tests about people share."""

from functools import cache

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.cache import caches

from accounts.invites.actions import invite
from accounts.models import User
from sharing.base.reader import reading_as

PASSWORD = "correct horse battery staple"


@cache
def password_hash() -> str:
    """Made once: a good hash is slow."""
    return make_password(PASSWORD)


@pytest.fixture(autouse=True)
def _plain_settings(settings):
    """Files are served as they are, nothing is queued, and no limit reached by one test meets the next."""
    settings.CELERY_BROKER_URL = "memory://"
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
        user = User(handle=handle, name=handle.title(), email=email, password=password_hash(), **fields)
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
