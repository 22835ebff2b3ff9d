"""What every test can use: the cast, and a database that forgets."""

import pytest
from django.db import connections

from tests.world import World


@pytest.fixture(scope="session", autouse=True)
def _pool_closed_in_the_end(django_db_setup):
    """The database cannot be dropped while the pool of ``default``, a mirror Django does not close, still uses it."""
    yield
    connections["default"].close()
    connections["default"].close_pool()


@pytest.fixture(autouse=True)
def _quiet_queue(settings):
    settings.CELERY_BROKER_URL = "memory://"


@pytest.fixture
def world(db) -> World:
    return World()
