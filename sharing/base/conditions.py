"""Conditions written in SQL that can stand wherever Django takes one."""

import re
from typing import Any

from django.db.models import BooleanField, F, Func

PLACE = re.compile(r"\{(\w+)\}")


class Condition(Func):
    """A condition in SQL whose ``{names}`` are columns of the query it stands in (``F``), or values.

    Values are not wrapped in expressions, which Django would copy and resolve for each query.
    Tables inside it need aliases of their own, which no query uses: a column
    put in from outside would otherwise mean the inner table.
    """

    output_field = BooleanField()

    def __init__(self, sql: str, **named: Any) -> None:
        columns = {name: each for name, each in named.items() if isinstance(each, F)}
        self.sql = sql
        self.names = tuple(columns)
        self.values = {name: ("%s", [each]) for name, each in named.items() if name not in columns}
        super().__init__(*columns.values())

    def as_sql(self, compiler: Any, connection: Any, **_ignored: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # noqa: ARG002 -- Django's signature
        columns = zip(self.names, map(compiler.compile, self.source_expressions), strict=True)
        compiled = {**self.values, **dict(columns)}
        parameters = [value for name in PLACE.findall(self.sql) for value in compiled[name][1]]
        return PLACE.sub(lambda place: compiled[place[1]][0], self.sql), parameters
