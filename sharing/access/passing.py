"""On which terms somebody who may pass a paper on can do so."""

from dataclasses import dataclass
from datetime import datetime
from itertools import product
from uuid import UUID

from accounts.viewer import Viewer
from sharing.access.models import Grant, Guarded, RequiredAgreement
from sharing.access.rules import lasts_for
from sharing.access.signing import signatures_of
from sharing.base.rights import Right

HIGHEST = Right.COMMENT  # Who may change a paper, or its whitelist, is for its owners to say.


@dataclass(frozen=True, kw_only=True)
class PassingTerms:
    """What a passed-on grant takes over from the grants of whoever passes it on."""

    from_version: int
    requirement_id: UUID | None
    expires_at: datetime | None


def terms_for_passing_on(right: Right, *, on: Guarded, by: Viewer) -> PassingTerms | None:
    """The widest terms on which the viewer can give this right, or None where they cannot.

    They give what one grant of theirs opens and another, or the same, lets them
    pass on: from no earlier version than either, no longer than either, and
    asking for the agreements of both.
    """
    return all_terms_for_passing_on(on=on, by=by).get(right)


def all_terms_for_passing_on(*, on: Guarded, by: Viewer) -> dict[Right, PassingTerms]:
    """The same for every right that the viewer can give, the lowest first. Three queries, however many those are."""
    opened = _opened_to(by, on=on)
    widest = {right: _widest(right, opened) for right in Right.grantable() if right <= HIGHEST}
    return {right: terms for right, terms in widest.items() if terms}


def _widest(right: Right, opened: list[Grant]) -> PassingTerms | None:
    held = [grant for grant in opened if grant.right in right.held_by]
    passing = [grant for grant in opened if grant.right == Right.SHARE]
    possible = [_terms_of(*pair) for pair in product(held, passing) if _can_be_joined(*pair)]
    return min(possible, key=_narrowness, default=None)


def _opened_to(viewer: Viewer, *, on: Guarded) -> list[Grant]:
    """The viewer's own grants on a paper that last, reach a version and are signed for."""
    lasting = Grant.objects.visible_to(viewer).filter(lasts_for(viewer), guarded=on, from_version__lte=on.versions)
    signed = set(signatures_of(viewer, on=on).values_list("version", flat=True))
    asked = RequiredAgreement.objects.visible_to(viewer).filter(requirement__guarded=on)
    unsigned = {item.requirement_id for item in asked if item.version_id not in signed}
    return [grant for grant in lasting if grant.requirement_id not in unsigned]


def _can_be_joined(held: Grant, passing: Grant) -> bool:
    """Two different requirements cannot stand in one grant, and only an owner could make their sum."""
    return len({held.requirement_id, passing.requirement_id} - {None}) <= 1


def _terms_of(held: Grant, passing: Grant) -> PassingTerms:
    return PassingTerms(
        from_version=max(held.from_version, passing.from_version),
        requirement_id=held.requirement_id or passing.requirement_id,
        expires_at=min(filter(None, (held.expires_at, passing.expires_at)), default=None),
    )


def _narrowness(terms: PassingTerms) -> tuple[int, bool, float]:
    """Earliest version first; of equals, what asks for something, so that no choice of ours loses an agreement."""
    lasts_until = terms.expires_at.timestamp() if terms.expires_at else float("inf")
    return terms.from_version, terms.requirement_id is None, -lasts_until
