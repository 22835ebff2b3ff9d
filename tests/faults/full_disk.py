"""A database that finds its disk full, and what it held before and after."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from tests.roles import as_tables_owner

# What a visit writes before the page is asked: who is signed in where.
OF_SESSIONS = {"django_session", "usersessions_usersession"}

FULL = """
CREATE OR REPLACE FUNCTION pg_temp.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON "{table}"
FOR EACH ROW EXECUTE FUNCTION pg_temp.full_disk();
"""


def tables() -> list[str]:
    """Every table whose rows an act may write."""
    return sorted(set(connection.introspection.table_names()) - OF_SESSIONS)


@contextmanager
def full_at(table: str) -> Iterator[None]:
    """The disk is full whenever a row of this table is written; everything done inside is undone."""
    with transaction.atomic():
        with as_tables_owner(), connection.cursor() as cursor:
            cursor.execute(FULL.format(table=table))
        yield
        transaction.set_rollback(True)


def everything() -> dict[str, str]:
    """All rows of all tables, each table as one digest."""
    with as_tables_owner(), connection.cursor() as cursor:
        return {table: _digest(cursor, table) for table in tables()}


def _digest(cursor, table: str) -> str:
    cursor.execute(f"""SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM "{table}" t""")
    return cursor.fetchone()[0]
