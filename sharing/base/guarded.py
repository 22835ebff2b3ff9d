"""Rows that are fetched through whoever is looking.

The rules stand in ``sharing.access.policy``, far above the models that need
them; the application hands that table to this module when it starts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeVar

from django.db.models import Manager, Model, Q, QuerySet

from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right

Row = TypeVar("Row", bound=Model)
Policy = Mapping[str, Mapping[Right, Callable[[Any], Q]]]

_policy: Policy = {}


def guard_with(policy: Policy) -> None:
    """Make this the table that every guarded row obeys."""
    global _policy  # noqa: PLW0603 -- set once, when the application starts
    _policy = policy


class GuardedQuerySet(QuerySet[Row]):
    def visible_to(self, viewer: Any, right: Right = Right.SEE) -> Self:
        """Keep only the rows on which this viewer holds this right.

        A model or right without a rule raises KeyError: never a silent yes.
        """
        return self.filter(_policy[self.model.__name__][right](viewer))


GuardedManager = Manager.from_queryset(GuardedQuerySet)


@dataclass(frozen=True)
class Refusal:
    """A no that says why, in a sentence for the member. It counts as false."""

    sentence: str

    def __bool__(self) -> bool:
        return False


def may(viewer: Any, right: Right, row: Any) -> Literal[True] | Refusal:
    """Whether the viewer holds this right on a row: the same question as in ``visible_to``, on one key."""
    if type(row).objects.visible_to(viewer, right).filter(pk=row.pk).exists():
        return True
    return Refusal(f"You may not {right.label}.")


def require(viewer: Any, right: Right, row: Any) -> None:
    """Raise Refused where the viewer lacks the right, and Unseen where they may not know of the row at all."""
    answer = may(viewer, right, row)
    if answer is True:
        return
    if not may(viewer, Right.SEE, row):
        raise Unseen
    raise Refused(answer.sentence)
