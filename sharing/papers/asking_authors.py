"""Members who were asked whether they may be named, and have not answered."""

from django.db.models import QuerySet

from accounts.viewer import Viewer
from sharing.base.clock import now
from sharing.base.rights import Right
from sharing.papers.models import AskedAuthor, Paper


def asked_on(paper: Paper, *, viewer: Viewer) -> QuerySet[AskedAuthor]:
    """Those asked for one paper: all of them for its owners."""
    return AskedAuthor.objects.visible_to(viewer).filter(paper=paper, ended_at=None)


def declined_on(paper: Paper, *, viewer: Viewer) -> QuerySet[AskedAuthor]:
    """Who said no, the latest first. Its owners' to know."""
    ended = AskedAuthor.objects.visible_to(viewer).filter(paper=paper, ended_as=AskedAuthor.End.DECLINED)
    return ended.order_by("-ended_at", "pk")


def asked_of(viewer: Viewer) -> QuerySet[AskedAuthor]:
    """What waits for the viewer's own answer, the latest first."""
    waiting = AskedAuthor.objects.visible_to(viewer, Right.SIGN).select_related("asked_by")
    return waiting.order_by("-asked_at", "pk")


def stop_asking_authors(paper: Paper) -> None:
    """As a part of erasing it: there is nothing left to be named on."""
    waiting = AskedAuthor.objects.filter(paper=paper, ended_at=None)
    waiting.update(ended_as=AskedAuthor.End.TAKEN_BACK, ended_at=now())
