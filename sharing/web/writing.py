"""Writing a paper: the working copy, its preview, versions, and how a paper ends."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.viewer import Viewer
from sharing.base.refusals import NoRoom, Refused
from sharing.base.rights import Right
from sharing.papers import actions as papers
from sharing.papers.figures.shown import figures_of
from sharing.papers.models import Paper, WorkingCopy
from sharing.papers.states import ERASED
from sharing.papers.unversioned import not_yet_a_version
from sharing.web.faults import status_of, told_where_there_is_no_room
from sharing.web.forms.papers import PaperForm, WithdrawalForm
from sharing.web.meanwhile import Meanwhile, saved_meanwhile
from sharing.web.page import members_page, page
from sharing.web.requests import MemberRequest, ViewerRequest
from sharing.web.restraint import restrained
from sharing.web.showing import title_of, what_is_typed


@members_page
@require_http_methods(["GET", "POST"])
@restrained("texts")
def new_paper(request: ViewerRequest) -> HttpResponse:
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        try:
            with told_where_there_is_no_room():
                paper = papers.start_paper(form.words, by=request.viewer)
        except NoRoom as refusal:
            return _refused(request, form, refusal, paper=None)
        messages.success(request, "Saved. Only you can see this draft.")
        return redirect("paper", key=paper.pk)
    return _editor(request, form, paper=None)


@page(Paper, Right.EDIT)
@require_http_methods(["GET", "POST"])
@restrained("texts")
def edit_paper(request: ViewerRequest, paper: Paper) -> HttpResponse:
    """The working copy. Saving it changes nothing that readers see; saving as a version does."""
    copy = copy_of(paper, request)
    if request.method != "POST":
        opened = papers.words_of(copy)
        form = PaperForm(initial=asdict(opened))
        return _editor(request, form, paper=paper, shown=opened.sha256, saved_at=copy.saved_at)

    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid() or "preview" in request.POST:
        return _editor(request, form, paper=paper)
    save = papers.save_as_version if "as_version" in request.POST else papers.save_working_copy
    try:
        with told_where_there_is_no_room():
            save(paper, form.words, by=request.viewer, shown=_shown_to(request))
    except papers.Overtaken as refusal:
        meanwhile = saved_meanwhile(copy_of(paper, request), typed=form.words, viewer=request.viewer)
        return _refused(request, form, refusal, paper=paper, meanwhile=meanwhile)
    except Refused as refusal:
        return _refused(request, form, refusal, paper=paper)
    messages.success(request, "Saved as a new version." if "as_version" in request.POST else "Saved.")
    return redirect("paper" if "as_version" in request.POST else "edit_paper", key=paper.pk)


def _shown_to(request: ViewerRequest) -> str:
    """What stood there when the editor opened it; or the words that its last button says to save these over."""
    return request.POST.get("shown", "")


def copy_of(paper: Paper, request: ViewerRequest | MemberRequest) -> WorkingCopy:
    """Refused where its words were erased."""
    copy = WorkingCopy.objects.visible_to(request.viewer).filter(pk=paper.pk).first()
    if copy is None:
        raise Refused(ERASED)
    return copy


def _refused(
    request: ViewerRequest,
    form: PaperForm,
    refusal: Refused,
    *,
    paper: Paper | None,
    meanwhile: Meanwhile | None = None,
) -> HttpResponse:
    """The form again, with why it was not saved and all that was typed."""
    form.add_error(None, refusal.sentence)
    return _editor(request, form, paper=paper, meanwhile=meanwhile, status=status_of(refusal))


def _editor(
    request: ViewerRequest,
    form: PaperForm,
    *,
    paper: Paper | None,
    shown: str | None = None,
    saved_at: datetime | None = None,
    meanwhile: Meanwhile | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form, and under it what a preview was asked of, as the paper's own page would show it.

    It stays the form of the words it was opened with, whatever it is sent for, until they are saved.
    """
    shown = _shown_to(request) if shown is None else shown
    context = {"section": "papers", "form": form, "paper": paper, "preview": None, "shown": shown}
    context |= {"meanwhile": meanwhile, "saved_at": saved_at}
    if paper:
        context["figure_names"] = sorted(figures_of(paper, None, viewer=request.viewer))
    if request.method == "POST" and "preview" in request.POST and form.is_valid():
        context["preview"] = _preview(form, paper, request.viewer)
    if form.errors and status == 200:
        status = 422
    return render(request, "papers/editor.html", context, status=status)


def _preview(form: PaperForm, paper: Paper | None, viewer: Viewer) -> dict[str, Any] | None:
    """None where a layer cannot be shown: its field says why."""
    typed = what_is_typed(form.words, paper, viewer)
    for layer in ("abstract", "body"):
        if refusal := typed[layer].get("refusal"):
            form.add_error(layer, refusal)
    return None if form.errors else typed


ENDINGS = {
    "withdrawal": (papers.withdraw, "It is withdrawn: only its authors can see it."),
    "erasure": (papers.erase, "Its words are erased for good."),
}


@page(Paper, Right.OWN)
@require_http_methods(["GET", "POST"])
def publication(request: ViewerRequest, paper: Paper) -> HttpResponse:
    """Say what would be public for good, and publish that; where it has changed by then, say so and ask again."""
    refusal = ""
    if request.method == "POST":
        try:
            papers.publish(paper, by=request.viewer, shown=request.POST.get("shown", ""))
        except papers.Outdated as outdated:
            refusal = outdated.sentence
        else:
            messages.success(request, "It is public now.")
            return redirect("paper", key=paper.pk)
    context = {"paper": paper, "shown": papers.publishable(paper, by=request.viewer), "refusal": refusal}
    context |= {"section": "papers", "title": title_of(copy_of(paper, request))}
    context["unversioned"] = not_yet_a_version(paper, viewer=request.viewer)
    return render(request, "papers/publication.html", context, status=422 if refusal else 200)


@page(Paper, Right.OWN)
@require_http_methods(["GET", "POST"])
def withdrawal(request: ViewerRequest, paper: Paper) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    return _ending(request, paper, "withdrawal", WithdrawalForm(typed, can_be_noted=papers.everybody_may_see(paper)))


@page(Paper, Right.OWN)
@require_POST
def take_note_away(request: ViewerRequest, paper: Paper) -> HttpResponse:
    papers.take_note_away(paper, by=request.viewer)
    messages.success(request, "The note is gone: its address answers as if there had never been a paper.")
    return redirect("paper", key=paper.pk)


@page(Paper, Right.OWN)
@require_http_methods(["GET", "POST"])
def erasure(request: ViewerRequest, paper: Paper) -> HttpResponse:
    return _ending(request, paper, "erasure")


def _ending(request: ViewerRequest, paper: Paper, kind: str, form: WithdrawalForm | None = None) -> HttpResponse:
    """Say exactly what will happen, and do it when asked again."""
    act, done = ENDINGS[kind]
    if request.method == "POST" and (form is None or form.is_valid()):
        act(paper, by=request.viewer, **(form.cleaned_data if form else {}))
        messages.success(request, done)
        return redirect("paper", key=paper.pk)
    copy = copy_of(paper, request)
    context = {"section": "papers", "paper": paper, "title": title_of(copy), "form": form}
    return render(request, f"papers/{kind}.html", context, status=422 if form and form.errors else 200)
