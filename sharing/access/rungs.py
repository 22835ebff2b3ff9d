"""How widely a paper is open, in the three steps that readers may know of."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models

from sharing.access.models import Grant
from sharing.access.rules import IN_FORCE
from sharing.base.principals import ALL_MEMBERS, PUBLIC
from sharing.base.rights import Right


class Rung(models.TextChoices):
    """From the narrowest to the widest."""

    PRIVATE = "private", "Private"
    MEMBERS = "members", "Members"
    PUBLIC = "public", "Public"

    @property
    def width(self) -> int:
        return list(Rung).index(self)


WIDER = {PUBLIC: Rung.PUBLIC, ALL_MEMBERS: Rung.MEMBERS}


def rungs_of(papers: Iterable[UUID]) -> dict[UUID, Rung]:
    """The widest step each of these papers stands on. Whatever everybody holds, everybody may know."""
    rungs = dict.fromkeys(papers, Rung.PRIVATE)
    open_grants = Grant.objects.filter(IN_FORCE, guarded__in=list(rungs), principal__in=WIDER, right__lte=Right.OWN)
    # The public last, so that it is what remains.
    for paper, principal in open_grants.order_by("-principal").values_list("guarded", "principal"):
        rungs[paper] = WIDER[principal]
    return rungs


def rung_of(paper: UUID) -> Rung:
    return rungs_of([paper])[paper]


def rung_to_read(paper: UUID, *, version: int) -> Rung:
    """How widely the body of one version is open: its card, or a later version, may be more so.

    An agreement asked for makes it no narrower, for anybody may sign.
    """
    read_by = Grant.objects.filter(
        IN_FORCE, guarded=paper, principal__in=WIDER, right__in=Right.READ.held_by, from_version__lte=version
    )
    rungs = [WIDER[principal] for principal in read_by.values_list("principal", flat=True)]
    return max(rungs, key=_width, default=Rung.PRIVATE)


def narrower(one: Rung, other: Rung) -> Rung:
    return min(one, other, key=_width)


def _width(rung: Rung) -> int:
    return rung.width
