"""Who can see a paper: the share dialog, for its owners."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.invites.models import Invite
from sharing.access import actions as access
from sharing.access.rungs import rung_of
from sharing.access.standing import Holder, audience_of
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.journeys.inviting import invite_on_terms
from sharing.papers.models import Paper, WorkingCopy
from sharing.papers.sharing import share
from sharing.web.forms.sharing import ShareForm
from sharing.web.invites import link_of, row_of
from sharing.web.page import page
from sharing.web.requests import MemberRequest
from sharing.web.showing import audience_label, title_of


@page(Paper, Right.OWN)
@require_http_methods(["GET", "POST"])
def sharing(request: MemberRequest, paper: Paper) -> HttpResponse:
    """Who has access and why, and a form to let more people in, which asks once more with the exact difference."""
    form = _form(request, paper, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("confirmed") != "yes":
            return _sharing(request, paper, form, is_asking=True)
        if form.invited:
            made, token = invite_on_terms(paper, named=form.invited, terms=form.terms, by=request.viewer)
            return _sharing(request, paper, _form(request, paper), made=made, link=link_of(token, request))
        given = share(paper, to=form.principal, terms=form.terms, by=request.viewer)
        messages.success(request, f"Shared with {len(given)} people." if len(given) != 1 else "Shared.")
        return redirect("sharing", key=paper.pk)
    return _sharing(request, paper, form)


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
    """Close to everyone now, or open to the same people again."""
    act = access.reopen if paper.guarded.closed_at else access.close
    act(paper.guarded, by=request.viewer)
    messages.success(
        request, "Its audience can see it again." if act is access.reopen else "Closed: only its owners can see it."
    )
    return redirect("sharing", key=paper.pk)


def _form(request: MemberRequest, paper: Paper, typed: QueryDict | None = None) -> ShareForm:
    return ShareForm(typed, viewer=request.viewer, paper=paper)


def _sharing(
    request: MemberRequest,
    paper: Paper,
    form: ShareForm,
    *,
    is_asking: bool = False,
    made: Invite | None = None,
    link: str = "",
) -> HttpResponse:
    """The page; with a link, which is shown this once, if an invite was just made."""
    copy = WorkingCopy.objects.visible_to(request.viewer).filter(pk=paper.pk).first()
    if copy is None:
        raise Refused("The words of this paper were erased for good.")
    audience, rung = audience_of(paper.guarded, viewer=request.viewer), rung_of(paper.pk)
    context = {
        "section": "papers",
        "paper": paper,
        "form": form,
        "rows": [_row(holder, paper) for holder in audience.holders if holder.grant.right <= Right.OWN],
        "denials": audience.denials,
        "rung": rung,
        "audience": audience_label(rung, audience),
        "is_closed": paper.guarded.closed_at is not None,
        "widening": _widening(paper, form, request) if is_asking else None,
        "title": title_of(copy),
        "invites": [row_of(each) for each in _open_invites(request, paper)],
        "made": made,
        "link": link,
    }
    return render(request, "papers/sharing.html", context, status=422 if form.errors else 200)


def _open_invites(request: MemberRequest, paper: Paper) -> list[Invite]:
    """The viewer's own that nobody has used up: all alike, whether those they name are members or nobody at all."""
    mine = Invite.objects.made_by(request.user).live().filter(kind=Invite.Kind.PAPER, about=str(paper.pk))
    return list(mine.order_by("-created_at"))


def _row(holder: Holder, paper: Paper) -> dict[str, object]:
    grant = holder.grant
    is_mine = grant.right == Right.OWN
    return {
        "id": grant.pk,
        "icon": "people" if holder.is_group else "person",
        "name": holder.name,
        "detail": holder.detail,
        "right": grant.right,
        "right_label": "Author" if is_mine else Right(grant.right).label.capitalize(),
        "why": _why(holder),
        "until": grant.expires_at,
        "closed": "This has expired." if holder.has_expired else "",
        "remove_url": None if is_mine else reverse("remove_access", args=[paper.pk, grant.pk]),
    }


def _why(holder: Holder) -> str:
    grant = holder.grant
    if grant.right == Right.OWN:
        return "Wrote it."
    parts = [f"Given on {grant.given_at:%-d %B %Y}"]
    if grant.through_membership_id:
        parts.append("as a member of a group, while they stay in it")
    if grant.requirement_id:
        parts.append("once the agreement is signed")
    if grant.from_version > 1:
        parts.append(f"from version {grant.from_version} on")
    return ", ".join(parts) + "." + (f" {grant.given_because}" if grant.given_because else "")


def _widening(paper: Paper, form: ShareForm, request: MemberRequest) -> dict[str, object]:
    """What will be different: who comes in, and what they will see."""
    versions = paper.guarded.versions
    right = form.terms.right
    seen = {
        Right.SEE: "its title and safe summary",
        Right.ABSTRACT: "its title, safe summary and abstract",
        Right.EDIT: "the whole text, and your working copy, which they can change",
    }.get(right, "the whole text")
    which = f"of versions 1 to {versions}" if versions > 1 else "of version 1"
    kept = ["What they read cannot be taken back; access can be ended at any time."]
    if not versions:
        kept.insert(0, "Your working copy becomes version 1.")
    if form.terms.agreements:
        kept.insert(0, "They see nothing before they have signed.")
    if form.invited:
        kept.insert(0, "They come in once they accept, if you may still give as much by then.")
    return {
        "people": [{"name": form.whom_label}],
        "label": "Make the invite" if form.invited else "Share",
        "things": [f"{seen} {which}", "the comments written on it from then on, and those written in private before"]
        if right >= Right.READ
        else [f"{seen} {which}"],
        "kept": kept,
        "kept_fields": [
            {"name": name, "value": value} for name, value in request.POST.items() if name != "csrfmiddlewaretoken"
        ],
    }
