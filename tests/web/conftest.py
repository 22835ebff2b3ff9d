"""What the tests of pages share."""

import pytest
from django.core.cache import caches


@pytest.fixture(autouse=True)
def _plain_settings(settings):
    """Files are served as they are, and no limit reached by one test meets the next."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    caches["default"].clear()
