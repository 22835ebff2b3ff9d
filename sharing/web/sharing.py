"""Who can see a paper: the share dialog, for its owners."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.invites.models import Invite
from sharing.access import actions as access
from sharing.access.asking import decline, let_in, open_asks, stop_asking, waiting_for
from sharing.access.models import Ask, Closing, Requirement
from sharing.access.rungs import rung_of
from sharing.access.standing import audience_of, reasons_closed
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.journeys.inviting import invite_on_terms
from sharing.papers.actions import Outdated
from sharing.papers.models import Paper, WorkingCopy
from sharing.papers.sharing import share
from sharing.papers.states import ERASED
from sharing.papers.unversioned import not_yet_a_version
from sharing.web.forms.sharing import ShareForm
from sharing.web.invites import link_of, row_of
from sharing.web.page import members_page, page
from sharing.web.requests import MemberRequest
from sharing.web.showing import audience_label, title_of
from sharing.web.showing_access import asks_shown, in_words, rows_shown, widening_shown


@page(Paper, Right.OWN)
@require_http_methods(["GET", "POST"])
def sharing(request: MemberRequest, paper: Paper) -> HttpResponse:
    """Who has access and why, and a form to let more people in, which asks once more with the exact difference."""
    form = _form(request, paper, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("confirmed") != "yes":
            return _sharing(request, paper, form, is_asking=True)
        try:
            return _share(request, paper, form, shown=request.POST.get("shown", ""))
        except Outdated as outdated:
            return _sharing(request, paper, form, is_asking=True, refusal=outdated.sentence)
    return _sharing(request, paper, form)


def _share(request: MemberRequest, paper: Paper, form: ShareForm, *, shown: str) -> HttpResponse:
    """What was confirmed; where something else would be opened than what was shown, nothing is."""
    if form.invited:
        made, token = invite_on_terms(paper, named=form.invited, terms=form.terms, by=request.viewer, shown=shown)
        return _sharing(request, paper, _form(request, paper), made=made, link=link_of(token, request))
    given = share(paper, to=form.principal, terms=form.terms, by=request.viewer, shown=shown)
    messages.success(request, f"Shared with {len(given)} people." if len(given) != 1 else "Shared.")
    return redirect("sharing", key=paper.pk)


@page(Paper, Right.OWN)
@require_POST
def remove(request: MemberRequest, paper: Paper, grant: UUID) -> HttpResponse:
    held = [holder.grant for holder in audience_of(paper.guarded, viewer=request.viewer).holders]
    ended = next((each for each in held if each.pk == grant), None)
    if ended is None:
        raise Http404

    access.revoke(ended, by=request.viewer)
    messages.success(request, "They no longer have this access. What they have read, they have read.")
    return redirect("sharing", key=paper.pk)


@page(Paper, Right.OWN)
@require_POST
def closing(request: MemberRequest, paper: Paper) -> HttpResponse:
    """Close to everyone now, or open to the same people again: as the form says, whatever happened since it was shown.

    Sent twice, it does once what it says.
    """
    intended = request.POST.get("closed")
    if intended not in {"yes", "no"}:
        raise Refused("Say whether to close it or to open it again.")

    if intended == "yes":
        access.close(paper.guarded, by=request.viewer)
        messages.success(request, "Closed: only its owners can see it.")
        return redirect("sharing", key=paper.pk)
    access.reopen(paper.guarded, by=request.viewer)
    if still := reasons_closed(paper.guarded, viewer=request.viewer):
        messages.warning(request, f"It stays closed: {in_words(still)}.")
    else:
        messages.success(request, "Its audience can see it again.")
    return redirect("sharing", key=paper.pk)


@page(Paper, Right.OWN)
@require_POST
def nod(request: MemberRequest, paper: Paper, ask: UUID, stay: UUID) -> HttpResponse:
    """Let a newcomer in, or not. They are told of the first only."""
    asked = _ask_on(paper, ask, request)
    waits = [each.stay for each in waiting_for([asked], viewer=request.viewer) if each.stay.pk == stay]
    if not waits:
        raise Http404

    act, said = (let_in, "They are in.") if request.POST.get("answer") == "yes" else (decline, "They stay outside.")
    act(asked, waits[0], by=request.viewer)
    messages.success(request, said)
    return redirect("sharing", key=paper.pk)


@page(Paper, Right.OWN)
@require_POST
def end_ask(request: MemberRequest, paper: Paper, ask: UUID) -> HttpResponse:
    stop_asking(_ask_on(paper, ask, request), by=request.viewer)
    messages.success(request, "Newcomers of that group stay outside, and you are not asked about them.")
    return redirect("sharing", key=paper.pk)


@members_page
@require_safe
def waiting(request: MemberRequest) -> HttpResponse:
    """The viewer's papers for which somebody waits."""
    waits = {each.ask.guarded_id for each in waiting_for(open_asks(request.viewer), viewer=request.viewer)}
    copies = WorkingCopy.objects.visible_to(request.viewer).filter(pk__in=waits).order_by("-saved_at", "pk")
    rows = [{"url": reverse("sharing", args=[copy.pk]), "title": title_of(copy)} for copy in copies]
    return render(request, "papers/waiting.html", {"section": "papers", "rows": rows})


def _ask_on(paper: Paper, ask: UUID, request: MemberRequest) -> Ask:
    found = open_asks(request.viewer).filter(guarded=paper.guarded, pk=ask).first()
    if found is None:
        raise Http404
    return found


def _form(request: MemberRequest, paper: Paper, typed: QueryDict | None = None) -> ShareForm:
    return ShareForm(typed, viewer=request.viewer, paper=paper)


def _sharing(
    request: MemberRequest,
    paper: Paper,
    form: ShareForm,
    *,
    is_asking: bool = False,
    refusal: str = "",
    made: Invite | None = None,
    link: str = "",
) -> HttpResponse:
    """The page; with a link, which is shown this once, if an invite was just made."""
    copy = WorkingCopy.objects.visible_to(request.viewer).filter(pk=paper.pk).first()
    if copy is None:
        raise Refused(ERASED)
    audience, rung = audience_of(paper.guarded, viewer=request.viewer), rung_of(paper.pk)
    closed = reasons_closed(paper.guarded, viewer=request.viewer)
    context = {
        "section": "papers",
        "paper": paper,
        "form": form,
        "rows": rows_shown(audience, paper, viewer=request.viewer),
        "asks": asks_shown(paper, viewer=request.viewer),
        "asks_for_signatures": Requirement.objects.visible_to(request.viewer).filter(guarded=paper.guarded).exists(),
        "denials": audience.denials,
        "rung": rung,
        "audience": audience_label(rung, audience),
        "closed": in_words(closed),
        "can_open_again": closed == [Closing.Because.AUTHORS_CLOSED],
        "widening": widening_shown(paper, form, typed=request.POST, viewer=request.viewer) if is_asking else None,
        "refusal": refusal,
        "title": title_of(copy),
        "unversioned": not_yet_a_version(paper, viewer=request.viewer),
        "invites": [row_of(each) for each in _open_invites(request, paper)],
        "made": made,
        "link": link,
    }
    return render(request, "papers/sharing.html", context, status=422 if form.errors or refusal else 200)


def _open_invites(request: MemberRequest, paper: Paper) -> list[Invite]:
    """The viewer's own that nobody has used up: all alike, whether those they name are members or nobody at all."""
    mine = Invite.objects.visible_to(request.viewer).live().filter(kind=Invite.Kind.PAPER, about=str(paper.pk))
    return list(mine.order_by("-created_at"))
