"""The embedded Valkey: nothing that was queued is lost."""

import stat

from redis import Redis

from deploy.embedded.account import my_account
from deploy.embedded.processes import Crew
from deploy.embedded.valkey import Valkey, prepare_valkey


def prepared(crew: Crew, packages) -> Valkey:
    return prepare_valkey(crew, packages=packages, inside=crew.folder, account=my_account())


def test_what_was_queued_survives_a_kill(crew: Crew, packages):
    valkey = prepared(crew, packages)
    server = valkey.start()
    with Redis.from_url(valkey.url()) as client:
        client.rpush("queue", *range(1000))
    server.process.kill()
    server.process.wait()
    crew.stop(server)

    valkey.start()

    with Redis.from_url(valkey.url()) as client:
        assert client.llen("queue") == 1000


def test_it_has_no_port_and_only_its_owner_may_reach_its_socket(crew: Crew, packages):
    valkey = prepared(crew, packages)
    valkey.start()

    with Redis.from_url(valkey.url()) as client:
        assert client.config_get("port") == {"port": "0"}
    modes = [stat.S_IMODE(one.stat().st_mode) for one in (valkey.home, valkey.socket.parent, valkey.socket)]
    assert modes == [0o700, 0o700, 0o700]


def test_clearing_the_cache_leaves_the_queue(crew: Crew, packages):
    valkey = prepared(crew, packages)
    valkey.start()
    as_celery_says_it = valkey.broker_url().replace("redis+socket://", "unix://").replace("virtual_host", "db")
    with Redis.from_url(as_celery_says_it) as queue, Redis.from_url(valkey.url()) as cache:
        queue.rpush("queue", "task")
        cache.flushdb()

        assert queue.llen("queue") == 1
