"""Making invites to groups and papers, and taking back what came by them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from accounts.invites import actions as invites
from accounts.invites.models import Invite
from accounts.invites.terms import Promise, Terms
from accounts.models import User
from accounts.viewer import Viewer
from sharing.access import actions as access
from sharing.access.asked import versions_to_ask
from sharing.access.audience import grants_by_invite
from sharing.access.denying import refuse_kept_out
from sharing.access.models import Guarded
from sharing.access.passing import terms_for_passing_on
from sharing.agreements.actions import own_copy_of
from sharing.base.guarded import may, require
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.discovery.agreements import templates_for
from sharing.groups import actions as groups
from sharing.groups.models import Group, Membership, Role
from sharing.journeys.redeeming import HIGHEST
from sharing.papers import sharing
from sharing.papers.actions import ready_to_share
from sharing.papers.models import Paper


@transaction.atomic
def invite_to_group(group: Group, *, by: Viewer, terms: Terms) -> tuple[Invite, str]:
    """A link into a group, by one of those who may admit; answers with its token, which cannot be had again."""
    require(by, Right.EDIT, group)
    promise = Promise(kind=Invite.Kind.GROUP, about=str(group.public_id))
    return invites.invite(promise, by=_member(by), terms=terms)


@transaction.atomic
def invite_to_paper(
    paper: Paper,
    right: Right,
    *,
    by: Viewer,
    terms: Terms,
    agreements: Sequence[str] = (),
    shown: str | None = None,
) -> tuple[Invite, str]:
    """A link that opens a paper, by an owner, or by somebody who may pass on as much. ``shown`` is as in sharing."""
    if may(by, Right.OWN, paper):
        refuse_kept_out(handle=terms.handle, on=paper.guarded, by=by)
        ready_to_share(paper, by=by, shown=shown)
        agreements = _own(agreements, by=by)
        _refuse_more_than_owners_give(paper, right, by=by, agreements=agreements)
    else:
        _refuse_more_than_held(paper, right, by=by, agreements=agreements)
    promise = Promise(kind=Invite.Kind.PAPER, about=str(paper.pk), right=int(right), agreements=tuple(agreements))
    return invites.invite(promise, by=_member(by), terms=terms)


@transaction.atomic
def invite_on_terms(
    paper: Paper, *, named: Mapping[str, str], terms: sharing.Terms, by: Viewer, shown: str | None = None
) -> tuple[Invite, str]:
    """What sharing with somebody would give them, as an invite that only who has this handle or address can use.

    Whether there is such a person is never looked up: all that happens happens
    for a name that nobody has, too. ``shown`` is as in sharing.
    """
    refuse_kept_out(handle=named.get("handle", ""), on=paper.guarded, by=by)
    ready_to_share(paper, by=by, shown=shown)
    agreements = tuple(str(text.agreement_id) for text in sharing.texts_to_ask(terms, by=by))
    _refuse_more_than_owners_give(paper, terms.right, by=by, agreements=agreements)

    to_whom = Terms(email=named.get("email", ""), handle=named.get("handle", ""))
    promise = Promise(
        kind=Invite.Kind.PAPER,
        about=str(paper.pk),
        right=int(terms.right),
        agreements=agreements,
        until=terms.expires_at,
        because=terms.note,
    )
    return invites.invite(promise, by=_member(by), terms=to_whom)


def what_came_by(made: Invite, *, by: Viewer) -> list[User]:
    """Whose access or stay would end with what the invite gave, by name; for its maker, while they could end it."""
    if made.kind == Invite.Kind.PAPER:
        came = [grant.principal for grant in grants_by_invite(made.pk)]
    else:
        came = [stay.member_id for stay in _stays_by(made, viewer=by)]
    return list(User.objects.filter(pk__in=came).order_by("name", "handle"))


@transaction.atomic
def revoke_with_what_it_gave(made: Invite, *, by: Viewer) -> None:
    """End an invite's link, and the grants or stays that came by it."""
    invites.revoke(made, by=_member(by))

    if made.kind == Invite.Kind.PAPER:
        access.take_back(made.pk, on=Guarded.objects.get(pk=UUID(made.about)), by=by)
    for stay in _stays_by(made, viewer=by):
        groups.remove(stay, by=by)


def _stays_by(made: Invite, *, viewer: Viewer) -> list[Membership]:
    """Those who came into a group by an invite and are plain members still: a role was given to them by an owner."""
    if made.kind != Invite.Kind.GROUP:
        return []
    came = Membership.objects.visible_to(viewer, Right.EDIT).filter(by_invite_id=made.pk, left_at=None)
    return list(came.filter(role=Role.MEMBER).select_related("group"))


def _own(agreements: Sequence[str], *, by: Viewer) -> tuple[str, ...]:
    """What to ask for instead: of each of the site's texts, the maker's own copy. They learn who signs it."""
    site = {str(text.agreement_id): text for text in templates_for(by)} if agreements else {}
    own = [str(own_copy_of(site[each], by=by).agreement_id) if each in site else each for each in agreements]
    return tuple(dict.fromkeys(own))


def _refuse_more_than_owners_give(paper: Paper, right: Right, *, by: Viewer, agreements: Sequence[str]) -> None:
    if right > HIGHEST:
        raise Refused("A link cannot make anybody an owner: name an author instead.")
    if versions_to_ask(agreements, on=paper.guarded, by=by) is None:
        raise Unseen


def _refuse_more_than_held(paper: Paper, right: Right, *, by: Viewer, agreements: Sequence[str]) -> None:
    require(by, Right.SHARE, paper)
    if agreements:
        raise Refused("Only its owners say which agreements a paper asks for.")
    if terms_for_passing_on(right, on=paper.guarded, by=by) is None:
        raise Refused("You can pass on what you hold yourself, up to commenting.")


def _member(viewer: Viewer) -> User:
    if viewer.user is None:
        raise Refused("Sign in to invite.")
    return viewer.user
