"""Reporting something, what becomes of a report, and the moderators' queue."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sharing.base.paging import Place
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.discussion.models import Comment
from sharing.moderation import actions
from sharing.moderation.listings import (
    Listing,
    decided_reports,
    decisions_on,
    open_reports,
    own_reports,
    reports_on,
)
from sharing.moderation.models import PassedOn, Report
from sharing.moderation.operating import about_reports
from sharing.moderation.passing_on import fingerprint, lines_of, passed_on
from sharing.moderation.states import NEXT, State
from sharing.papers.models import Paper
from sharing.web.discussion import place_of
from sharing.web.forms.moderation import DecisionForm, ReportForm
from sharing.web.page import members_page, page
from sharing.web.paging import Names, address_of_next, place_in
from sharing.web.requests import ViewerRequest

QUEUES = {"moderation": ("Open", open_reports), "decided_reports": ("Decided", decided_reports)}
PLACE = Names(at="after", key="report")
DEEDS = {
    State.DISMISSED: "Let it be",
    State.HIDDEN: "Hide it",
    State.RESTORED: "Restore it",
}


def moderators_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page of the moderators about no one thing; to everybody else it does not exist."""

    @wraps(view)
    def guarded_view(request: ViewerRequest, **kwargs: Any) -> HttpResponse:
        if not request.viewer.is_moderator:
            raise Http404
        return view(request, **kwargs)

    return members_page(guarded_view)


# --- Reporting ------------------------------------------------------------------


@page(Paper, Right.SEE)
@require_http_methods(["GET", "POST"])
def report_paper(request: ViewerRequest, paper: Paper) -> HttpResponse:
    return _report(request, paper, back_url=reverse("paper", args=[paper.pk]))


@page(Comment, Right.SEE, of_paper=True)
@require_http_methods(["GET", "POST"])
def report_comment(request: ViewerRequest, comment: Comment) -> HttpResponse:
    if comment.is_deleted or comment.is_hidden:
        raise Unseen
    return _report(request, comment, back_url=place_of(comment))


def _report(request: ViewerRequest, thing: Model, *, back_url: str) -> HttpResponse:
    """Choose what is passed on, look at it as the moderators will, send it."""
    actions.refuse_own(thing, viewer=request.viewer)
    form = ReportForm(request.POST or None)
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        context = {
            "form": form,
            "back_url": back_url,
            "about_reports": about_reports(),
            "is_comment": isinstance(thing, Comment),
        }
        return render(request, "moderation/report.html", context, status=422 if form.errors else 200)
    if "send" not in request.POST:
        return _preview(request, thing, form)

    try:
        made = actions.report(thing, form.choice, by=request.viewer, previewed=request.POST.get("previewed", ""))
    except Refused as refusal:
        return _preview(request, thing, form, refusal=refusal.sentence)
    messages.success(request, "The moderators have your report.")
    return redirect("report", key=made.pk)


def _preview(request: ViewerRequest, thing: Model, form: ReportForm, *, refusal: str = "") -> HttpResponse:
    passed = passed_on(thing, form.choice, viewer=request.viewer)
    context = {
        "reference": thing.pk,
        "lines": lines_of(passed),
        "previewed": fingerprint(passed),
        "kept": [(field.html_name, field.value()) for field in form if field.value()],
        "refusal": refusal,
    }
    return render(request, "moderation/preview.html", context, status=409 if refusal else 200)


# --- What became of it -------------------------------------------------------------


@members_page
@require_safe
def reports(request: ViewerRequest) -> HttpResponse:
    """The viewer's own reports."""
    listing = own_reports(request.viewer, after=_place(request))
    context = {"reports": listing.reports, "older_url": _next_url(listing)}
    return render(request, "moderation/reports.html", context)


@page(Report, Right.SEE)
@require_safe
def report(request: ViewerRequest, report: Report) -> HttpResponse:
    """A report as its reporter, or the author of what it is about, may know it."""
    return render(request, "moderation/outcome.html", _known_of(report, request))


@page(Paper, Right.OWN)
@require_safe
def paper_reports(request: ViewerRequest, paper: Paper) -> HttpResponse:
    """That something on this paper was reported, and what came of it: for its authors."""
    listing = reports_on(paper.pk, request.viewer, after=_place(request))
    decisions = decisions_on(listing.reports, viewer=request.viewer)
    context = {
        "key": paper.pk,
        "reports": [(row, decisions[row.pk]) for row in listing.reports],
        "older_url": _next_url(listing),
    }
    return render(request, "moderation/of_paper.html", context)


# --- Deciding ------------------------------------------------------------------------


@moderators_page
@require_safe
def queue(request: ViewerRequest) -> HttpResponse:
    return _queue(request, "moderation")


@moderators_page
@require_safe
def decided(request: ViewerRequest) -> HttpResponse:
    return _queue(request, "decided_reports")


def _queue(request: ViewerRequest, name: str) -> HttpResponse:
    listing = QUEUES[name][1](request.viewer, after=_place(request))
    context = {
        "tabs": [
            {"url": reverse(each), "label": label, "is_current": each == name, "count": None}
            for each, (label, _) in QUEUES.items()
        ],
        "reports": listing.reports,
        "next_url": _next_url(listing),
    }
    return render(request, "moderation/queue.html", context)


@page(Report, Right.REVIEW)
@require_http_methods(["GET", "POST"])
def case(request: ViewerRequest, report: Report) -> HttpResponse:
    """One report as a moderator reads it: what was passed on, and nothing else of anybody's."""
    form = DecisionForm(request.POST or None)
    outcome = request.POST.get("outcome")
    if request.method != "POST" or outcome not in DEEDS or not form.is_valid():
        return _case(request, report, form)

    try:
        actions.decide(report, State(outcome), by=request.viewer, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        report.refresh_from_db()
        form.add_error(None, refusal.sentence)
        return _case(request, report, form)
    messages.success(request, "Your decision is written down and told.")
    return redirect("case", key=report.pk)


def _case(request: ViewerRequest, report: Report, form: DecisionForm) -> HttpResponse:
    context = {
        **_known_of(report, request),
        "form": form,
        "deeds": [(outcome, label) for outcome, label in DEEDS.items() if outcome in NEXT[report.state]],
    }
    return render(request, "moderation/case.html", context, status=422 if form.errors else 200)


def _known_of(report: Report, request: ViewerRequest) -> dict[str, Any]:
    viewer = request.viewer
    passed = PassedOn.objects.visible_to(viewer).filter(pk=report.pk).first()
    return {
        "report": report,
        "lines": lines_of(passed) if passed else [],
        "decisions": decisions_on([report], viewer=viewer)[report.pk],
    }


def _place(request: HttpRequest) -> Place | None:
    return place_in(request.GET, names=PLACE)


def _next_url(listing: Listing) -> str | None:
    return address_of_next(*listing.next, names=PLACE) if listing.next else None
