"""Looking at a paper as somebody else would get it: this one page, and nothing else of theirs."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from sharing.base.guarded import may
from sharing.base.reader import reading_as
from sharing.base.rights import Right
from sharing.journeys.looking_as import look_as, whom_to_look_as
from sharing.papers.models import Paper
from sharing.web.forms.viewing_as import ViewAsForm
from sharing.web.page import page
from sharing.web.requests import ViewerRequest
from sharing.web.showing import what_is_shown


@page(Paper, Right.OWN)
@require_http_methods(["GET", "POST"])
def view_as(request: ViewerRequest, paper: Paper) -> HttpResponse:
    """Choose somebody of the audience, or a stranger; the answer is the page as both fences make it for them."""
    choice = whom_to_look_as(paper, by=request.viewer)
    form = ViewAsForm(request.POST or None, people=choice.people)
    if request.method != "POST" or not form.is_valid():
        context = {
            "section": "papers",
            "form": form,
            "key": paper.pk,
            "is_strangers_only": choice.is_strangers_only,
        }
        return render(request, "papers/view_as.html", context)

    chosen = next((user for user in choice.people if user.pk == form.cleaned_data["whom"]), None)
    viewer = look_as(chosen, at=paper, by=request.viewer)
    with reading_as(viewer.principal):
        knows = bool(may(viewer, Right.SEE, paper))
        context = {
            "section": "papers",
            "seen_by": chosen.name if chosen else "somebody who is not signed in",
            "is_asked_to_sign": viewer.is_member and bool(may(viewer, Right.SIGN, paper)),
            **((what_is_shown(paper, viewer) if knows else None) or {"key": paper.pk}),
        }
    # What it shows is all there by now; what stands around it is the owner's own, and asked for with their eyes.
    return render(request, "papers/seen_by.html", context)
