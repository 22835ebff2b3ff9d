"""What races run on: Alice's paper, her group, and a browser of hers."""

import pytest
from django.core.cache import caches
from django.db import connections
from django.test import Client

from sharing.groups.models import Group
from tests.discussion.conftest import Talk
from tests.faults.crowd import browser


@pytest.fixture
def races(settings):
    """Files are served as they are, no limit reached by one test meets the next, and nobody holds the pool after."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    caches["default"].clear()
    yield
    connections["default"].close_pool()  # type: ignore[attr-defined]  # PostgreSQL's


@pytest.fixture
def talk(world) -> Talk:
    return Talk(world)


@pytest.fixture
def url(talk) -> str:
    return f"/papers/{talk.paper.pk}/"


@pytest.fixture
def lab(talk) -> Group:
    with talk.world.alice.acting() as alice:
        return Group.objects.visible_to(alice).get()


@pytest.fixture
def alice(talk) -> Client:
    return browser(talk.world.alice)
