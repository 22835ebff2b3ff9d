"""What the oracles stand on: one full world for each file of tests, which every request leaves as it was."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings

from tests.oracles.asking import Site
from tests.oracles.full_world import FullWorld

PLAIN = {
    "CELERY_BROKER_URL": "memory://",
    # In this process, where every key and value can be looked through.
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
}


@pytest.fixture(scope="module")
def full_world(django_db_setup, django_db_blocker) -> Iterator[FullWorld]:
    with django_db_blocker.unblock(), override_settings(**PLAIN), transaction.atomic():
        yield FullWorld()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def site(full_world) -> Iterator[Site]:
    with Site(full_world).listening() as site:
        yield site
