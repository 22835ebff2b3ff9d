"""Signing what a paper asks for, and the receipt."""

import hashlib
from datetime import datetime
from functools import cache
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template import Engine
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from sharing.access import signing
from sharing.access.receipts import receipt_text
from sharing.access.signing import Evidence, awaiting, earlier_signed, evidence_of
from sharing.agreements.differences import changes_in_context
from sharing.agreements.models import AgreementVersion, Signature
from sharing.base.refusals import NoRoom
from sharing.base.rights import Right
from sharing.discovery.agreements import with_papers
from sharing.papers.models import Paper
from sharing.web.authentication import address_to_show_who_it_is, authentication_of, must_show_who_it_is
from sharing.web.faults import status_of, told_where_there_is_no_room
from sharing.web.forms.agreements import AGREED, BUTTON, BUTTON_WITH_MORE, SigningForm
from sharing.web.page import page
from sharing.web.places import local_path
from sharing.web.requests import MemberRequest
from sharing.web.showing_agreements import deed_of, papers_under
from sharing.web.shown import Shown

READ_AGAIN = "The text has changed, or this page was open for more than a day. This is what is asked for now."
LONGEST_USER_AGENT = 500


@page(Paper, Right.SIGN, or_right=Right.SEE)
@require_http_methods(["GET", "POST"])
def sign(request: MemberRequest, paper: Paper) -> HttpResponse:
    """One agreement that the paper asks this reader for, and nothing of the paper but who asks.

    Once nothing is left to sign it leads on to where the reader was going.
    """
    if request.method == "POST":
        return _answered(request, paper)
    return _next_to_sign(request, paper)


def _next_to_sign(request: MemberRequest, paper: Paper, *, note: str = "") -> HttpResponse:
    asked = awaiting(request.viewer, on=paper.guarded)
    if not asked:
        return redirect(_destination(request, paper))
    button = BUTTON_WITH_MORE if len(asked) > 1 else BUTTON
    sealed = Shown.seal(asked[0], on=paper, to=request.viewer, button=button)
    return _signing(
        request, paper, asked[0], form=SigningForm(), sealed=sealed, button=button, note=note, left=len(asked)
    )


def _answered(request: MemberRequest, paper: Paper) -> HttpResponse:
    """Sign or decline the very version that was shown."""
    viewer, sealed = request.viewer, request.POST.get("shown", "")
    shown = Shown.read(sealed, on=paper, to=viewer)
    known = AgreementVersion.objects.visible_to(viewer).select_related("agreement__owner")
    version = known.filter(pk=shown.version).first() if shown else None
    if shown is None or version is None:
        return _next_to_sign(request, paper, note=READ_AGAIN)
    if request.POST.get("answer") == "decline":
        signing.decline(version, on=paper.guarded, by=viewer)
        messages.info(request, "You declined, and nothing was signed. You can come back to it if you change your mind.")
        return redirect("papers")

    if must_show_who_it_is(request):
        messages.info(request, "Signing is yours alone to do. Once you have shown that it is you, sign on this page.")
        return redirect(address_to_show_who_it_is(then=_here(request, paper)))
    form = SigningForm(request.POST)
    if not form.is_valid():
        left = len(awaiting(viewer, on=paper.guarded))
        return _signing(request, paper, version, form=form, sealed=sealed, button=shown.button, left=left)
    return _signed(request, paper, version, form=form, sealed=sealed, shown=shown)


def _signed(
    request: MemberRequest, paper: Paper, version: AgreementVersion, *, form: SigningForm, sealed: str, shown: Shown
) -> HttpResponse:
    evidence = _evidence(request, name=form.cleaned_data["name"], shown=shown)
    try:
        with told_where_there_is_no_room():
            signature = signing.sign(version, on=paper.guarded, by=request.viewer, evidence=evidence)
    except NoRoom as refusal:
        form.add_error(None, refusal.sentence)
        left = len(awaiting(request.viewer, on=paper.guarded))
        status = status_of(refusal)
        return _signing(
            request, paper, version, form=form, sealed=sealed, button=shown.button, left=left, status=status
        )
    messages.success(request, f"Signed, with the reference {signature.reference}. The receipt is under Agreements.")
    return redirect(_destination(request, paper))


def _signing(
    request: MemberRequest,
    paper: Paper,
    version: AgreementVersion,
    *,
    form: SigningForm,
    sealed: str,
    button: str,
    left: int,
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    before = earlier_signed(version, by=request.viewer)
    context = {
        "section": "agreements",
        "asker": paper.submitter,
        "version": version,
        "deed": deed_of(version),
        "before": before,
        "parts": changes_in_context(before, version) if before else [],
        "form": form,
        "action": request.path,
        "confirm_url": address_to_show_who_it_is(then=_here(request, paper)) if must_show_who_it_is(request) else "",
        "sealed": sealed,
        "button": button,
        "note": note,
        "left": left,
        "next": local_path(_next(request)) or "",
    }
    if form.errors and status == 200:
        status = 422
    return render(request, "agreements/signing.html", context, status=status)


def _destination(request: MemberRequest, paper: Paper) -> str:
    """To the next agreement, or back to the exact place, or to the paper."""
    if awaiting(request.viewer, on=paper.guarded):
        return _here(request, paper)
    return local_path(_next(request)) or reverse("paper", args=[paper.pk])


def _here(request: MemberRequest, paper: Paper) -> str:
    """This page, which remembers where the reader was going."""
    place = local_path(_next(request))
    query = f"?{urlencode({'next': place})}" if place else ""
    return reverse("sign", args=[paper.pk]) + query


def _next(request: MemberRequest) -> str:
    return request.POST.get("next") or request.GET.get("next") or ""


def _evidence(request: MemberRequest, *, name: str, shown: Shown) -> Evidence:
    user = request.user
    address = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk")[0]
    session = request.session.session_key or ""
    return Evidence(
        typed_name=name,
        account_name=user.name_and_handle,
        address=address.email,
        ip=_ip(request),
        user_agent=request.headers.get("User-Agent", "")[:LONGEST_USER_AGENT],
        shown_label=AGREED,
        shown_at=shown.at,
        session_sha256=hashlib.sha256(session.encode()).hexdigest(),
        shown_button=shown.button,
        shown_in=get_language() or settings.LANGUAGE_CODE,
        page_sha256=_page_sha256(),
        **vars(authentication_of(request)),
    )


@cache
def _page_sha256() -> str:
    """Which build's page it was: over the sources of its templates, which are constant while the site runs."""
    sources = [
        Engine.get_default().get_template(f"agreements/{name}.html").source for name in ("signing", "_sign_form")
    ]
    return hashlib.sha256("\f".join(sources).encode()).hexdigest()


def _ip(request: MemberRequest) -> str:
    """As seen by as many proxies as the operator says are his."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return "unknown"


@page(Signature)
@require_safe
def receipt(request: MemberRequest, signature: Signature) -> HttpResponse:
    """What was signed, for the signer and for those it was signed for. The evidence in full is the signer's."""
    known = AgreementVersion.objects.visible_to(request.viewer).select_related("agreement__owner")
    version = known.filter(pk=signature.version_id).first()
    if version is None:
        raise Http404
    evidence = evidence_of(signature)
    [signed] = with_papers([signature], viewer=request.viewer)
    context: dict[str, Any] = {
        "section": "agreements",
        "receipt": {
            "title": version.title,
            "number": version.number,
            "name": evidence.get("typed_name", "The name was erased."),
            "at": signature.signed_at,
            "reference": signature.reference,
            "digest": version.sha256,
            "url": reverse("agreement_version", args=[version.pk]),
        },
        **papers_under(signed),
        "evidence": evidence,
        "authenticated_at": _time(evidence, "authenticated_at"),
        "shown_at": _time(evidence, "shown_at"),
        "deed": deed_of(version),
        "text_url": reverse("receipt_text", args=[signature.pk]),
        "is_signers": signature.signer_id == request.viewer.principal,
    }
    return render(request, "agreements/receipt.html", context)


@page(Signature)
@require_safe
def receipt_as_text(request: MemberRequest, signature: Signature) -> HttpResponse:
    """The receipt as a file to keep: the words as they were signed, with the name, and nothing of a paper."""
    said = evidence_of(signature)
    name, account = said.get("typed_name", ""), said.get("account_name", "")
    text = receipt_text(signature, viewer=request.viewer, name=name, account=account)
    return HttpResponse(
        text,
        headers={
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Disposition": f'attachment; filename="receipt-{signature.reference}.txt"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _time(evidence: dict[str, str], name: str) -> datetime | None:
    """A time of the evidence, if it is still known and ever was."""
    return datetime.fromisoformat(evidence[name]) if evidence.get(name) else None
