"""How widely a paper is open, in the three steps that readers may know of."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models

from sharing.access.models import Grant
from sharing.access.rules import NOT_ENDED
from sharing.base.principals import ALL_MEMBERS, PUBLIC
from sharing.base.rights import Right


class Rung(models.TextChoices):
    PRIVATE = "private", "Private"
    MEMBERS = "members", "Members"
    PUBLIC = "public", "Public"


WIDER = {PUBLIC: Rung.PUBLIC, ALL_MEMBERS: Rung.MEMBERS}


def rungs_of(papers: Iterable[UUID]) -> dict[UUID, Rung]:
    """The widest step each of these papers stands on. Whatever everybody holds, everybody may know."""
    rungs = dict.fromkeys(papers, Rung.PRIVATE)
    open_grants = Grant.objects.filter(
        NOT_ENDED, guarded__in=list(rungs), principal__in=WIDER, right__lte=Right.OWN, guarded__closed_at=None
    )
    # The public last, so that it is what remains.
    for paper, principal in open_grants.order_by("-principal").values_list("guarded", "principal"):
        rungs[paper] = WIDER[principal]
    return rungs


def rung_of(paper: UUID) -> Rung:
    return rungs_of([paper])[paper]
