"""Deleting files for good: what an act gives up, and what a process that was killed left behind.

Nothing is lost where the store is down, and nothing is left: a file's name
stands in the database until the store has deleted it.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction

from sharing.base.clock import now
from sharing.base.reader import SystemWork, reading_as_system
from sharing.papers.figures.models import DiscardedFile, Figure
from sharing.papers.figures.storing import FOLDER

logger = logging.getLogger(__name__)

AT_ONCE = 500
OLD = timedelta(days=1)  # No act takes as long from storing a file to committing the row that names it.
# A killed import leaves at most the figures of one paper. Many more are a sign that the database is not this store's.
MOST_ORPHANS = 50


def discard(names: Iterable[str]) -> None:
    """Have these files deleted if the transaction commits: right after it, or else by the next sweep that can."""
    discarded = list(names)
    DiscardedFile.objects.bulk_create(DiscardedFile(stored_as=name) for name in discarded)
    transaction.on_commit(lambda: _delete(discarded), robust=True)


def delete_discarded() -> None:
    """Delete what was given up and is still there, longest waiting first."""
    with reading_as_system(SystemWork.DELETE_FILES):
        waiting = DiscardedFile.objects.order_by("discarded_at", "pk").values_list("pk", flat=True)
        _delete(list(waiting[:AT_ONCE]))


def delete_orphans(*, most: int | None = MOST_ORPHANS) -> int:
    """Delete files older than a day that no row names, which a process left that was killed while it stored them.

    Answers how many that were. More than ``most`` at once are left alone, and
    the log says so.
    """
    with reading_as_system(SystemWork.DELETE_FILES):
        orphans = [name for name in _unnamed() if _is_old(name)]
    if most is not None and len(orphans) > most:
        logger.error(
            "No row names %d files of the store: too many to be what a kill left behind, so none was deleted. "
            "If this database is the store's own, run `manage.py delete_orphaned_files`.",
            len(orphans),
        )
        return 0

    return sum(_is_deleted(name) for name in orphans)


def _delete(names: list[str]) -> None:
    """Delete each of these that no figure has, as often as it takes: what is gone already counts as deleted."""
    with reading_as_system(SystemWork.DELETE_FILES):
        in_use = set(Figure.objects.filter(stored_as__in=names).values_list("stored_as", flat=True))
        deleted = [name for name in names if name not in in_use and _is_deleted(name)]
        DiscardedFile.objects.filter(pk__in=deleted).delete()


def _is_deleted(name: str) -> bool:
    """Whether the store says that it has nothing of that name any more."""
    try:
        default_storage.delete(name)
    except Exception as error:  # noqa: BLE001 -- each kind of store fails in its own way, and one file keeps no other
        logger.error("A file could not be deleted yet: %s.", type(error).__name__)  # noqa: TRY400 -- a traceback names it
        return False
    return True


def _unnamed() -> Iterator[str]:
    """The files of the store that neither a figure nor the list of discarded ones names."""
    stored = _stored()
    for start in range(0, len(stored), AT_ONCE):
        some = stored[start : start + AT_ONCE]
        named = set(Figure.objects.filter(stored_as__in=some).values_list("stored_as", flat=True))
        named |= set(DiscardedFile.objects.filter(pk__in=some).values_list("pk", flat=True))
        yield from (name for name in some if name not in named)


def _stored() -> list[str]:
    try:
        return [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    except FileNotFoundError:  # Nothing was ever stored.
        return []


def _is_old(name: str) -> bool:
    try:
        return default_storage.get_modified_time(name) < now() - OLD
    except FileNotFoundError:  # Somebody else has deleted it just now.
        return False
