"""Refuses to start a site whose fence is down."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection as of_the_pages

from sharing.access.fence.tables import FENCED

WANTED = """
SELECT name, coalesce(row_security_active(to_regclass(name)::oid), false),
       EXISTS (SELECT FROM pg_policies AS policy WHERE policy.schemaname = 'public' AND policy.tablename = name)
FROM unnest(%s::text[]) AS name
"""


def refuse_to_start_unfenced(connection=of_the_pages) -> None:
    """Raise unless row-level security binds this very connection on every fenced table, by policies of ours."""
    with connection.cursor() as cursor:
        cursor.execute(WANTED, [list(FENCED)])
        tables = cursor.fetchall()
    open_tables = sorted(name for name, is_active, _ in tables if not is_active)
    closed_tables = sorted(name for name, is_active, has_policies in tables if is_active and not has_policies)

    if open_tables:
        raise ImproperlyConfigured(
            f"Row-level security does not bind this connection on: {', '.join(open_tables)}. "
            "Run `manage.py migrate`, and check that the application's role owns no table."
        )
    if closed_tables:
        raise ImproperlyConfigured(
            f"The database is at another point of history than this site, and closes: {', '.join(closed_tables)}. "
            "Run `manage.py migrate`."
        )
