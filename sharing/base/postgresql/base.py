"""PostgreSQL as this site uses it: a role that owns nothing, and a reader in every session."""

from typing import Any

import psycopg
from django.db import DatabaseError
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg import sql

from sharing.base.reader import current_reader

UNKNOWN = None


class DatabaseWrapper(base.DatabaseWrapper):
    """Tells the database who reads before each statement, and keeps values out of its errors."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._announced: str | None = UNKNOWN
        self.execute_wrappers.append(self._execute_as_reader)

    def _configure_role(self, connection) -> bool:
        """Work as the application's role.

        Django's own way asks the pool that is just being filled for a connection, and waits for ever.
        """
        role = self.settings_dict["OPTIONS"].get("assume_role")
        if not role or self.alias == NO_DB_ALIAS:
            return False

        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
        return True

    def _execute_as_reader(self, execute, statement, params, many, context):
        try:
            self._announce_reader()
            return execute(statement, params, many, context)
        except DatabaseError as error:
            if self.alias == NO_DB_ALIAS:  # Makes and drops databases, and recognises what went wrong by its cause.
                raise
            failure = _without_values(error)
        raise failure  # Outside the block, so that the original does not travel along as its context.

    def _announce_reader(self) -> None:
        """Set the session's reader where it differs from the one wanted now."""
        wanted = current_reader()
        if wanted == self._announced or self._is_in_error():
            return

        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('sharing.reader', %s, false)", [wanted])
        self._announced = wanted

    def _is_in_error(self) -> bool:
        return self.connection.info.transaction_status == psycopg.pq.TransactionStatus.INERROR

    # A rolled back transaction takes the session's reader with it, and a
    # connection from the pool still has its last user's: forget, then announce.

    def init_connection_state(self) -> None:
        self._announced = UNKNOWN
        super().init_connection_state()

    def _rollback(self) -> None:
        self._announced = UNKNOWN
        super()._rollback()  # type: ignore[misc]  # the stubs leave it out

    def _savepoint_rollback(self, sid: str) -> None:
        self._announced = UNKNOWN
        super()._savepoint_rollback(sid)  # type: ignore[misc]  # the stubs leave it out

    def _close(self) -> None:
        self._announced = UNKNOWN
        super()._close()  # type: ignore[misc]  # the stubs leave it out


def _without_values(error: DatabaseError) -> DatabaseError:
    """The same error, saying what failed and where, but none of the values that were sent.

    PostgreSQL quotes the offending row in its DETAIL, and a value it cannot
    read (class 22) in the message itself; error reports travel.
    """
    cause = error.__cause__
    if not isinstance(cause, psycopg.Error):
        return error

    state = cause.sqlstate or ""
    said = "" if state.startswith("22") else cause.diag.message_primary or ""
    clean = type(error)(" ".join(filter(None, [type(cause).__name__, state, said])))
    clean.sqlstate = state  # type: ignore[attr-defined]
    clean.constraint_name = cause.diag.constraint_name  # type: ignore[attr-defined]
    return clean
