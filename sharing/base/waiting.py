"""Acts that must come one after the other, whoever may lock which row."""

from django.db import DEFAULT_DB_ALIAS, connections


def wait_for_turn(*about: object, using: str = DEFAULT_DB_ALIAS) -> None:
    """Wait until no other transaction has the turn about the same, and have it until this one ends."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [" ".join(map(str, about))])
