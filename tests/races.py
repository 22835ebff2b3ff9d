"""Acts at the same time, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from time import monotonic

from django.db import connection, transaction

from sharing.base.refusals import Refused, Unseen

PATIENCE = 60.0  # seconds


def all_at_once(act: Callable, arguments: list) -> list:
    """Run an act once for each argument, all of them begun together; None where it was refused."""
    barrier = Barrier(len(arguments))

    def one(argument):
        barrier.wait()
        try:
            return act(argument)
        except Refused:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(len(arguments)) as threads:
        return list(threads.map(one, arguments))


def overtaken(late: Callable[[], object], *, by: Callable[[], object]) -> str:
    """Begin ``late`` when the other act is done but not committed, and commit that once ``late`` waits for it.

    Answers with how ``late`` ended: "done", "unseen", or the sentence it was refused with.
    """
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            by()
            ending = threads.submit(_ending_of, late)
            _wait_until_it_waits(ending)
        return ending.result(PATIENCE)


def _ending_of(act: Callable[[], object]) -> str:
    try:
        act()
    except Unseen:
        return "unseen"
    except Refused as refusal:
        return refusal.sentence
    finally:
        connection.close()
    return "done"


def _wait_until_it_waits(ending: Future) -> None:
    """Until the database holds it up for us; an act that nothing holds up has ended by then."""
    given_up_at = monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while not ending.done() and monotonic() < given_up_at:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
            )
            if cursor.fetchone()[0]:
                return
