"""Fills the rival from the site beside it, and prints the median milliseconds of one member's newest page."""

import statistics
import sys
import time
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection

PAGE = 25
TIMES = 9


def main(member: int) -> None:
    django.setup()
    build()
    from django.contrib.auth.models import User  # noqa: PLC0415 -- once the settings stand
    from guardian.shortcuts import get_objects_for_user  # noqa: PLC0415

    user = User.objects.get(pk=member)
    milliseconds = []
    for _ in range(TIMES):
        began_at = time.perf_counter()
        papers: Any = get_objects_for_user(user, "rival.view_paper", accept_global_perms=False)
        found = list(papers.order_by("-created_at")[:PAGE])
        milliseconds.append((time.perf_counter() - began_at) * 1000)
        assert len(found) == PAGE
    print(statistics.median(milliseconds))


def build() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA rival")
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(Path(__file__).with_name("fill.sql").read_text())
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main(int(sys.argv[1]))
