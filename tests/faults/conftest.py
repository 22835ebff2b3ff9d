"""What races run on: Alice's paper, her group, and a browser of hers."""

import pytest
from django.core.cache import caches
from django.db import connections
from django.test import Client

from sharing.groups.models import Group
from sharing.papers.actions import words_of
from sharing.papers.models import WorkingCopy
from tests.discussion.conftest import Talk
from tests.faults.crowd import PATIENCE, browser


@pytest.fixture
def races(settings, monkeypatch):
    """Files are served as they are, and no limit reached by one test meets the next.

    Whoever waits for a connection has more patience than the site grants: here
    it is a gate that they wait for, and a machine with much else to do.
    """
    pool = connections["default"].settings_dict["OPTIONS"]["pool"]
    monkeypatch.setitem(pool, "timeout", PATIENCE)
    _make_a_new_pool()
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    caches["default"].clear()
    yield
    _make_a_new_pool()


def _make_a_new_pool() -> None:
    """Once there is need of one."""
    connections["default"].close()
    connections["default"].close_pool()


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
def opened(talk) -> dict[str, str]:
    """What a form of the paper's editor carries besides the words typed into it."""
    with talk.world.alice.acting():
        return {"shown": words_of(WorkingCopy.objects.get(pk=talk.paper.pk)).sha256}


@pytest.fixture
def alice(talk) -> Client:
    return browser(talk.world.alice)
