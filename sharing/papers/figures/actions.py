"""What happens to a paper's figures: added, taken out, and erased with its words."""

from django.db import transaction
from django.db.models import Sum

from accounts.viewer import Viewer
from sharing.access.models import Guarded
from sharing.access.turns import take_turn
from sharing.audit import Kind, record
from sharing.base.guarded import require
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.papers.figures.discarding import discard
from sharing.papers.figures.images import CleanImage
from sharing.papers.figures.models import Figure
from sharing.papers.figures.storing import StoredImage, stored
from sharing.papers.models import Paper
from sharing.papers.states import ERASED

MOST = 50  #: figures of a working copy
MOST_BYTES = 100_000_000  #: of all of them together


def add_figure(paper: Paper, *, name: str, image: CleanImage, by: Viewer) -> Figure:
    """Give the working copy a figure, in the place of the one that had its name.

    Readers get it with the first version made from now on; earlier versions
    keep theirs.
    """
    with stored(image) as stored_image:
        return add_stored_figure(paper, name=name, image=stored_image, by=by)


@transaction.atomic
def add_stored_figure(paper: Paper, *, name: str, image: StoredImage, by: Viewer) -> Figure:
    """The same for an image that is in the store already, as a part of a larger act."""
    take_turn(paper.guarded, Right.EDIT, by=by)
    paper.refresh_from_db(fields=["state"])
    if paper.state == Paper.State.ERASED:
        raise Refused(ERASED)
    others = Figure.objects.of_working_copy().filter(paper=paper).exclude(name=name)
    if others.count() >= MOST:
        raise Refused(f"A paper can have {MOST} figures. Take one out first.")
    if len(image.image.content) + (others.aggregate(bytes=Sum("size"))["bytes"] or 0) > MOST_BYTES:
        raise Refused(f"The figures of a paper can have {MOST_BYTES // 1_000_000} MB in all. Take one out first.")

    for replaced in Figure.objects.of_working_copy().filter(paper=paper, name=name):
        _take_out(replaced, paper.guarded)
    figure = Figure.objects.create(
        paper=paper,
        name=name,
        from_version=paper.guarded.versions + 1,
        stored_as=image.stored_as,
        kind=image.image.kind,
        size=len(image.image.content),
        width=image.image.width,
        height=image.image.height,
        added_by=by.principal,
    )

    record(Kind.PAPER_EDITED, by=by.principal, about=paper, facts={"figure": figure.pk, "sha256": image.image.sha256})
    return figure


@transaction.atomic
def remove_figure(figure: Figure, *, by: Viewer) -> None:
    """Take a figure out of the working copy. Versions that have it keep it; if there is none, it is deleted."""
    take_turn(figure.paper.guarded, Right.EDIT, by=by)
    require(by, Right.EDIT, figure)

    _take_out(figure, figure.paper.guarded)

    record(Kind.PAPER_EDITED, by=by.principal, about=figure.paper, facts={"figure_removed": figure.pk})


def erase_figures(paper: Paper) -> None:
    """Delete every figure a paper ever had, as a part of erasing it."""
    figures = Figure.objects.filter(paper=paper)
    discard(figures.values_list("stored_as", flat=True))
    figures.delete()


def _take_out(figure: Figure, guarded: Guarded) -> None:
    if figure.from_version > guarded.versions:
        discard([figure.stored_as])
        figure.delete()
        return
    figure.last_version = guarded.versions
    figure.save(update_fields=["last_version"])
