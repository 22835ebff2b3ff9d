"""Fills the rival from the site beside it, and prints what one member's newest page takes.

Two medians in milliseconds: the whole, and its statements alone.
"""

import statistics
import sys
import time
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection

from deploy.measure.statements import time_in_statements

PAGE = 25
TIMES = 9


def main(member: int) -> None:
    django.setup()
    build()
    from django.contrib.auth.models import User  # noqa: PLC0415 -- once the settings stand
    from guardian.shortcuts import get_objects_for_user  # noqa: PLC0415

    user = User.objects.get(pk=member)
    whole, in_statements = [], []
    for _ in range(TIMES):
        with time_in_statements(connection) as statements:
            began_at = time.perf_counter()
            papers: Any = get_objects_for_user(user, "rival.view_paper", accept_global_perms=False)
            found = list(papers.order_by("-created_at")[:PAGE])
            whole.append((time.perf_counter() - began_at) * 1000)
        in_statements.append(statements.milliseconds)
        assert len(found) == PAGE
    print(statistics.median(whole), statistics.median(in_statements))


def build() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA rival")
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(Path(__file__).with_name("fill.sql").read_text())
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main(int(sys.argv[1]))
