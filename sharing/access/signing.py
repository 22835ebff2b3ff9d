"""Signing what a paper asks for, or declining to."""

from dataclasses import dataclass
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from accounts.viewer import Viewer
from sharing.access.models import Guarded, RequiredAgreement
from sharing.access.turns import wait_for_number
from sharing.agreements.models import AgreementVersion, Signature
from sharing.audit import Kind, record
from sharing.base.guarded import may
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.base.waiting import wait_for_turn


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """How somebody signed: what a receipt, or a court, will ask. Kept in the erasable form of the audit event."""

    typed_name: str
    account_name: str
    address: str
    ip: str
    user_agent: str
    shown_label: str
    shown_at: str
    session_sha256: str
    shown_button: str
    shown_in: str  # The language of the page.
    page_sha256: str  # Of the sources of the signing page: which build showed it.
    authenticated_by: str
    authenticated_at: str

    @property
    def personal(self) -> dict[str, str]:
        return dict(vars(self))


def awaiting(viewer: Viewer, *, on: Guarded) -> list[AgreementVersion]:
    """The agreement versions this viewer has yet to sign for what they were given on a paper."""
    if not (viewer.is_member and may(viewer, Right.SIGN, on.paper)):
        return []
    asked = AgreementVersion.objects.visible_to(viewer).filter(
        pk__in=RequiredAgreement.objects.visible_to(viewer).filter(requirement__guarded=on).values("version")
    )
    signed = signatures_of(viewer, on=on).values("version")
    return list(asked.exclude(pk__in=signed).select_related("agreement").order_by("title", "pk"))


def evidence_of(signature: Signature) -> dict[str, str]:
    """What is still known of how somebody signed: all of it to the signer, to those it was signed for the names."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT field, value FROM fence.evidence_of(%s)", [signature.pk])
        return dict(cursor.fetchall())


def earlier_signed(version: AgreementVersion, *, by: Viewer) -> AgreementVersion | None:
    """The latest other version of the same agreement that the viewer has signed."""
    signed = Signature.objects.visible_to(by).filter(signer=by.principal).values("version")
    others = AgreementVersion.objects.visible_to(by).filter(agreement=version.agreement_id, pk__in=signed)
    return others.exclude(pk=version.pk).order_by("-number").first()


@transaction.atomic
def sign(version: AgreementVersion, *, on: Guarded, by: Viewer, evidence: Evidence) -> Signature:
    """The viewer's consent to what a paper asks of them. Signing twice gives the first signature back."""
    wait_for_number(on.pk)  # Access that ends meanwhile would be met by the fence alone.
    _take_turn(version, by)
    if earlier := signatures_of(by, on=on).filter(version=version).first():
        return earlier
    _require_asked(version, on, by)
    if not evidence.typed_name.strip():
        raise Refused("Type your name to sign.")
    paper_id = on.pk if version.agreement.is_per_paper else None
    signature_id = uuid4()

    event = record(
        Kind.AGREEMENT_SIGNED,
        by=by.principal,
        about=version.agreement,
        facts={
            "signature": signature_id,
            "version": version.pk,
            "number": version.number,
            "sha256": version.sha256,
            "paper": on.pk,
            "paper_version": on.versions,
            "covers_other_papers": paper_id is None,
        },
        personal=evidence.personal,
    )
    return Signature.objects.create(
        id=signature_id, version=version, signer_id=by.principal, paper_id=paper_id, event_id=event.pk
    )


@transaction.atomic
def decline(version: AgreementVersion, *, on: Guarded, by: Viewer) -> None:
    """Record that the viewer would not sign, once for each paper and version. They can still change their mind."""
    _take_turn(version, by)
    _require_asked(version, on, by)
    if _has_declined(version, on=on):
        return

    record(
        Kind.AGREEMENT_DECLINED,
        by=by.principal,
        about=version.agreement,
        facts={"version": version.pk, "paper": on.pk},
    )


def _has_declined(version: AgreementVersion, *, on: Guarded) -> bool:
    """Whether the reader has said no to this version for this paper before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fence.has_declined(%s, %s)", [version.pk, on.pk])
        [answer] = cursor.fetchone()
    return bool(answer)


def signatures_of(viewer: Viewer, *, on: Guarded) -> QuerySet[Signature]:
    """The viewer's signatures that count on a paper."""
    return Signature.objects.filter(Q(paper_id=None) | Q(paper_id=on.pk), signer=viewer.principal)


def _take_turn(version: AgreementVersion, viewer: Viewer) -> None:
    """One signing of a text by one person at a time, so that a double click signs once."""
    wait_for_turn(version.pk, viewer.principal)


def _require_asked(version: AgreementVersion, guarded: Guarded, viewer: Viewer) -> None:
    if version not in awaiting(viewer, on=guarded):
        raise Unseen
