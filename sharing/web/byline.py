"""Who stands in a paper's byline: for its owners, and for those who are asked."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sharing.base.guarded import may
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.papers import byline as bylines
from sharing.papers.asking_authors import asked_of, declined_on
from sharing.papers.models import AskedAuthor, Author, Card, Paper
from sharing.web.forms.byline import AnswerForm, AuthorForm, BylineForm
from sharing.web.page import members_page, page
from sharing.web.requests import MemberRequest
from sharing.web.showing import title_of
from sharing.web.writing import copy_of


@page(Paper, Right.OWN)
@require_http_methods(["GET", "POST"])
def byline(request: MemberRequest, paper: Paper) -> HttpResponse:
    """The byline as it stands, with those who were asked; its form, and one for one more."""
    rows = bylines.byline_of(paper, viewer=request.viewer)
    arranging, adding = BylineForm(byline=rows), AuthorForm()
    if request.method == "POST" and request.POST.get("act") == "add":
        adding = AuthorForm(request.POST)
        if _is_added(request, paper, adding):
            return redirect("byline", key=paper.pk)
    elif request.method == "POST":
        arranging = BylineForm(request.POST, byline=rows)
        if _is_arranged(request, paper, arranging):
            return redirect("byline", key=paper.pk)

    context = {
        "section": "papers",
        "key": paper.pk,
        "title": title_of(copy_of(paper, request)),
        "rows": [{"row": row, "is_asked": isinstance(row, AskedAuthor)} | arranging.fields_of(row) for row in rows],
        "shown": bylines.fingerprint(rows),
        "arranging": arranging,
        "adding": adding,
        "declined": declined_on(paper, viewer=request.viewer),
    }
    context["has_too_many"] = len(rows) > bylines.MOST  # More than a form can send.
    has_errors = arranging.errors or adding.errors
    return render(request, "papers/byline.html", context, status=422 if has_errors else 200)


def _is_added(request: MemberRequest, paper: Paper, form: AuthorForm) -> bool:
    if not form.is_valid():
        return False
    typed = form.cleaned_data
    beside = {"affiliation": typed["affiliation"], "is_corresponding": typed["is_corresponding"]}
    try:
        if typed["handle"]:
            bylines.ask_author(paper, typed["handle"], by=request.viewer, **beside)
        else:
            bylines.name_author(paper, typed["name"], by=request.viewer, **beside)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return False
    messages.success(request, "They are asked, if somebody has this handle." if typed["handle"] else "Added.")
    return True


def _is_arranged(request: MemberRequest, paper: Paper, form: BylineForm) -> bool:
    """Where it is another byline by now, the page shows that one, and nothing is saved."""
    if not form.is_valid():
        return False
    try:
        bylines.arrange(paper, form.lines, by=request.viewer, shown=request.POST.get("shown", ""))
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return False
    messages.success(request, "The byline is saved.")
    return True


@members_page
@require_safe
def authorship(request: MemberRequest) -> HttpResponse:
    """What asks for the viewer's name, and where it stands on what is not theirs: by title where they may see that."""
    viewer = request.viewer
    asked = list(asked_of(viewer))
    own = Paper.objects.visible_to(viewer, Right.OWN)
    stands = list(Author.objects.visible_to(viewer, Right.OWN).exclude(paper__in=own).order_by("pk"))
    papers = {row.paper_id for row in asked} | {row.paper_id for row in stands}
    cards = Card.objects.visible_to(viewer).filter(paper__in=papers).order_by("number")
    latest = {card.paper_id: card for card in cards}
    titles = {paper: title_of(card) for paper, card in latest.items()}
    context = {
        "asked": [{"asked": row, "title": titles.get(row.paper_id)} for row in asked],
        "stands": [{"author": row, "title": titles.get(row.paper_id)} for row in stands],
    }
    return render(request, "papers/authorship.html", context)


@page(AskedAuthor)
@require_http_methods(["GET", "POST"])
def answer(request: MemberRequest, asked: AskedAuthor) -> HttpResponse:
    """Say yes, by which name, or no. The paper's owners, who see whom they asked, have nothing to answer."""
    viewer = request.viewer
    if not may(viewer, Right.SIGN, asked):
        return redirect("byline", key=asked.paper_id)

    of_profile = {"name": request.user.name, "affiliation": request.user.affiliation or asked.affiliation}
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=of_profile)
    if request.method == "POST" and request.POST.get("answer") == "no":
        bylines.decline(asked, by=viewer)
        messages.success(request, "You are not named. Its owners see that you declined.")
        return redirect("authorship")
    if request.method == "POST" and form.is_valid():
        bylines.accept(asked, by=viewer, **form.cleaned_data)
        messages.success(request, "Your name stands in the byline.")
        return redirect("authorship")
    return render(request, "papers/answer.html", _answering(request, asked, form), status=422 if form.errors else 200)


def _answering(request: MemberRequest, asked: AskedAuthor, form: AnswerForm) -> dict[str, Any]:
    card = Card.objects.visible_to(request.viewer).filter(paper=asked.paper_id).order_by("-number").first()
    return {
        "asked": asked,
        "form": form,
        "title": title_of(card) if card else "",
        "paper_url": reverse("paper", args=[asked.paper_id]) if card else "",
        "may_read": bool(may(request.viewer, Right.READ, asked.paper)) if card else False,
    }


@page(Author, Right.OWN, of_paper=True)
@require_http_methods(["GET", "POST"])
def leave_byline(request: MemberRequest, author: Author) -> HttpResponse:
    """Take one's own name off, when asked again."""
    if request.method == "POST":
        bylines.leave_byline(author, by=request.viewer)
        messages.success(request, "Your name is off it.")
        return redirect("authorship")
    return render(request, "papers/leave_byline.html", {"author": author})
