"""What the templates' pieces show of agreements."""

from typing import Any

from django.urls import reverse

from sharing.agreements.models import AgreementVersion
from sharing.agreements.plain import shown_plainly
from sharing.base.richtext import CannotRender
from sharing.discovery.agreements import Signed
from sharing.web.showing import title_of


def deed_of(version: AgreementVersion) -> dict[str, Any]:
    """The full text of a version; as it was typed, where its page would not show all of it."""
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
        return deed | {"html": shown_plainly(version.text, about=f"agreement version {version.pk}")}
    except CannotRender as refusal:
        return deed | {"refusal": refusal.sentence, "source": version.text}


def papers_under(signed: Signed) -> dict[str, Any]:
    """The papers a signature opened: those the viewer may see by their titles, those they have lost by a reference."""
    return {
        "papers": [
            {"url": reverse("paper", args=[each.card.paper_id]), "title": title_of(each.card), "opened_at": each.at}
            for each in signed.papers
        ],
        "lost": [{"reference": each.reference, "opened_at": each.first_opened_at} for each in signed.lost],
    }
