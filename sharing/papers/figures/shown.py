"""Which figures a text has at hand."""

from uuid import UUID

from accounts.viewer import Viewer
from sharing.papers.figures.models import Figure
from sharing.papers.models import Paper, Version


def figures_of(paper: Paper, version: Version | None, *, viewer: Viewer) -> dict[str, UUID]:
    """The key of each figure by its name, for the text of a version, or of the working copy where it is None."""
    figures = Figure.objects.filter(paper=paper).visible_to(viewer)
    shown = figures.of_version(version.number) if version else figures.of_working_copy()
    return dict(shown.values_list("name", "pk"))
