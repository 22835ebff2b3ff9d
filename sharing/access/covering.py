"""Which signature covered a paper when its signer first opened it."""

from uuid import uuid4

from django.db import transaction

from accounts.viewer import Viewer
from sharing.access.models import Covered, Guarded, RequiredAgreement
from sharing.access.signing import signatures_of
from sharing.access.turns import wait_for_number
from sharing.agreements.models import Signature
from sharing.audit import Kind, record


def note_opening(guarded: Guarded, *, version: int, by: Viewer) -> None:
    """Write down, at a reader's first opening of a paper, each signature of theirs that covers it. One query later on.

    It is kept for good, and chained: which promise a paper was opened under can be shown whatever the paper asks for
    by then, and whoever reads it.
    """
    if not (by.is_member and _not_yet_noted(guarded, by=by)):
        return

    with transaction.atomic():
        wait_for_number(guarded.pk)  # What is noted still holds when it is written.
        for signature in _not_yet_noted(guarded, by=by):  # Two openings at once: the second finds nothing left.
            _note(signature, on=guarded, version=version, by=by)


def _not_yet_noted(guarded: Guarded, *, by: Viewer) -> list[Signature]:
    """The reader's signatures that something they hold on the paper asks for, and that do not stand there yet."""
    asked = RequiredAgreement.objects.visible_to(by).filter(requirement__guarded=guarded)
    noted = Covered.objects.visible_to(by).filter(guarded=guarded)
    signatures = signatures_of(by, on=guarded).filter(version__in=asked.values("version"))
    return list(signatures.exclude(pk__in=noted.values("signature")).select_related("version__agreement"))


def _note(signature: Signature, *, on: Guarded, version: int, by: Viewer) -> None:
    Covered.objects.create(id=uuid4(), signature=signature, guarded=on, version=version)

    record(
        Kind.AGREEMENT_COVERED,
        by=by.principal,
        about=signature.version.agreement,
        facts={
            "signature": signature.pk,
            "version": signature.version_id,
            "sha256": signature.version.sha256,
            "paper": on.pk,
            "paper_version": version,
        },
    )
