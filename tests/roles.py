"""Stepping past the fence, for tests alone: no setting of the site does."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


@contextmanager
def as_tables_owner() -> Iterator[None]:
    """Work as the owner of the tables, whom neither row-level security nor column privileges bind."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'SET ROLE "{settings.DATABASE_ROLE}"')
