"""Making papers of what was found, each whole or not at all."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from django.db import transaction

from accounts.viewer import Viewer
from sharing.audit import Kind, record
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.groups.models import Group
from sharing.journeys.importing.arxiv import read_records
from sharing.journeys.importing.markdown import read_folder
from sharing.journeys.importing.models import ImportedPaper
from sharing.journeys.importing.sources import Fault, Found
from sharing.papers.actions import add_version, start_paper
from sharing.papers.figures.actions import add_stored_figure
from sharing.papers.figures.images import LARGEST, CleanImage, cleaned
from sharing.papers.figures.storing import StoredImage, stored
from sharing.papers.models import Paper
from sharing.papers.sharing import Terms, share


def papers_at(path: Path) -> Iterator[Found | Fault]:
    """Every paper in a folder of Markdown files, or in a file of arXiv records, in order."""
    return read_folder(path) if path.is_dir() else read_records(path)


def import_paper(found: Found, *, to: Group | None, by: Viewer) -> Paper | None:
    """A paper of the viewer's with version 1, which the group may read and discuss; None if it was there already.

    The byline is what the source says. If anything fails, nothing of the paper
    is left, in the database or in the file store.
    """
    if _was_imported(found, by):
        return None
    images = {name: _image(found, name) for name in found.figures}
    with ExitStack() as store:
        figures = {name: store.enter_context(stored(image)) for name, image in images.items()}
        return _make(found, figures, to=to, by=by)


@transaction.atomic
def _make(found: Found, figures: dict[str, StoredImage], *, to: Group | None, by: Viewer) -> Paper:
    paper = start_paper(found.words, by=by, authors=found.authors)
    for name, image in figures.items():
        add_stored_figure(paper, name=name, image=image, by=by)
    add_version(paper, by=by)
    ImportedPaper.objects.create(paper=paper, importer_id=by.principal, source_sha256=found.source_sha256)
    if to is not None:
        paper.refresh_from_db()
        share(paper, to=to.pk, terms=Terms(right=Right.COMMENT), by=by)

    record(Kind.PAPER_IMPORTED, by=by.principal, about=paper)
    return paper


def _was_imported(found: Found, viewer: Viewer) -> bool:
    imported = ImportedPaper.objects.visible_to(viewer)
    return imported.filter(importer=viewer.principal, source_sha256=found.source_sha256).exists()


def _image(found: Found, name: str) -> CleanImage:
    try:
        return cleaned(_bytes_of(found.figures[name]))
    except OSError as error:
        raise Refused(f"{name}: It cannot be read: {error.strerror}.") from None
    except Refused as refusal:
        raise Refused(f"{name}: {refusal.sentence}") from None


def _bytes_of(file: Path) -> bytes:
    """All of an image, or one byte more than an image may have."""
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)
