"""Rows that are fetched through whoever is looking.

The rules stand in ``sharing.access.policy``, far above the models that need
them; the application hands that table to this module when it starts.
"""

from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar

from django.db.models import Manager, Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
Policy = Mapping[str, Mapping[int, Callable[[Any], Q]]]

SEE = 1

_policy: Policy = {}


def guard_with(policy: Policy) -> None:
    """Make this the table that every guarded row obeys."""
    global _policy  # noqa: PLW0603 -- set once, when the application starts
    _policy = policy


class GuardedQuerySet(QuerySet[Row]):
    def visible_to(self, viewer: Any, right: int = SEE) -> Self:
        """Keep only the rows on which this viewer holds this right.

        A model or right without a rule raises KeyError: never a silent yes.
        """
        return self.filter(_policy[self.model.__name__][right](viewer))


GuardedManager = Manager.from_queryset(GuardedQuerySet)
