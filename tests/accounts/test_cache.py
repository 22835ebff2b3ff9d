"""Limits go on while Redis is away."""

from unittest import mock

import pytest
from django.core.cache import caches
from redis.exceptions import ConnectionError as RedisIsAway

from sharing.base.cache import PAUSE, FallbackCache
from tests.accounts.conftest import PASSWORD

GONE = "unix:///nowhere/valkey.sock"

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def redis_is_away(monkeypatch, settings, db):
    settings.CACHES = {**settings.CACHES, "default": {**settings.CACHES["default"], "LOCATION": GONE}}
    monkeypatch.setattr(FallbackCache, "_away_until", 0.0)
    return caches["default"]


def test_every_operation_falls_back(redis_is_away):
    cache = redis_is_away

    assert cache.add("a", 1) is True
    assert cache.add("a", 2) is False
    assert cache.incr("a") == 2
    assert cache.get("a") == 2
    cache.set("b", [1, 2])
    assert cache.get_many(["a", "b", "c"]) == {"a": 2, "b": [1, 2]}
    assert ("a" in cache, "c" in cache) == (True, False)
    assert cache.touch("a", 60) is True
    assert cache.delete("a") is True
    assert cache.set_many({"d": 1}) == []
    cache.delete_many(["d"])
    assert cache.get("d", "nothing") == "nothing"
    cache.clear()
    assert cache.get("b") is None


def test_a_server_that_did_not_answer_is_left_alone_for_a_while(redis_is_away, monkeypatch):
    asked = mock.Mock(side_effect=RedisIsAway)
    monkeypatch.setattr("django.core.cache.backends.redis.RedisCache.get", asked)

    with mock.patch("sharing.base.cache.monotonic", return_value=100.0):
        redis_is_away.get("a")
        redis_is_away.get("a")
    assert asked.call_count == 1

    with mock.patch("sharing.base.cache.monotonic", return_value=100.0 + PAUSE):
        redis_is_away.get("a")
    assert asked.call_count == 2


def test_signing_in_works_and_is_limited(redis_is_away, client, people):
    people("alice")

    wrong = {"login": "alice@example.org", "password": "a wrong password"}
    said = [client.post("/accounts/login/", wrong).context["form"].non_field_errors() for _ in range(6)]
    assert said[4] == ["The email address and/or password you specified are not correct."]
    assert said[5] == ["Too many failed login attempts. Try again later."]

    people("bob")
    response = client.post("/accounts/login/", {"login": "bob@example.org", "password": PASSWORD})
    assert (response.status_code, response.url) == (302, "/")
