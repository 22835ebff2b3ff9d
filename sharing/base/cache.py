"""A cache that outlives its server: limits and sign-in keep working while Redis is away."""

import logging
from time import monotonic
from typing import Any, ClassVar

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisIsAway
from redis.exceptions import TimeoutError as RedisIsSlow

logger = logging.getLogger(__name__)

PAUSE = 5.0  # seconds for which a server that did not answer is left alone
SECONDS_TO_ANSWER = 0.5


class FallbackCache(RedisCache):
    """Redis, or the cache named by ``OPTIONS["fallback"]`` while Redis does not answer.

    What was counted on one side is not known on the other: a limit starts anew
    when Redis goes and when it returns, which an attacker cannot bring about.
    """

    _away_until: ClassVar[float] = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {
            "socket_connect_timeout": SECONDS_TO_ANSWER,
            "socket_timeout": SECONDS_TO_ANSWER,
            **params.get("OPTIONS", {}),
        }
        self._fallback = options.pop("fallback")
        super().__init__(server, {**params, "OPTIONS": options})

    def _ask(self, operation: str, *args: Any, **kwargs: Any) -> Any:
        if monotonic() >= FallbackCache._away_until:
            try:
                return getattr(super(), operation)(*args, **kwargs)
            except (RedisIsAway, RedisIsSlow):
                FallbackCache._away_until = monotonic() + PAUSE
                logger.warning("Redis does not answer; using the fallback cache.")

        return getattr(caches[self._fallback], operation)(*args, **kwargs)

    def add(self, *args, **kwargs):
        return self._ask("add", *args, **kwargs)

    def get(self, *args, **kwargs):
        return self._ask("get", *args, **kwargs)

    def set(self, *args, **kwargs):
        return self._ask("set", *args, **kwargs)

    def touch(self, *args, **kwargs):
        return self._ask("touch", *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._ask("delete", *args, **kwargs)

    def get_many(self, *args, **kwargs):
        return self._ask("get_many", *args, **kwargs)

    def has_key(self, *args, **kwargs):
        return self._ask("has_key", *args, **kwargs)

    def incr(self, *args, **kwargs):
        return self._ask("incr", *args, **kwargs)

    def set_many(self, *args, **kwargs):
        return self._ask("set_many", *args, **kwargs)

    def delete_many(self, *args, **kwargs):
        return self._ask("delete_many", *args, **kwargs)

    def clear(self, *args, **kwargs):
        return self._ask("clear", *args, **kwargs)
