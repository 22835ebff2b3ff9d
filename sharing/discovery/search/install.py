"""Writes what keeps the index into the database, as the owner of its tables."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from psycopg import sql

INDEX = Path(__file__).with_name("index.sql")
ASKED_BY_THE_SITE = (
    "folded(text)",
    "words(text)",
    "marks(text, text)",
    "wanted(text, text[])",
    "excerpt(text, text)",
    "any_of(text)",
)


def install(connection) -> None:
    """Make functions and triggers what the source says, and index what is not, in one transaction."""
    role = sql.Identifier(settings.DATABASE_ROLE)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(INDEX.read_text())
        cursor.execute("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA search FROM PUBLIC")
        for granted in (
            sql.SQL("GRANT USAGE ON SCHEMA search TO {}").format(role),
            *(
                sql.SQL("GRANT EXECUTE ON FUNCTION search." + asked + " TO {}").format(role)
                for asked in ASKED_BY_THE_SITE
            ),
        ):
            cursor.execute(granted.as_string(connection.connection))


def uninstall(connection) -> None:
    """At an earlier point of history there is no index, and nothing must try to keep it."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS search CASCADE")
