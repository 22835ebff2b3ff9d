"""Who has signed: for those who were promised something."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sharing.agreements.models import Agreement, AgreementVersion
from sharing.base.paging import Place
from sharing.base.rights import Right
from sharing.discovery.signatures import Listing, Promise, promises_on, signatures_of
from sharing.papers.models import Paper
from sharing.web.page import page
from sharing.web.paging import Names, address_of_next, place_in
from sharing.web.requests import MemberRequest

PLACE = Names(at="before", key="row")


@page(Agreement, Right.OWN)
@require_safe
def of_agreement(request: MemberRequest, agreement: Agreement) -> HttpResponse:
    """Everybody who signed one of its versions, for its owner."""
    versions = AgreementVersion.objects.visible_to(request.viewer).filter(agreement=agreement)
    context = {
        "section": "agreements",
        "title": versions.order_by("-number")[0].title,
        "back_url": reverse("agreement", args=[agreement.pk]),
        "back_label": "Back to the agreement",
        **_shown(signatures_of(agreement, viewer=request.viewer, before=_place(request))),
    }
    return render(request, "agreements/signatures.html", context)


@page(Paper, Right.OWN)
@require_safe
def of_paper(request: MemberRequest, paper: Paper) -> HttpResponse:
    """Under which signatures a paper was opened, for its owners: also of those who lost it since."""
    context = {
        "section": "papers",
        "title": "",
        "back_url": reverse("sharing", args=[paper.pk]),
        "back_label": "Back to who can see it",
        **_shown(promises_on(paper, viewer=request.viewer, before=_place(request))),
    }
    return render(request, "agreements/signatures.html", context)


def _shown(listing: Listing) -> dict[str, Any]:
    next_place = listing.older_than
    return {
        "promises": [_row(promise) for promise in listing.promises],
        "older_url": address_of_next(*next_place, names=PLACE) if next_place else None,
    }


def _row(promise: Promise) -> dict[str, Any]:
    signature = promise.signature
    return {
        "signer": signature.signer,
        "version": signature.version,
        "at": signature.signed_at,
        "opened_at": promise.first_opened_at,
        "opened": promise.opened,
        "reference": signature.reference,
        "url": reverse("receipt", args=[signature.pk]),
    }


def _place(request: MemberRequest) -> Place | None:
    return place_in(request.GET, names=PLACE)
