"""What the editor asks while one types: to see the text as its page will show it, and to save it.

Without scripts nobody asks: the editor's own buttons do the same.
"""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.papers import actions as papers
from sharing.papers.models import Paper
from sharing.web.faults import status_of, told_where_there_is_no_room
from sharing.web.forms.papers import PaperForm
from sharing.web.page import members_page, page
from sharing.web.requests import ViewerRequest
from sharing.web.restraint import restrained
from sharing.web.showing import what_is_typed

OVERTAKEN = 409
UNTITLED = "Untitled"


@members_page
@require_POST
@restrained("previews", has_own_turn=True)
def new_preview(request: ViewerRequest) -> HttpResponse:
    return _preview(request, paper=None)


@page(Paper, Right.EDIT)
@require_POST
@restrained("previews", has_own_turn=True)
def edit_preview(request: ViewerRequest, paper: Paper) -> HttpResponse:
    return _preview(request, paper=paper)


def _preview(request: ViewerRequest, *, paper: Paper | None) -> HttpResponse:
    """What is typed, as the paper's page will show it; where there is no title yet, under a stand-in."""
    typed = {**request.POST.dict(), "title": request.POST.get("title", "").strip() or UNTITLED}
    form = PaperForm(typed)
    if not form.is_valid():
        return render(request, "papers/_unpreviewed.html", {"form": form}, status=422)
    preview = what_is_typed(form.words, paper, request.viewer)
    preview["paper"]["state_label"] = ""  # Whether it is saved is said elsewhere, and changes meanwhile.
    return render(request, "papers/_preview.html", {"preview": preview})


@page(Paper, Right.EDIT)
@require_POST
@restrained("saves", has_own_turn=True)
def autosave(request: ViewerRequest, paper: Paper) -> JsonResponse:
    """Save the working copy, held against the words that were opened, and say what stands there now; or why not."""
    form = PaperForm(request.POST)
    if not form.is_valid():
        faults = [f"{form[name].label}: {fault}" for name, errors in form.errors.items() for fault in errors]
        return _unsaved(" ".join(faults), status=422)
    try:
        with told_where_there_is_no_room():
            copy = papers.save_working_copy(paper, form.words, by=request.viewer, shown=request.POST.get("shown", ""))
    except papers.Overtaken as refusal:
        return _unsaved(refusal.sentence, status=OVERTAKEN)
    except Refused as refusal:
        return _unsaved(refusal.sentence, status=status_of(refusal))
    return JsonResponse({"shown": form.words.sha256, "at": f"{localtime(copy.saved_at):%H:%M}"})


def _unsaved(sentence: str, *, status: int) -> JsonResponse:
    return JsonResponse({"sentence": sentence}, status=status)
