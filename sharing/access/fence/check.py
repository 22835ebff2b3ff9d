"""Refuses to start a site whose fence is down."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from sharing.access.fence.tables import FENCED


def refuse_to_start_unfenced() -> None:
    """Raise unless row-level security binds this very connection on every fenced table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, row_security_active(name) FROM unnest(%s::text[]) AS name", [list(FENCED)])
        open_tables = sorted(name for name, active in cursor.fetchall() if not active)

    if open_tables:
        raise ImproperlyConfigured(
            f"Row-level security does not bind this connection on: {', '.join(open_tables)}. "
            "Run `manage.py migrate`, and check that the application's role owns no table."
        )
