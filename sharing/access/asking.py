"""Groups whose newcomers wait for a nod: asking about them, letting them in, declining."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from accounts.viewer import Viewer
from sharing.access.actions import give, revoke
from sharing.access.audience import grants_on
from sharing.access.models import Ask, Denial, Grant, Guarded, Nod, Requirement
from sharing.access.turns import take_turn
from sharing.audit import Kind, record
from sharing.base.clock import now
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.groups.models import Group, Membership

OPEN = Q(ended_at=None) & (Q(expires_at=None) | Q(expires_at__gt=Now()))


@dataclass(frozen=True)
class Waiting:
    """A newcomer who knows of nothing, and what they would be given."""

    ask: Ask
    stay: Membership


@transaction.atomic
def ask_about_newcomers(
    group: Group,
    *,
    right: Right,
    on: Guarded,
    by: Viewer,
    expires_at: datetime | None = None,
    requirement: Requirement | None = None,
    note: str = "",
) -> list[Grant]:
    """Give a group's members a right, each while they stay in it; whoever joins later waits for an owner's nod.

    What the group itself held on the paper ends, for it would let newcomers in.
    Where owners are asked about this group already, the terms change for those
    who hold it; whoever waits, was declined or was removed comes in by no new terms.
    """
    take_turn(on, Right.OWN, by=by)
    if not Group.objects.visible_to(by).filter(pk=group.pk).exists():
        raise Unseen

    stop_living(group, on=on, by=by)
    terms = {"right": right, "expires_at": expires_at, "requirement": requirement, "given_because": note}
    ask = Ask.objects.filter(guarded=on, group=group, ended_at=None).first()
    stays = _change(ask, terms) if ask else _begin(group, terms, on=on, by=by)

    record(Kind.NEWCOMERS_AWAITED, by=by.principal, about=("paper", on.pk), facts={"group": group.pk, "right": right})
    return [
        give(
            right,
            on=on,
            to=stay.member_id,
            by=by,
            expires_at=expires_at,
            requirement=requirement,
            through=stay,
            note=note,
        )
        for stay in stays
    ]


@transaction.atomic
def let_in(ask: Ask, stay: Membership, *, by: Viewer) -> Grant:
    """An owner's nod: the newcomer is given what the group's members have, while they stay in it."""
    _answer(ask, stay, by=by, is_yes=True)

    return give(
        Right(ask.right),
        on=ask.guarded,
        to=stay.member_id,
        by=by,
        expires_at=ask.expires_at,
        requirement=ask.requirement,
        through=stay,
        note=ask.given_because,
    )


@transaction.atomic
def decline(ask: Ask, stay: Membership, *, by: Viewer) -> None:
    """The newcomer, who is not told, does not wait any more. What they hold by other ways stays theirs."""
    nod = _answer(ask, stay, by=by, is_yes=False)

    facts = {"nod": nod.pk, "member": stay.member_id}
    record(Kind.NEWCOMERS_DECLINED, by=by.principal, about=("paper", ask.guarded_id), facts=facts)


@transaction.atomic
def stop_asking(ask: Ask, *, by: Viewer) -> None:
    """Whoever waits, or joins from now on, stays outside. Those who were let in stay in."""
    take_turn(ask.guarded, Right.OWN, by=by)
    ask.refresh_from_db()
    if ask.ended_at:
        raise Refused("You are not asked about this group any more.")

    ask.ended_by, ask.ended_at = by.principal, now()
    ask.save(update_fields=["ended_by", "ended_at"])

    record(Kind.NEWCOMERS_FORGOTTEN, by=by.principal, about=("paper", ask.guarded_id), facts={"group": ask.group_id})


def stop_living(group: Group, *, on: Guarded, by: Viewer) -> None:
    """End what the group itself holds on the paper, whoever its members are."""
    for grant in grants_on(on.pk):
        if grant.principal == group.pk and grant.right <= Right.OWN:
            revoke(grant, by=by, because="Shared with its members one by one.")


def stays_to_reach(group: Group, *, on: Guarded, by: Viewer) -> list[Membership]:
    """Whom new terms for a group's members reach: those of today, the viewer left out.

    Of the suspended, those who hold something by their stay, which narrower
    terms would otherwise pass by. They are newly given nothing.
    """
    stays = Membership.objects.visible_to(by).filter(group=group, left_at=None).exclude(member=by.principal)
    return list(stays.filter(Q(member__is_active=True) | Q(pk__in=_stays_that_hold_on(on.pk))))


def open_asks(viewer: Viewer) -> QuerySet[Ask]:
    """Those on papers that the viewer owns, and that still ask."""
    return Ask.objects.visible_to(viewer).filter(OPEN).order_by("given_at", "pk")


def waiting_for(asks: Iterable[Ask], *, viewer: Viewer) -> list[Waiting]:
    """Whoever joined one of these groups and nobody has answered about, longest in first.

    Only of groups the viewer is in: who joins another is not theirs to know.
    Nobody waits whom the paper's owners have shut out of it.
    """
    asks = list(asks)
    groups, papers = {ask.group_id for ask in asks}, {ask.guarded_id for ask in asks}
    stays = Membership.objects.visible_to(viewer).filter(group__in=groups, left_at=None, member__is_active=True)
    newcomers = list(stays.exclude(member=viewer.principal).select_related("member", "group").order_by("joined_at"))
    nods = set(Nod.objects.visible_to(viewer).filter(ask__in=asks).values_list("ask", "membership"))
    denials = Denial.objects.visible_to(viewer).filter(guarded__in=papers, lifted_at=None)
    denied = set(denials.values_list("guarded", "member"))
    return [
        Waiting(ask, stay)
        for ask in asks
        for stay in newcomers
        if stay.group_id == ask.group_id
        and (ask.pk, stay.pk) not in nods
        and (ask.guarded_id, stay.member_id) not in denied
    ]


def _begin(group: Group, terms: dict, *, on: Guarded, by: Viewer) -> list[Membership]:
    """Those in the group today are not asked about. Answers with their stays, the viewer's own left out."""
    ask = Ask.objects.create(guarded=on, group=group, given_by=by.principal, **terms)
    present = stays_to_reach(group, on=on, by=by)
    for stay in present:
        Nod.objects.create(ask=ask, membership=stay, answered_by=by.principal, is_yes=True)
    return present


def _change(ask: Ask, terms: dict) -> list[Membership]:
    """Answers with the stays of those who hold it by this ask, suspended or not."""
    for name, value in terms.items():
        setattr(ask, name, value)
    ask.save(update_fields=list(terms))
    nods = Nod.objects.filter(ask=ask, is_yes=True, membership__left_at=None)
    held = nods.filter(membership__in=_stays_that_hold_on(ask.guarded_id))
    return [nod.membership for nod in held.select_related("membership")]


def _stays_that_hold_on(paper: UUID) -> set[UUID]:
    """Through which something is held on the paper, whether its holder is in good standing or not."""
    return {
        grant.through_membership_id
        for grant in grants_on(paper)
        if grant.through_membership_id and grant.right <= Right.OWN
    }


def _answer(ask: Ask, stay: Membership, *, by: Viewer, is_yes: bool) -> Nod:
    take_turn(ask.guarded, Right.OWN, by=by)
    open_now = open_asks(by).filter(pk=ask.pk)
    if not any(waiting.stay.pk == stay.pk for waiting in waiting_for(open_now, viewer=by)):
        raise Refused("They do not wait any more.")

    return Nod.objects.create(ask=ask, membership=stay, answered_by=by.principal, is_yes=is_yes)
