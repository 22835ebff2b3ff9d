"""The numbers of those who can hold a grant: members, groups, all members, the public."""

from django.db import connection
from django.db.models import BigIntegerField, Func, Value

PUBLIC = 1
ALL_MEMBERS = 2
FIRST_FREE = 1000


class NextPrincipal(Func):
    """A number that no member and no group has had before."""

    function = "nextval"
    output_field = BigIntegerField()

    def __init__(self) -> None:
        super().__init__(Value("principal_number"))


def next_principal() -> int:
    """Draw such a number, for a row whose key must be known before it is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('principal_number')")
        return cursor.fetchone()[0]
