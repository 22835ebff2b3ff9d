"""My agreements; writing them, their versions, and what papers ask for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sharing.access import actions as access
from sharing.agreements.actions import add_agreement_version, write_agreement
from sharing.agreements.differences import changes_in_context
from sharing.agreements.models import Agreement, AgreementVersion
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.discovery.agreements import owned_by, papers_behind, signatures_on, signed_by, templates_for
from sharing.discovery.listings import awaiting_papers
from sharing.papers.models import Card, Paper
from sharing.web.forms.agreements import AgreementForm, NewAgreementForm, NewVersionForm, initial_from
from sharing.web.page import members_page, page
from sharing.web.requests import MemberRequest
from sharing.web.restraint import restrained
from sharing.web.showing import title_of
from sharing.web.showing_agreements import deed_of, papers_under


@members_page
@require_safe
def agreements(request: MemberRequest) -> HttpResponse:
    """What I signed, what awaits my signature, what I own, and what I could begin with."""
    viewer = request.viewer
    context = {
        "section": "agreements",
        "awaiting": _awaiting(request),
        "signed": [
            {
                "url": reverse("receipt", args=[each.signature.pk]),
                "version": each.signature.version,
                "signature": each.signature,
            }
            | papers_under(each)
            for each in signed_by(viewer)
        ],
        "owned": owned_by(viewer),
        "templates": templates_for(viewer),
    }
    return render(request, "agreements/list.html", context)


def _awaiting(request: MemberRequest) -> list[dict[str, Any]]:
    """Who asks for which signature. A title only where the card is open without one."""
    waiting = awaiting_papers(request.viewer)
    cards = Card.objects.visible_to(request.viewer).filter(paper__in=[paper for paper, _ in waiting])
    titles = {card.paper_id: title_of(card) for card in cards.order_by("number")}
    return [
        {
            "url": reverse("sign", args=[paper.pk]),
            "asker": paper.submitter.name_and_handle,
            "agreements": asked,
            "title": titles.get(paper.pk),
        }
        for paper, asked in waiting
    ]


@members_page
@require_http_methods(["GET", "POST"])
@restrained("texts")
def new_agreement(request: MemberRequest) -> HttpResponse:
    """Write an agreement, from nothing or from the words of one of the site's texts."""
    if request.method != "POST":
        return _editor(request, NewAgreementForm(initial=initial_from(_template(request))))

    form = NewAgreementForm(request.POST)
    if not form.is_valid() or not _is_saved(request, form):
        return _editor(request, form)
    version = write_agreement(form.wording, by=request.viewer, is_per_paper=form.cleaned_data["is_per_paper"])
    messages.success(request, "Saved. You can now ask for it when you share a paper.")
    return redirect("agreement", key=version.agreement_id)


def _template(request: MemberRequest) -> AgreementVersion | None:
    """The site's text that the address asks to begin with, if it is one."""
    templates = {str(each.pk): each for each in templates_for(request.viewer)}
    return templates.get(request.GET.get("from", ""))


@page(Agreement)
@require_safe
def agreement(request: MemberRequest, agreement: Agreement) -> HttpResponse:
    """An agreement's versions, as many as the viewer may know; for its owner also what became of them."""
    viewer = request.viewer
    versions = list(
        AgreementVersion.objects.visible_to(viewer)
        .filter(agreement=agreement)
        .select_related("agreement__owner")
        .order_by("-number")
    )
    if not versions:
        raise Http404
    latest, is_owner = versions[0], agreement.owner_id == viewer.principal
    counts = signatures_on(versions, viewer=viewer) if is_owner else {}
    context = {
        "section": "agreements",
        "agreement": agreement,
        "latest": latest,
        "deed": deed_of(latest),
        "versions": [{"version": each, "signatures": counts.get(each.pk, 0)} for each in versions],
        "is_owner": is_owner,
        "is_template": agreement.owner_id is None,
        "behind": [
            {"paper": each.card.paper_id, "title": title_of(each.card), "asks_for": each.asks_for}
            for each in (papers_behind(agreement, latest=latest, viewer=viewer) if is_owner else [])
        ],
    }
    return render(request, "agreements/agreement.html", context)


@page(Agreement, Right.OWN)
@require_http_methods(["GET", "POST"])
@restrained("texts")
def add_version(request: MemberRequest, agreement: Agreement) -> HttpResponse:
    """New words under the next number. They are shown with what changes before they are saved."""
    latest = AgreementVersion.objects.visible_to(request.viewer).filter(agreement=agreement).order_by("-number")[0]
    if request.method != "POST":
        return _editor(request, NewVersionForm(initial=initial_from(latest)), latest=latest)

    form = NewVersionForm(request.POST)
    if not form.is_valid() or not _is_saved(request, form):
        return _editor(request, form, latest=latest)
    try:
        version = add_agreement_version(
            agreement, form.wording, what_changed=form.cleaned_data["what_changed"], by=request.viewer
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _editor(request, form, latest=latest)
    messages.success(request, f"Version {version.number} is saved. Papers ask for it once you say so.")
    return redirect("agreement", key=agreement.pk)


@page(AgreementVersion)
@require_safe
def version(request: MemberRequest, version: AgreementVersion) -> HttpResponse:
    """One version as it will always stand, and how it differs from the one before."""
    known = AgreementVersion.objects.visible_to(request.viewer).filter(agreement=version.agreement_id)
    before = known.filter(number=version.number - 1).first()
    context = {
        "section": "agreements",
        "version": version,
        "deed": deed_of(version) | {"url": None},
        "before": before,
        "parts": changes_in_context(before, version) if before else [],
    }
    return render(request, "agreements/version.html", context)


@page(Agreement, Right.OWN)
@require_POST
def adopt(request: MemberRequest, agreement: Agreement) -> HttpResponse:
    """Have one of the viewer's papers ask for a version of this agreement from now on."""
    viewer = request.viewer
    versions = AgreementVersion.objects.visible_to(viewer).filter(agreement=agreement)
    version = versions.filter(pk=_uuid(request.POST.get("version", ""))).first()
    paper = Paper.objects.visible_to(viewer, Right.OWN).filter(pk=_uuid(request.POST.get("paper", ""))).first()
    if version is None or paper is None:
        raise Http404

    access.adopt(version, on=paper.guarded, by=viewer)
    messages.success(request, f"That paper asks for version {version.number} from now on.")
    return redirect("agreement", key=agreement.pk)


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Http404 from None


def _is_saved(request: MemberRequest, form: AgreementForm) -> bool:
    """The member wants it saved, and has seen these very words as their readers will."""
    return "save" in request.POST and request.POST.get("previewed") == form.wording.sha256


def _editor(request: MemberRequest, form: AgreementForm, *, latest: AgreementVersion | None = None) -> HttpResponse:
    """The form, and under it, once its words hold, how they will look and what they change."""
    context: dict[str, Any] = {"section": "agreements", "form": form, "latest": latest, "preview": None}
    if form.is_bound and form.is_valid():
        wording = form.wording
        context["preview"] = {
            "title": wording.title,
            "number": latest.number + 1 if latest else 1,
            "html": form.html,
            "digest": wording.sha256,
            "points": [line for line in wording.in_short.splitlines() if line.strip()],
            "parts": changes_in_context(latest, wording) if latest else [],
            "is_unseen": "save" in request.POST,
        }
    return render(request, "agreements/editor.html", context, status=422 if form.errors else 200)
