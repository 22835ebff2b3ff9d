"""Where the images lie: in the file store, under random names that lead nowhere from outside."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError

from sharing.base.refusals import NoRoom
from sharing.papers.figures.images import CleanImage
from sharing.papers.figures.models import Figure

logger = logging.getLogger(__name__)

FOLDER = "figures"
NO_ROOM = "The site could not store this figure just now. Nothing was changed; please try again later."
OUT_OF_RESOURCES = "53"  #: the class of PostgreSQL's errors for a full disk and the like


@dataclass(frozen=True)
class StoredImage:
    """An image whose bytes lie in the store already."""

    stored_as: str
    image: CleanImage


@contextmanager
def stored(image: CleanImage) -> Iterator[StoredImage]:
    """Put an image into the store for the act inside the block; if that fails, the store has nothing of it.

    The act is one transaction, inside the block as a whole. A store or a
    database without room refuses with a sentence.
    """
    name = f"{FOLDER}/{secrets.token_hex(16)}"
    try:
        default_storage.save(name, ContentFile(image.content))
        yield StoredImage(name, image)
    except BaseException as error:
        with suppress(OSError):
            default_storage.delete(name)
        if _is_for_want_of_room(error):
            logger.error("A figure could not be stored: %s", _fault(error))  # noqa: TRY400 -- a traceback shows values
            raise NoRoom(NO_ROOM) from None
        raise


def opened(figure: Figure):
    """The image, as a file to read from."""
    return default_storage.open(figure.stored_as)


def _is_for_want_of_room(error: BaseException) -> bool:
    if isinstance(error, OperationalError):
        return getattr(error, "sqlstate", "")[:2] == OUT_OF_RESOURCES
    return isinstance(error, OSError)


def _fault(error: BaseException) -> str:
    """What the operator needs to know, without a name of anything stored."""
    return f"{type(error).__name__} {getattr(error, 'strerror', None) or getattr(error, 'sqlstate', '')}".strip()
