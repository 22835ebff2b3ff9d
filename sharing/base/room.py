"""What there is no room for: told apart, in one place, from every other fault."""

import errno

from django.db import OperationalError

OUT_OF_RESOURCES = "53"  #: the class of PostgreSQL's errors for a full disk and the like
NO_ROOM_LEFT = {errno.ENOSPC, errno.EDQUOT}


def is_for_want_of_room(error: BaseException | None) -> bool:
    """Whether the database or a disk had no room; not where one is out of reach, or refuses."""
    if isinstance(error, OperationalError):
        return getattr(error, "sqlstate", "")[:2] == OUT_OF_RESOURCES
    return isinstance(error, OSError) and error.errno in NO_ROOM_LEFT
