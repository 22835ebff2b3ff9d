"""Taking a paper away: as one file of Markdown, or with its figures and its bibliography in a zip archive."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO

from django.db import transaction

from accounts.viewer import Viewer
from sharing.access.covering import note_opening
from sharing.audit import Kind, record
from sharing.base.guarded import may, require
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.papers.actions import Words, words_of
from sharing.papers.figures.models import Figure
from sharing.papers.figures.storing import opened
from sharing.papers.models import Abstract, Author, Body, Card, Paper, Version, WorkingCopy
from sharing.papers.states import ERASED

MARKDOWN = "text/markdown; charset=utf-8"
ZIP = "application/zip"
BIBLIOGRAPHY = "paper.bib"  #: where Pandoc looks for it, by the text's own front matter
IN_MEMORY = 4_000_000  #: bytes
UNREADABLE = "A figure of this paper could not be read just now. Please try again later."


@dataclass(frozen=True)
class Exported:
    """A file to take away. Its name says nothing of what is in it."""

    file_name: str
    content_type: str
    content: IO[bytes]  #: to be closed by whoever takes it


@dataclass(frozen=True)
class _Source:
    """The words to take, and which they are."""

    words: Words
    version: Version | None
    dated: datetime

    @property
    def label(self) -> str:
        return f"v{self.version.number}" if self.version else "draft"


@transaction.atomic
def export_paper(paper: Paper, *, by: Viewer, of_working_copy: bool = False) -> Exported:
    """The latest version of a paper, or its working copy where there is no version or where it is asked for.

    Owners may take away even what is closed, when nobody holds anything else on it.
    """
    is_owner = bool(may(by, Right.OWN, paper))
    if not is_owner:
        require(by, Right.DOWNLOAD, paper)
    source = _working_copy(paper, by) if of_working_copy else _latest_version(paper, by) or _working_copy(paper, by)

    stem = f"paper-{str(paper.pk)[:8]}-{source.label}"
    markdown = _front_matter(source, paper, by) + source.words.body
    beside = {BIBLIOGRAPHY: source.words.bibliography} if source.words.bibliography else {}
    figures = _figures(paper, source, by)
    exported = (
        Exported(f"{stem}.zip", ZIP, _zipped({"paper.md": markdown} | beside, figures, stem=stem))
        if figures or beside
        else Exported(f"{stem}.md", MARKDOWN, BytesIO(markdown.encode()))
    )

    number = source.version.number if source.version else None
    if number and not is_owner:
        note_opening(paper.guarded, version=number, by=by)
    record(Kind.PAPER_EXPORTED, by=by.principal, about=paper, facts={"number": number})
    return exported


def _latest_version(paper: Paper, viewer: Viewer) -> _Source | None:
    if not paper.guarded.versions:
        return None
    require(viewer, Right.READ, paper)
    layers = {"paper": paper, "number": paper.guarded.versions}
    version = Version.objects.visible_to(viewer).filter(**layers).first()
    card = Card.objects.visible_to(viewer).filter(**layers).first()
    abstract = Abstract.objects.visible_to(viewer).filter(**layers).first()
    body = Body.objects.visible_to(viewer).filter(**layers).first()
    if not (version and card and abstract and body):
        raise Refused(ERASED)
    words = Words(
        title=card.title,
        summary=card.summary,
        abstract=abstract.text,
        body=body.text,
        bibliography=body.bibliography,
    )
    return _Source(words, version, version.made_at)


def _working_copy(paper: Paper, viewer: Viewer) -> _Source:
    copy = WorkingCopy.objects.visible_to(viewer).filter(pk=paper.pk).first()
    if copy is None:
        raise Unseen
    return _Source(words_of(copy), None, copy.saved_at)


def _front_matter(source: _Source, paper: Paper, viewer: Viewer) -> str:
    """What is known beside the text, in YAML; each value in the form of JSON, which is YAML as well."""
    authors = Author.objects.visible_to(viewer).filter(paper=paper).order_by("position")
    facts = {
        "title": source.words.title,
        "authors": [author.name for author in authors],
        "version": source.version.number if source.version else "working copy",
        "date": source.dated.date().isoformat(),
        "summary": source.words.summary,
        "abstract": source.words.abstract,
        "bibliography": BIBLIOGRAPHY if source.words.bibliography else "",
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items() if value]
    return "\n".join(["---", *lines, "---", "", ""])


def _figures(paper: Paper, source: _Source, viewer: Viewer) -> list[Figure]:
    figures = Figure.objects.visible_to(viewer).filter(paper=paper).order_by("name")
    return list(figures.of_version(source.version.number) if source.version else figures.of_working_copy())


def _zipped(texts: Mapping[str, str], figures: list[Figure], *, stem: str) -> IO[bytes]:
    """The archive, from its beginning. A large one lies on the disk, in a file without a name that goes with us."""
    whole = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- it is closed by whoever takes it away
    try:
        with zipfile.ZipFile(whole, "w") as archive:
            for name, text in texts.items():
                archive.writestr(f"{stem}/{name}", text, zipfile.ZIP_DEFLATED)
            for figure in figures:
                archive.writestr(f"{stem}/{figure.name}", _bytes_of(figure))  # Images are small already.
        whole.seek(0)
    except BaseException:
        whole.close()
        raise
    return whole


def _bytes_of(figure: Figure) -> bytes:
    try:
        with opened(figure) as file:
            return file.read()
    except OSError:
        raise Refused(UNREADABLE) from None
