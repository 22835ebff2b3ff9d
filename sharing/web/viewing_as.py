"""Looking at a paper as somebody else would get it: this one page, and nothing else of theirs."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.viewer import ANONYMOUS, Viewer
from sharing.access.standing import Audience, audience_of
from sharing.audit import Kind, record
from sharing.base.guarded import may
from sharing.base.reader import reading_as
from sharing.base.rights import Right
from sharing.groups.models import Membership
from sharing.papers.models import Paper
from sharing.web.forms.viewing_as import ViewAsForm
from sharing.web.page import page
from sharing.web.requests import ViewerRequest
from sharing.web.showing import what_is_shown


@page(Paper, Right.OWN)
@require_http_methods(["GET", "POST"])
def view_as(request: ViewerRequest, paper: Paper) -> HttpResponse:
    """Choose somebody of the audience, or a stranger; the answer is the page as both fences make it for them."""
    people = _people(audience_of(paper.guarded, viewer=request.viewer), viewer=request.viewer)
    form = ViewAsForm(request.POST or None, people=people)
    if request.method != "POST" or not form.is_valid():
        return render(request, "papers/view_as.html", {"section": "papers", "form": form, "key": paper.pk})

    chosen = next((user for user in people if user.pk == form.cleaned_data["whom"]), None)
    _record(paper, chosen, by=request.viewer)
    viewer = Viewer.of(chosen) if chosen else ANONYMOUS
    with reading_as(viewer.principal):
        knows = bool(may(viewer, Right.SEE, paper))
        context = {
            "section": "papers",
            "seen_by": chosen.name if chosen else "somebody who is not signed in",
            "is_asked_to_sign": viewer.is_member and bool(may(viewer, Right.SIGN, paper)),
            **((what_is_shown(paper, viewer) if knows else None) or {"key": paper.pk}),
        }
        return render(request, "papers/seen_by.html", context)


def _people(audience: Audience, *, viewer: Viewer) -> list[User]:
    """Those a paper was opened to by name, and the members of its groups that its owner may see."""
    numbers = {holder.grant.principal for holder in audience.holders}
    in_groups = Membership.objects.visible_to(viewer).filter(group__in=numbers, left_at=None).values("member")
    named = User.objects.members().filter(pk__in=numbers) | User.objects.members().filter(pk__in=in_groups)
    return list(named.exclude(pk=viewer.principal).order_by("name"))


@transaction.atomic
def _record(paper: Paper, seen_by: User | None, *, by: Viewer) -> None:
    record(
        Kind.VIEW_AS_USED,
        by=by.principal,
        about=paper,
        facts={"seen_by": seen_by.pk if seen_by else ANONYMOUS.principal},
    )
