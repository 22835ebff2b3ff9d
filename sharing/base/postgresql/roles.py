"""The application's role: made by the owner, and given what it may touch."""

import time

from django.conf import settings
from django.db import DatabaseError
from psycopg import errors, sql

# What PostgreSQL answers when several test databases make the same role at once.
LOST_A_RACE = {
    error.sqlstate
    for error in (errors.DuplicateObject, errors.UniqueViolation, errors.InternalError_, errors.UndefinedObject)
}
ATTEMPTS = 20

MAKE_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {name}) THEN
        CREATE ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
    IF NOT pg_has_role(current_user, {name}, 'SET') THEN
        GRANT {role} TO current_user;
    END IF;
END $$
"""
LET_IT_WORK = """
GRANT USAGE ON SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};
"""


def prepare_role(connection) -> None:
    """Make the application's role if there is none, and let it use the tables the owner will create.

    Roles belong to the whole server, and no lock in one database keeps another
    database's creation out: whoever loses the race looks again.
    """
    names = {"role": sql.Identifier(settings.DATABASE_ROLE), "name": sql.Literal(settings.DATABASE_ROLE)}
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with connection.cursor() as cursor:
                for statement in (MAKE_ROLE, LET_IT_WORK):
                    cursor.execute(sql.SQL(statement).format(**names).as_string(connection.connection))
        except DatabaseError as error:
            if getattr(error, "sqlstate", None) not in LOST_A_RACE or attempt == ATTEMPTS:
                raise
            time.sleep(0.05 * attempt)
        else:
            return
