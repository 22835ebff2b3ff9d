"""What the working copy has that is in no version yet: for those who write at it."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from accounts.viewer import Viewer
from sharing.papers.actions import words_of
from sharing.papers.figures.shown import figures_changed
from sharing.papers.models import Paper, Provenance, WorkingCopy


@dataclass(frozen=True)
class Unversioned:
    """That there is something, when it was last saved and by whom, and the number of the version that lacks it."""

    number: int
    has_words: bool  # Else only its figures are others.
    saved_at: datetime
    saved_by: User | None


def not_yet_a_version(paper: Paper, *, viewer: Viewer) -> Unversioned | None:
    """None where the latest version has all of it, where there is no version, and for whoever may not edit."""
    number = paper.guarded.versions
    copy = WorkingCopy.objects.visible_to(viewer).filter(pk=paper.pk).select_related("saved_by").first()
    if copy is None or not number:
        return None

    made = Provenance.objects.visible_to(viewer).filter(paper=paper, sha256=words_of(copy).sha256)
    has_words = not made.filter(version__number=number).exists()
    if not has_words and not figures_changed(paper, since=number):
        return None
    return Unversioned(number, has_words, copy.saved_at, copy.saved_by)
