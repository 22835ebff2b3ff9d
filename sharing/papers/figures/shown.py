"""Which figures a text has at hand."""

from uuid import UUID

from django.db.models import Q

from accounts.viewer import Viewer
from sharing.papers.figures.models import Figure
from sharing.papers.models import Paper, Version


def figures_of(paper: Paper, version: Version | None, *, viewer: Viewer) -> dict[str, UUID]:
    """The key of each figure by its name, for the text of a version, or of the working copy where it is None."""
    figures = Figure.objects.filter(paper=paper).visible_to(viewer)
    shown = figures.of_version(version.number) if version else figures.of_working_copy()
    return dict(shown.values_list("name", "pk"))


def figures_gone(paper: Paper, number: int, *, viewer: Viewer) -> list[str]:
    """The names of those figures of a version that the working copy lacks, or has another in the place of."""
    gone = Figure.objects.filter(paper=paper).visible_to(viewer).of_version(number).exclude(last_version=None)
    return list(gone.order_by("name").values_list("name", flat=True))


def figures_changed(paper: Paper, *, since: int) -> bool:
    """Whether the working copy's figures are not those of the latest version, which has this number."""
    came, went = Q(last_version=None, from_version__gt=since), Q(last_version=since)
    return Figure.objects.filter(came | went, paper=paper).exists()
