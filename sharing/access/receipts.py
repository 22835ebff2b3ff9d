"""The receipt for a signature, in plain text: to keep, on paper or in a mailbox."""

from datetime import UTC

from django.conf import settings
from django.template.loader import render_to_string

from accounts.viewer import Viewer
from sharing.agreements.models import AgreementVersion, Signature
from sharing.base.refusals import Unseen


def receipt_text(signature: Signature, *, viewer: Viewer, name: str = "", account: str = "") -> str:
    """What was signed, word for word, under which number, hash, date and reference; by whom, if that is said.

    ``name`` is what was typed, and ``account`` whose account typed it.

    Nothing of a paper. Unseen where the viewer may not know the text.
    """
    version = AgreementVersion.objects.visible_to(viewer).filter(pk=signature.version_id).first()
    if version is None:
        raise Unseen
    context = {
        "version": version,
        "in_short": _behind_bars(version.in_short),
        "text": _behind_bars(version.text),
        "reference": signature.reference,
        "at": signature.signed_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
        "name": _on_one_line(name),
        "account": _on_one_line(account),
        "site_name": settings.SITE_NAME,
    }
    return render_to_string("agreements/receipt.txt", context)


def _on_one_line(name: str) -> str:
    """Names were not always held to one."""
    return " ".join(name.split())


def _behind_bars(words: str) -> str:
    """So that no line of an agreement can pose as one of the receipt's own."""
    return "\n".join(f"| {line}".rstrip() for line in words.removesuffix("\n").split("\n"))
