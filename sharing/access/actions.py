"""What happens to a paper's whitelist: giving, ending, closing."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction

from accounts.models import User
from accounts.viewer import Viewer
from sharing.access.audience import grants_by_invite, grants_on
from sharing.access.models import Closing, Denial, Grant, Guarded, Reason, RequiredAgreement, Requirement
from sharing.access.passing import terms_for_passing_on
from sharing.access.turns import take_turn, wait_for_number
from sharing.agreements.models import AgreementVersion
from sharing.audit import Kind, record
from sharing.base.clock import now
from sharing.base.principals import ALL_MEMBERS, PUBLIC
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.groups.models import Group, Membership

OF_SUBMITTERS = (Right.OWN, Right.SHARE, Right.DOWNLOAD)


@transaction.atomic
def begin_guarding(*, by: Viewer) -> Guarded:
    """A new row to give grants on, all of it its submitter's."""
    if not by.is_member:
        raise Refused("Sign in to write.")

    guarded = Guarded.objects.create(id=uuid4())
    # The first grant is the one that lets its holder give the others.
    for right in OF_SUBMITTERS:
        Grant.objects.create(
            guarded=guarded, principal=by.principal, right=right, from_version=0, given_by=by.principal
        )
    return guarded


@transaction.atomic
def give(
    right: Right,
    *,
    on: Guarded,
    to: int,
    by: Viewer,
    from_version: int = 1,
    expires_at: datetime | None = None,
    requirement: Requirement | None = None,
    through: Membership | None = None,
    by_invite: UUID | None = None,
    note: str = "",
    beside: bool = False,
) -> Grant:
    """Give a principal a right on a paper; what it held by the same way before is replaced.

    The new grant keeps the old one's place in lists, so that a change of
    rights does not look like news. What comes by an invite, or is given
    ``beside`` the rest, replaces nothing: when it ends, what was held before
    is still there, and while it lasts nobody holds less by it.
    """
    take_turn(on, Right.OWN, by=by)
    before = [] if by_invite or beside else grants_on(on.pk)
    replaced = [grant for grant in before if _same_way(grant, to=to, right=right, through=through)]
    if not (through and replaced):  # New terms reach a member who is suspended meanwhile, too.
        _refuse_unknown(to, by)
    if right not in Right.grantable():
        raise Refused("That right cannot be given.")
    if expires_at and expires_at <= now():
        raise Refused("Choose a time in the future for it to end.")
    if right == Right.OWN and Denial.objects.filter(guarded=on, member=to, lifted_at=None).exists():
        raise Refused("They are denied this paper. Lift that first.")
    if to == by.principal and any(grant.right == Right.OWN for grant in replaced):
        raise Refused("You own this paper, and may do everything already.")

    for grant in replaced:
        _revoke(grant, because="")
    grant = Grant.objects.create(
        guarded=on,
        principal=to,
        right=right,
        from_version=from_version,
        requirement=requirement,
        through_membership=through,
        expires_at=expires_at,
        by_invite_id=by_invite,
        given_by=by.principal,
        listed_at=max((old.listed_at for old in replaced), default=now()),
    )
    _note(grant, because=note)

    _record_given(grant)
    return grant


@transaction.atomic
def pass_on(right: Right, *, on: Guarded, to: User, by: Viewer, by_invite: UUID | None = None, note: str = "") -> Grant:
    """Give a member what the viewer, who may pass the paper on, holds on it: no more, and on the same terms."""
    take_turn(on, Right.SHARE, by=by)
    if not to.is_member:
        raise Unseen
    terms = terms_for_passing_on(right, on=on, by=by)
    if terms is None:
        raise Refused("You can pass on what you hold yourself, up to commenting.")

    grant = Grant.objects.create(
        guarded=on,
        principal=to.pk,
        right=right,
        from_version=terms.from_version,
        requirement_id=terms.requirement_id,
        expires_at=terms.expires_at,
        by_invite_id=by_invite,
        given_by=by.principal,
    )
    _note(grant, because=note)

    _record_given(grant)
    return grant


@transaction.atomic
def take_back(invite: UUID, *, on: Guarded, by: Viewer) -> list[Grant]:
    """End every grant that came by an invite of the viewer's, for as long as they could still give it."""
    wait_for_number(on.pk)
    ended = grants_by_invite(invite)

    for grant in ended:
        _revoke(grant, because="The invite was taken back.")
        _record_revoked(grant, by=by)
    return ended


@transaction.atomic
def revoke(grant: Grant, *, by: Viewer, because: str = "") -> None:
    """End a grant. A paper's last owner keeps it."""
    take_turn(grant.guarded, Right.OWN, by=by)
    in_force = grants_on(grant.guarded_id)
    if grant.pk not in {each.pk for each in in_force}:
        raise Refused("This access has ended already.")
    owners = {each.principal for each in in_force if each.right == Right.OWN}
    if grant.right == Right.OWN and owners == {grant.principal}:
        raise Refused("A paper keeps at least one owner.")

    _revoke(grant, because=because)

    _record_revoked(grant, by=by)


@transaction.atomic
def close(guarded: Guarded, *, by: Viewer, because: Closing.Because = Closing.Because.AUTHORS_CLOSED) -> None:
    """Shut everyone but the owners out, at once; what they held stays written down. Closing twice closes once."""
    take_turn(guarded, Right.OWN, by=by)
    _refuse_moderators_own(because)
    if Closing.objects.filter(guarded=guarded, because=because, reopened_at=None).exists():
        return

    Closing.objects.create(guarded=guarded, because=because, closed_by=by.principal)
    _close_while_anything_says_so(guarded)

    record(Kind.PAPER_CLOSED, by=by.principal, about=("paper", guarded.pk), facts={"because": because})


@transaction.atomic
def reopen(guarded: Guarded, *, by: Viewer, because: Closing.Because = Closing.Because.AUTHORS_CLOSED) -> None:
    """Take back one closing, if it lasts. The paper stays closed while another does."""
    take_turn(guarded, Right.OWN, by=by)
    _refuse_moderators_own(because)
    closing = Closing.objects.filter(guarded=guarded, because=because, reopened_at=None).first()
    if closing is None:
        return

    closing.reopened_by, closing.reopened_at = by.principal, now()
    closing.save(update_fields=["reopened_by", "reopened_at"])
    _close_while_anything_says_so(guarded)

    record(Kind.PAPER_REOPENED, by=by.principal, about=("paper", guarded.pk), facts={"because": because})


@transaction.atomic
def require_agreements(versions: Iterable[AgreementVersion], *, on: Guarded, by: Viewer) -> Requirement:
    """The paper's requirement that asks for exactly these agreements, made where there is none yet.

    One asks for agreements of one's own, or for what the paper asks for already:
    an agreement's owner learns who has signed it.
    """
    take_turn(on, Right.OWN, by=by)
    wanted = {version.pk: version for version in versions}
    if not wanted:
        raise ValueError("A requirement asks for at least one agreement.")
    asked = set(RequiredAgreement.objects.filter(requirement__guarded=on).values_list("agreement", flat=True))
    if any(each.agreement.owner_id != by.principal and each.agreement_id not in asked for each in wanted.values()):
        raise Refused("Ask for an agreement of your own: copy the text first.")
    for requirement in Requirement.objects.filter(guarded=on).prefetch_related("items"):
        if {item.version_id for item in requirement.items.all()} == wanted.keys():
            return requirement

    requirement = Requirement.objects.create(guarded=on)
    for version in wanted.values():
        RequiredAgreement.objects.create(requirement=requirement, agreement_id=version.agreement_id, version=version)
    return requirement


@transaction.atomic
def adopt(version: AgreementVersion, *, on: Guarded, by: Viewer) -> None:
    """Ask for this version of its agreement from now on. Whoever signed an earlier one signs again first."""
    take_turn(on, Right.OWN, by=by)
    items = list(RequiredAgreement.objects.filter(requirement__guarded=on, agreement_id=version.agreement_id))
    if not items:
        raise Refused("This paper does not ask for that agreement.")

    for item in items:
        item.version, item.adopted_at = version, now()
        item.save(update_fields=["version", "adopted_at"])

    record(
        Kind.AGREEMENT_ADOPTED,
        by=by.principal,
        about=("paper", on.pk),
        facts={"agreement": version.agreement_id, "version": version.pk},
    )


def _refuse_moderators_own(because: Closing.Because) -> None:
    if because == Closing.Because.HIDDEN:
        raise Refused("Only moderators hide and restore.")


def _refuse_unknown(principal: int, viewer: Viewer) -> None:
    """Rights are given to members, to groups the giver may see, to all members or to the public."""
    if principal in {PUBLIC, ALL_MEMBERS} or User.objects.filter(pk=principal, is_active=True).exists():
        return
    if not Group.objects.visible_to(viewer).filter(pk=principal).exists():
        raise Unseen


def _same_way(grant: Grant, *, to: int, right: Right, through: Membership | None) -> bool:
    """Whether a grant is what a new one takes the place of: on the ladder, or the same right beside it."""
    same_kind = grant.right == right or (grant.right <= Right.OWN and right <= Right.OWN)
    return grant.principal == to and same_kind and grant.through_membership_id == _pk(through)


def _revoke(grant: Grant, *, because: str) -> None:
    """Through the database's own function: a member may not change, or see, what others hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fence.revoke(%s, %s)", [grant.pk, because])


def _note(grant: Grant, *, because: str) -> None:
    if because:
        Reason.objects.create(grant=grant, guarded_id=grant.guarded_id, of=Reason.Of.GIVING, text=because)


def _record_given(grant: Grant) -> None:
    facts = {
        "grant": grant.pk,
        "to": grant.principal,
        "right": grant.right,
        "from_version": grant.from_version,
        "asks": grant.requirement_id,
    }
    record(Kind.GRANT_GIVEN, by=grant.given_by, about=("paper", grant.guarded_id), facts=facts)


def _record_revoked(grant: Grant, *, by: Viewer) -> None:
    record(
        Kind.GRANT_REVOKED,
        by=by.principal,
        about=("paper", grant.guarded_id),
        facts={"grant": grant.pk, "from": grant.principal, "right": grant.right},
    )


def _close_while_anything_says_so(guarded: Guarded) -> None:
    first = Closing.objects.filter(guarded=guarded, reopened_at=None).order_by("closed_at").first()
    guarded.closed_at = first.closed_at if first else None
    guarded.save(update_fields=["closed_at"])


def _pk(row: Requirement | Membership | None) -> UUID | None:
    return row.pk if row else None
