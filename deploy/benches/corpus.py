"""Whether real papers come in whole and are shown: 850 arXiv records and 15 chapters of a textbook."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.viewer import Viewer
from deploy.measure.figures import Figure
from sharing.base.reader import reading_as
from sharing.base.richtext import CannotRender, Rendered, render, render_inline
from sharing.papers.models import Abstract, Body, Card

CORPUS = Path(__file__).parents[3] / "shared/corpus"
RECORDS, CHAPTERS = CORPUS / "arxiv.jsonl", CORPUS / "markdown"
PAPERS = 865
HANDLE = "importer"


def figures() -> Iterator[Figure]:
    if not (RECORDS.is_file() and CHAPTERS.is_dir()):
        sys.exit("corpus: there is no shared/corpus beside this checkout, and this bench measures nothing else.")
    viewer = importer()

    began_at = time.monotonic()
    for path in (RECORDS, CHAPTERS):
        import_whole(path)
    imported_in = time.monotonic() - began_at

    with reading_as(viewer.principal):
        imported = Card.objects.visible_to(viewer).count()
        began_at = time.monotonic()
        pages = list(rendered_pages(viewer))
        rendered_in = time.monotonic() - began_at

    whole = [page for page in pages if page is not None]
    texts = [text for page in whole for text in page]
    formulas = sum(text.formulas for text in texts)
    yield Figure(name="papers imported", value=imported, unit="", at_least=PAPERS, at_most=PAPERS)
    yield Figure(name="pages rendered whole", value=len(whole), unit="", at_least=PAPERS, at_most=PAPERS)
    yield Figure(name="formulas", value=formulas, unit="", at_least=1)
    as_source = sum(text.formulas_shown_as_source for text in texts)
    unknown = sum(text.formulas_with_unknown_commands for text in texts)
    # A command that no record defines is drawn under its name and marked, since nobody could draw it: counted apart.
    # Below one, not at one: the bar is "fewer than 1 in 500".
    yield Figure(name="shown as source, of 500", value=of_500(as_source, formulas), unit="", at_most=0.999)
    yield Figure(name="with a command that nothing defines, of 500", value=of_500(unknown, formulas), unit="")
    yield Figure(name="to import all", value=imported_in, unit="s")
    yield Figure(name="to render all", value=rendered_in, unit="s")


def importer() -> Viewer:
    """The member whose papers they become."""
    user = User.objects.create(handle=HANDLE, name="Importer", email="importer@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return Viewer.of(User.objects.get(pk=user.pk))


def import_whole(path: Path) -> None:
    """Faults are told by the command itself, and show in the figures."""
    try:
        call_command("import_papers", path, handle=HANDLE)
    except CommandError as error:
        print(f"{path.name}: {error}", file=sys.stderr)


def rendered_pages(viewer: Viewer) -> Iterator[list[Rendered] | None]:
    """What each paper's page shows: title, abstract and text; None for one that cannot be shown."""
    abstracts, bodies = (
        dict(layer.objects.visible_to(viewer).values_list("paper", "text")) for layer in (Abstract, Body)
    )
    for paper, title in Card.objects.visible_to(viewer).values_list("paper", "title"):
        try:
            yield [render_inline(title), render(abstracts[paper]), render(bodies[paper])]
        except CannotRender as reason:
            print(f"{paper}: {reason.sentence}", file=sys.stderr)
            yield None


def of_500(some: int, all_of_them: int) -> float:
    return 500 * some / all_of_them if all_of_them else float("nan")
