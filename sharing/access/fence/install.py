"""Writes the fence into the database, as the owner of its tables."""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import transaction
from psycopg import sql

from sharing.access.fence.tables import FENCED, Fenced

FUNCTIONS = Path(__file__).with_name("functions.sql")
RETURNED = "sharing_grant"  # Functions return its rows: before it exists there can be none, and no policy.


def install(connection) -> None:
    """Make functions, policies and triggers what the source says, in one transaction.

    At an earlier point of history, tables that do not exist are left out, and
    those that lack a column, for which the source's policies were not written,
    are closed: they have no policy, so that nobody reads them. No site starts
    on either (``check``).
    """
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        columns = _columns(cursor)
        has_functions = RETURNED in columns
        if has_functions:
            cursor.execute(FUNCTIONS.read_text())
            for statement in _grants():
                cursor.execute(statement.as_string(connection.connection))
        else:
            cursor.execute("DROP SCHEMA IF EXISTS fence CASCADE")  # Every policy goes with it.
        for table, fenced in FENCED.items():
            if table not in columns:
                continue
            cursor.execute("SELECT policyname FROM pg_policies WHERE schemaname = 'public' AND tablename = %s", [table])
            stale = [name for (name,) in cursor.fetchall()]
            is_whole = has_functions and _wanted(table) <= columns[table]
            statements = _statements(table, fenced, stale=stale) if is_whole else _closing(table, stale=stale)
            for statement in statements:
                cursor.execute(statement.as_string(connection.connection))


def _columns(cursor) -> dict[str, set[str]]:
    """The columns of each table there is."""
    cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
    found: dict[str, set[str]] = {}
    for table, column in cursor.fetchall():
        found.setdefault(table, set()).add(column)
    return found


def _wanted(table: str) -> set[str]:
    """The columns that a table has at the newest point of history."""
    [model] = [model for model in apps.get_models() if model._meta.db_table == table]
    return {field.column for field in model._meta.concrete_fields if field.column}


def _grants() -> Iterator[sql.Composed]:
    role = sql.Identifier(settings.DATABASE_ROLE)
    yield sql.SQL("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA fence FROM PUBLIC").format()
    yield sql.SQL("GRANT USAGE ON SCHEMA fence TO {}").format(role)
    yield sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA fence TO {}").format(role)


def _statements(name: str, fenced: Fenced, *, stale: list[str]) -> Iterator[sql.Composed]:
    yield from _closing(name, stale=stale)
    table = sql.Identifier(name)
    for command, condition in _conditions(fenced):
        yield sql.SQL("CREATE POLICY {} ON {} FOR " + command + " " + condition).format(
            sql.Identifier(f"{name}_{command.lower()}"), table
        )

    role = sql.Identifier(settings.DATABASE_ROLE)
    yield sql.SQL("REVOKE UPDATE ON {} FROM {}").format(table, role)
    if fenced.changes:
        columns = sql.SQL(", ").join(map(sql.Identifier, fenced.changes))
        yield sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(columns, table, role)

    if fenced.append_only:
        yield sql.SQL("REVOKE DELETE ON {} FROM {}").format(table, role)

    yield sql.SQL("DROP TRIGGER IF EXISTS append_only ON {}").format(table)
    if fenced.append_only:
        yield sql.SQL(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {} "
            "FOR EACH ROW EXECUTE FUNCTION fence.refuse_change()"
        ).format(table)


def _closing(name: str, *, stale: list[str]) -> Iterator[sql.Composed]:
    """Row-level security without a policy lets nobody through but the owner."""
    table = sql.Identifier(name)
    yield sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(table)
    for policy in stale:
        yield sql.SQL("DROP POLICY {} ON {}").format(sql.Identifier(policy), table)


def _conditions(fenced: Fenced) -> Iterator[tuple[str, str]]:
    """Each command with its clause. The system's test stands in a subquery: asked once, not once a row."""

    def rule(condition: str) -> str:
        return f"((SELECT fence.reader_is_system()) OR ({condition}))"

    yield "SELECT", f"USING {rule(fenced.select)}"
    yield "INSERT", f"WITH CHECK {rule(fenced.insert)}"
    yield "UPDATE", f"USING {rule(fenced.update)} WITH CHECK {rule(fenced.update_to or fenced.update)}"
    yield "DELETE", f"USING {rule(fenced.delete)}"
