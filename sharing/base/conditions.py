"""Conditions written in SQL that can stand wherever Django takes one."""

import re
from typing import Any

from django.db.models import BooleanField, Func

PLACE = re.compile(r"\{(\w+)\}")


class Condition(Func):
    """A condition in SQL whose ``{names}`` are columns or values of the query it stands in.

    Tables inside it need aliases of their own, which no query uses: a column
    put in from outside would otherwise mean the inner table.
    """

    output_field = BooleanField()

    def __init__(self, sql: str, **expressions: Any) -> None:
        self.sql = sql
        self.names = tuple(expressions)
        super().__init__(*expressions.values())

    def as_sql(self, compiler: Any, connection: Any, **_ignored: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # noqa: ARG002 -- Django's signature
        compiled = dict(zip(self.names, map(compiler.compile, self.source_expressions), strict=True))
        parameters = [value for name in PLACE.findall(self.sql) for value in compiled[name][1]]
        return PLACE.sub(lambda place: compiled[place[1]][0], self.sql), parameters
