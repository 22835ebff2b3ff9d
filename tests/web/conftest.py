"""What the tests of pages share."""

from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.test import Client


@pytest.fixture(autouse=True)
def _plain_settings(settings):
    """Files are served as they are, and no limit reached by one test meets the next."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    caches["default"].clear()


@pytest.fixture
def browser(world) -> Callable[[str], Client]:
    """A browser in which the member of this name is signed in."""

    def browser(name: str) -> Client:
        client = Client()
        client.force_login(getattr(world, name).user, backend="accounts.backends.MembersOnly")
        return client

    return browser
