"""What the templates' pieces show of agreements."""

from typing import Any

from django.urls import reverse

from sharing.agreements.models import AgreementVersion
from sharing.base.richtext import CannotRender, render


def deed_of(version: AgreementVersion) -> dict[str, Any]:
    """The full text of a version; as it was typed, where it cannot be set."""
    owner = version.agreement.owner
    deed = {
        "title": version.title,
        "number": version.number,
        "at": version.created_at,
        "owner": owner.name if owner else None,
        "digest": version.sha256,
        "url": reverse("agreement_version", args=[version.pk]),
    }
    try:
        return deed | {"html": render(version.text, prefix="deed-", about=f"agreement version {version.pk}").html}
    except CannotRender as refusal:
        return deed | {"refusal": refusal.sentence, "source": version.text}
