"""Who is kept out of a paper, whatever else lets them in: for its owners."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from sharing.access.denying import deny, lasting_denials, lift
from sharing.access.models import Denial
from sharing.access.rungs import Rung, rung_of
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.papers.models import Paper, WorkingCopy
from sharing.papers.states import ERASED
from sharing.web.forms.keeping_out import KeepOutForm
from sharing.web.page import page
from sharing.web.requests import MemberRequest
from sharing.web.showing import title_of


@page(Paper, Right.OWN)
@require_http_methods(["GET", "POST"])
def kept_out(request: MemberRequest, paper: Paper) -> HttpResponse:
    """Those kept out, and a form to keep out one more. A handle is answered alike, whether somebody has it or not."""
    form = KeepOutForm(request.POST or None)
    if form.is_valid():
        handle = form.cleaned_data["handle"]
        try:
            deny(handle, on=paper.guarded, by=request.viewer, because=form.cleaned_data["because"])
        except Refused as refusal:
            form.add_error("handle", refusal.sentence)
        else:
            messages.success(request, f"@{handle} is kept out, if there is somebody of that handle. They are not told.")
            return redirect("kept_out", key=paper.pk)
    return _kept_out(request, paper, form)


@page(Paper, Right.OWN)
@require_POST
def lift_denial(request: MemberRequest, paper: Paper, denial: UUID) -> HttpResponse:
    lasting = lasting_denials(paper.guarded, viewer=request.viewer).filter(pk=denial).first()
    if lasting is None:
        raise Http404

    lift(lasting, by=request.viewer)
    messages.success(request, f"{lasting.handle} is not kept out any more. What else lets them in counts again.")
    return redirect("kept_out", key=paper.pk)


def _kept_out(request: MemberRequest, paper: Paper, form: KeepOutForm) -> HttpResponse:
    copy = WorkingCopy.objects.visible_to(request.viewer).filter(pk=paper.pk).first()
    if copy is None:
        raise Refused(ERASED)
    denials = list(lasting_denials(paper.guarded, viewer=request.viewer))
    owners = User.objects.in_bulk({denial.denied_by for denial in denials})
    context = {
        "section": "papers",
        "paper": paper,
        "title": title_of(copy),
        "form": form,
        "rows": [_row(denial, paper, by=owners[denial.denied_by]) for denial in denials],
        "is_public": rung_of(paper.pk) == Rung.PUBLIC,
    }
    return render(request, "papers/kept_out.html", context, status=422 if form.errors else 200)


def _row(denial: Denial, paper: Paper, *, by: User) -> dict[str, object]:
    return {
        "handle": denial.handle,
        "at": denial.denied_at,
        "by": by.name_and_handle,
        "because": denial.denied_because,
        "lift_url": reverse("lift_denial", args=[paper.pk, denial.pk]),
    }
