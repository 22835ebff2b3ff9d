"""What happens to the texts of agreements. Signing them stands in ``sharing.access``: it opens papers."""

from dataclasses import dataclass

from django.db import transaction

from accounts.viewer import Viewer
from sharing.agreements.canonical import canonical, sha256_of
from sharing.agreements.models import Agreement, AgreementVersion
from sharing.agreements.plain import shown_plainly
from sharing.audit import Kind, record
from sharing.base.guarded import require
from sharing.base.refusals import Refused
from sharing.base.richtext import CannotRender
from sharing.base.rights import Right
from sharing.base.visible import INVISIBLE, has_invisible
from sharing.base.waiting import wait_for_turn


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What one version of an agreement says."""

    title: str
    in_short: str
    text: str

    @property
    def sha256(self) -> str:
        return sha256_of(title=self.title, in_short=self.in_short, text=self.text)


@transaction.atomic
def write_agreement(wording: Wording, *, by: Viewer, is_per_paper: bool = False) -> AgreementVersion:
    """A new agreement of the viewer's own, in its first version."""
    if not by.is_member:
        raise Refused("Sign in to write an agreement.")
    _refuse_hidden_words(wording)

    agreement = Agreement.objects.create(owner_id=by.principal, is_per_paper=is_per_paper)
    version = _add(wording, to=agreement, number=1)

    record(Kind.AGREEMENT_CREATED, by=by.principal, about=agreement, facts={"sha256": version.sha256})
    return version


def copy_template(template: AgreementVersion, *, by: Viewer) -> AgreementVersion:
    """An agreement of the viewer's own that begins with the template's words."""
    require(by, Right.SEE, template)
    wording = Wording(title=template.title, in_short=template.in_short, text=template.text)
    return write_agreement(wording, by=by, is_per_paper=template.agreement.is_per_paper)


@transaction.atomic
def own_copy_of(template: AgreementVersion, *, by: Viewer) -> AgreementVersion:
    """The viewer's own agreement on the template's very terms: the copy they have, or a new one."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [by.principal])  # Two forms at once make one copy.
    return unchanged_copies(viewer=by).get(terms_of(template)) or copy_template(template, by=by)


def terms_of(version: AgreementVersion) -> tuple[str, bool]:
    """What makes one text a copy of another: the hash of its words, and whether it is signed for each paper anew."""
    return version.sha256, version.agreement.is_per_paper


def unchanged_copies(*, viewer: Viewer) -> dict[tuple[str, bool], AgreementVersion]:
    """The newest version of each agreement the viewer owns, by its terms."""
    own = AgreementVersion.objects.visible_to(viewer).filter(agreement__owner=viewer.principal)
    newest = own.order_by("agreement", "-number").distinct("agreement").select_related("agreement")
    return {terms_of(version): version for version in newest.defer("in_short", "text")}


@transaction.atomic
def add_agreement_version(agreement: Agreement, wording: Wording, *, what_changed: str, by: Viewer) -> AgreementVersion:
    """New words under the next number. Papers ask for them once their authors adopt them."""
    require(by, Right.OWN, agreement)
    _refuse_hidden_words(wording)
    wait_for_turn(agreement.pk)
    latest = agreement.versions.order_by("-number")[0]
    if latest.sha256 == wording.sha256:
        raise Refused(f"This says the same as version {latest.number}.")

    version = _add(wording, to=agreement, number=latest.number + 1, what_changed=what_changed)

    record(
        Kind.AGREEMENT_VERSION_ADDED,
        by=by.principal,
        about=agreement,
        facts={"number": version.number, "sha256": version.sha256},
    )
    return version


def version_saying(wording: Wording, *, of: Agreement, number: int, what_changed: str = "") -> AgreementVersion:
    """A version with these words in their canonical form; not yet inserted."""
    return AgreementVersion(
        agreement=of,
        number=number,
        title=canonical(wording.title).strip(),
        in_short=canonical(wording.in_short),
        text=canonical(wording.text),
        sha256=wording.sha256,
        what_changed=what_changed,
    )


def _refuse_hidden_words(wording: Wording) -> None:
    if has_invisible(wording.title) or has_invisible(wording.in_short):
        raise Refused(INVISIBLE)
    try:
        shown_plainly(wording.text)
    except CannotRender as refusal:
        raise Refused(refusal.sentence) from refusal


def _add(wording: Wording, *, to: Agreement, number: int, what_changed: str = "") -> AgreementVersion:
    version = version_saying(wording, of=to, number=number, what_changed=what_changed)
    version.save(force_insert=True)
    return version
