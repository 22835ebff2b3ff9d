"""A paper gets its number when it is first published."""

from django.db import connection

from sharing.papers.models import Paper


def identify(paper: Paper) -> None:
    """Give a paper that everybody may read the next number of this month; one that has a number keeps it.

    The database counts: whoever publishes does not see the numbers of papers that were withdrawn.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT fence.identify(%s)", [paper.pk])
