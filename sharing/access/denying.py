"""Keeping somebody out of a paper, whatever else lets them in."""

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.viewer import Viewer
from sharing.access.audience import grants_on
from sharing.access.models import Denial, Guarded
from sharing.access.turns import take_turn
from sharing.audit import Kind, record
from sharing.base.clock import now
from sharing.base.refusals import Refused
from sharing.base.rights import Right


@transaction.atomic
def deny(handle: str, *, on: Guarded, by: Viewer, because: str = "") -> None:
    """Keep whoever has this handle out. They are not told, and see what a stranger sees.

    A handle that nobody has is written down just the same, so that no answer
    tells whether somebody has it. Whoever takes it later was not meant: naming
    it once more means them, and takes the earlier one's place.
    """
    take_turn(on, Right.OWN, by=by)
    owners = {grant.principal for grant in grants_on(on.pk) if grant.right == Right.OWN}
    member = User.objects.filter(handle=handle).first()
    if member and member.pk in owners:
        raise Refused("An author cannot be kept out of their own paper.")
    earlier = Denial.objects.filter(guarded=on, handle=handle, lifted_at=None).first()
    if earlier:  # Also where it meant the same: else its date would tell that somebody has taken the handle since.
        lift(earlier, by=by)
    denial = Denial.objects.create(
        guarded=on, handle=handle, member=member, denied_by=by.principal, denied_because=because
    )

    _record(Kind.GRANT_DENIED, denial, by=by)


@transaction.atomic
def lift(denial: Denial, *, by: Viewer) -> None:
    """End a denial: whatever lets the member in counts again. Lifting twice lifts once."""
    take_turn(denial.guarded, Right.OWN, by=by)
    denial.refresh_from_db(fields=["lifted_at"])
    if denial.lifted_at:
        return

    denial.lifted_by, denial.lifted_at = by.principal, now()
    denial.save(update_fields=["lifted_by", "lifted_at"])

    _record(Kind.GRANT_UNDENIED, denial, by=by)


def refuse_kept_out(*, on: Guarded, by: Viewer, handle: str = "", member: int | None = None) -> None:
    """For an owner about to let somebody in, which would open nothing. A handle is answered alike, whose it may be."""
    meant = Q(handle=handle) if handle else Q(member=member, member__isnull=False)
    denial = lasting_denials(on, viewer=by).filter(meant).first()
    if denial:
        raise Refused(f"@{denial.handle} is kept out of this paper, so this would open nothing. Lift that first.")


def lasting_denials(guarded: Guarded, *, viewer: Viewer) -> QuerySet[Denial]:
    """Of a paper, the newest first. Its owners' to know."""
    return Denial.objects.visible_to(viewer).filter(guarded=guarded, lifted_at=None).order_by("-denied_at", "pk")


def _record(kind: Kind, denial: Denial, *, by: Viewer) -> None:
    facts = {"denial": denial.pk, "member": denial.member_id}
    record(kind, by=by.principal, about=("paper", denial.guarded_id), facts=facts)
