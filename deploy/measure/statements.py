"""How much of some work the database took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass
class InStatements:
    """Milliseconds between sending statements and having what they answered, summed up."""

    milliseconds: float = 0

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        began_at = time.perf_counter()
        try:
            return execute(*statement)
        finally:
            self.milliseconds += (time.perf_counter() - began_at) * 1000


@contextmanager
def time_in_statements(connection: BaseDatabaseWrapper) -> Iterator[InStatements]:
    """Sum up what the statements take that one connection runs until the block ends."""
    taken = InStatements()
    with connection.execute_wrapper(taken):
        yield taken
