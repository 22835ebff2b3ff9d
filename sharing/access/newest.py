"""Where to look for the newest papers of a viewer, as fast among a million as among a thousand.

A filter over all papers, or over all grants, costs what the site holds. Here
each principal of the viewer gives its few newest grants from an index, and
those are merged: the cost is what the viewer holds (``deploy/bench listing``).

What comes out are candidates. They were given to the viewer once, and say
nothing of what the viewer may see now: the guard does.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from accounts.viewer import Viewer

MERGE = """
WITH principal AS MATERIALIZED (
    SELECT unnest(%(own)s::bigint[]) AS number
    UNION SELECT group_id FROM sharing_membership
    WHERE %(through_groups)s AND member_id = %(member)s AND left_at IS NULL
), newest AS MATERIALIZED (
    SELECT number, guarded_id, listed_at
    FROM principal CROSS JOIN LATERAL (
        SELECT guarded_id, listed_at FROM sharing_grant
        WHERE sharing_grant.principal = number AND revoked_at IS NULL AND "right" <= 6
          AND (listed_at, guarded_id) < (%(before_at)s, %(before_paper)s)
        ORDER BY listed_at DESC, guarded_id DESC LIMIT %(share)s
    ) AS of_one
), unseen AS (
    -- A principal that gave its whole share may have more, all of it older than this.
    SELECT max(oldest) AS older_than
    FROM (SELECT min(listed_at) AS oldest FROM newest GROUP BY number HAVING count(*) = %(share)s) AS full_share
)
SELECT place.listed_at, place.guarded_id, {is_repeated}
FROM (
    SELECT max(listed_at) AS listed_at, guarded_id FROM newest
    GROUP BY guarded_id
    HAVING max(listed_at) >= coalesce((SELECT older_than FROM unseen), '-infinity')
    ORDER BY 1 DESC, 2 DESC LIMIT %(limit)s
) AS place
ORDER BY 1 DESC, 2 DESC
"""

# Given through several principals, it was on an earlier page already.
IS_REPEATED = """
EXISTS (
    SELECT FROM sharing_grant JOIN principal ON principal.number = sharing_grant.principal
    WHERE sharing_grant.guarded_id = place.guarded_id AND revoked_at IS NULL AND "right" <= 6
      AND (sharing_grant.listed_at, sharing_grant.guarded_id) >= (%(before_at)s, %(before_paper)s)
)
"""


@dataclass(frozen=True)
class Place:
    """Where a list of the newest has one paper."""

    listed_at: datetime
    paper: UUID
    is_repeated: bool = False  # A place further up has the same paper.


def newest_given_to(
    viewer: Viewer, *, limit: int, held_as: list[int], through_groups: bool, before: Place | None = None
) -> list[Place]:
    """Up to this many papers that the viewer was given, newest first; none when there are no more.

    ``held_as`` are those of the viewer's principals to look at; groups come
    beside them where asked for.
    """
    # The first page has none before it, and not asking spares PostgreSQL two fifths of its planning.
    sql = MERGE.replace("{is_repeated}", IS_REPEATED if before else "false")
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "own": held_as,
                "through_groups": through_groups,
                "member": viewer.principal,
                "before_at": before.listed_at if before else "infinity",
                "before_paper": before.paper if before else UUID(int=0),
                "share": limit,
                "limit": limit,
            },
        )
        return [Place(*row) for row in cursor.fetchall()]
