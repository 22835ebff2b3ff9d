"""Opening a paper to people: to one, to a group as it lives or as it is today, or to everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction

from accounts.viewer import Viewer
from sharing.access import actions as access
from sharing.access.asking import ask_about_newcomers, open_asks, stays_to_reach, stop_asking, stop_living
from sharing.access.audience import grants_on
from sharing.access.denying import refuse_kept_out
from sharing.access.models import Grant
from sharing.agreements.actions import own_copy_of
from sharing.agreements.models import AgreementVersion
from sharing.base.guarded import require
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.groups.models import Group, Membership
from sharing.papers.actions import ready_to_share
from sharing.papers.models import Paper


class Living(models.TextChoices):
    """What becomes of a group's grant when its members change."""

    LIVING = "living", "its members, whoever they are"
    FROZEN = "frozen", "its members as of today"
    ASK = "ask", "its members as of today; newcomers wait for your nod"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """On which terms something is shared. Of the site's agreements, the sharer's own copy is asked for."""

    right: Right
    expires_at: datetime | None = None
    agreements: Sequence[AgreementVersion] = ()
    note: str = ""
    living: Living = Living.LIVING


@transaction.atomic
def share(paper: Paper, *, to: int, terms: Terms, by: Viewer, shown: str | None = None) -> list[Grant]:
    """Give a principal a right on a paper, which is made ready to be shared, and held against what was ``shown``."""
    require(by, Right.OWN, paper)
    if terms.right == Right.OWN:
        raise Refused("Authorship is not shared here: name an author instead.")
    refuse_kept_out(member=to, on=paper.guarded, by=by)
    ready_to_share(paper, by=by, shown=shown)

    asked = texts_to_ask(terms, by=by)
    requirement = access.require_agreements(asked, on=paper.guarded, by=by) if asked else None
    group = Group.objects.visible_to(by).filter(pk=to).first()
    if group and terms.living == Living.ASK:
        return ask_about_newcomers(
            group,
            right=terms.right,
            on=paper.guarded,
            by=by,
            expires_at=terms.expires_at,
            requirement=requirement,
            note=terms.note,
        )
    if group:
        _end_other_ways(group, terms=terms, on=paper, by=by)
    return [
        access.give(
            terms.right,
            on=paper.guarded,
            to=principal,
            by=by,
            expires_at=terms.expires_at,
            requirement=requirement,
            through=stay,
            note=terms.note,
        )
        for principal, stay in _holders(to, group, terms=terms, on=paper, by=by)
    ]


def texts_to_ask(terms: Terms, *, by: Viewer) -> list[AgreementVersion]:
    """What is to be signed: each of the site's texts as the sharer's own, who then learns who has signed it."""
    return [own_copy_of(text, by=by) if text.agreement.owner_id is None else text for text in terms.agreements]


def _end_other_ways(group: Group, *, terms: Terms, on: Paper, by: Viewer) -> None:
    """Of living, frozen and ask, the last one chosen says what becomes of newcomers."""
    for ask in open_asks(by).filter(guarded=on.guarded, group=group):
        stop_asking(ask, by=by)
    if terms.living == Living.FROZEN:
        stop_living(group, on=on.guarded, by=by)
    if terms.living == Living.LIVING:
        _end_written_out(group, on=on, by=by)


def _end_written_out(group: Group, *, on: Paper, by: Viewer) -> None:
    """What members hold one by one would otherwise outlast narrower terms for them all."""
    stays = set(Membership.objects.visible_to(by).filter(group=group).values_list("pk", flat=True))
    for grant in grants_on(on.pk):
        if grant.through_membership_id in stays and grant.right <= Right.OWN:
            access.revoke(grant, by=by, because="Shared with the group itself.")


def _holders(
    principal: int, group: Group | None, *, terms: Terms, on: Paper, by: Viewer
) -> list[tuple[int, Membership | None]]:
    """Who is given it: the principal itself, or each member a frozen group has today."""
    if group is None or terms.living == Living.LIVING:
        return [(principal, None)]
    return [(stay.member_id, stay) for stay in stays_to_reach(group, on=on.guarded, by=by)]
