"""What every test can use: the cast, and a database that forgets."""

import os
import re

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import setup_databases, teardown_databases

from tests.world import World


def pytest_configure(config: pytest.Config) -> None:
    """Give each test process a cache of its own: one empties it, or reaches a limit, for itself alone."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    cache = settings.CACHES["default"]
    cache["LOCATION"] = re.sub(r"db=(\d+)", lambda db: f"db={int(db[1]) + 1 + worker}", cache["LOCATION"])


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """Make the test database by both of its names, whichever of them the tests ask for.

    ``default`` is a mirror of ``owner``: set up alone, it would be the real one.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        # The database cannot be dropped while the pool of a mirror, which Django does not close, still uses it.
        connections["default"].close()
        connections["default"].close_pool()
        teardown_databases(made, verbosity=0)


@pytest.fixture
def pool_closed_afterwards():
    """For tests whose threads took connections of their own."""
    yield
    connections["default"].close_pool()


@pytest.fixture(autouse=True)
def _quiet_queue(settings):
    settings.CELERY_BROKER_URL = "memory://"


@pytest.fixture(autouse=True)
def _no_haste(settings):
    """Tests type faster than anybody; those about the limits set their own."""
    settings.MEMBERS_RATES = {}


@pytest.fixture
def world(db) -> World:
    return World()


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path):
    """Each test has a file store that nobody else uses."""
    default = settings.STORAGES["default"]
    folder = {**default.get("OPTIONS", {}), "location": tmp_path / "files"}
    settings.STORAGES = {**settings.STORAGES, "default": {**default, "OPTIONS": folder}}
