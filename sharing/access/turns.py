"""One change to a paper and its audience at a time, by whoever may still make it when their turn comes."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from accounts.viewer import Viewer
from sharing.access.models import Guarded
from sharing.base.guarded import require
from sharing.base.refusals import Unseen
from sharing.base.rights import Right
from sharing.base.waiting import wait_for_turn

LETS_CHANGE_THE_ROW = {Right.EDIT, Right.OWN}


def take_turn(guarded: Guarded, right: Right, *, by: Viewer) -> None:
    """Wait until nobody else changes the paper, and require the right then: it may have been lost while waiting.

    From then until the transaction ends, ``guarded`` says what the database
    says. Its row is locked where the right lets its holder change it, for only
    then the second fence lets them lock it; for all others its number stands in.
    """
    wait_for_number(guarded.pk)
    is_there = _brought_up_to_date(guarded, and_locked=right in LETS_CHANGE_THE_ROW)
    require(by, right, _paper_of(guarded))
    if not is_there:
        raise Unseen


def wait_for_number(paper: UUID) -> None:
    """The same without a right: for acts that ask something else of who does them."""
    wait_for_turn(paper)


def _brought_up_to_date(guarded: Guarded, *, and_locked: bool) -> bool:
    rows = Guarded.objects.select_for_update() if and_locked else Guarded.objects.all()
    try:
        guarded.refresh_from_db(fields=["versions", "closed_at"], from_queryset=rows)
    except Guarded.DoesNotExist:
        return False
    return True


def _paper_of(guarded: Guarded) -> Any:
    """The paper, which rights are held on; no package below it names its model."""
    try:
        return guarded.paper
    except ObjectDoesNotExist:
        raise Unseen from None
