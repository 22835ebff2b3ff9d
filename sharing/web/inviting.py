"""Pages where links to one group or one paper are made."""

from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.invites.models import Invite
from accounts.viewer import Viewer
from sharing.access.asked import askable
from sharing.access.passing import all_terms_for_passing_on
from sharing.base.guarded import may, require
from sharing.base.rights import Right
from sharing.discovery.agreements import templates_for
from sharing.groups.models import Group
from sharing.journeys.inviting import invite_to_group, invite_to_paper
from sharing.journeys.redeeming import HIGHEST
from sharing.papers.actions import Outdated, publishable
from sharing.papers.models import Paper
from sharing.web.forms.invites import LinkForm, PaperLinkForm
from sharing.web.forms.sharing import uncopied
from sharing.web.groups import of_group
from sharing.web.invites import link_of, row_of
from sharing.web.page import page
from sharing.web.requests import MemberRequest


@page(Group, Right.EDIT, field=of_group)
@require_http_methods(["GET", "HEAD", "POST"])
def group_invites(request: MemberRequest, group: Group) -> HttpResponse:
    """Links into a group, by those who may let people in. A new one is shown this once, in the answer itself."""
    form = LinkForm(request.POST or None)
    new = {}
    if request.method == "POST" and form.is_valid():
        made, token = invite_to_group(group, by=request.viewer, terms=form.terms)
        new, form = {"made": made, "link": link_of(token, request)}, LinkForm()
    context = {
        "section": "groups",
        "heading": "Invite to this group",
        "lead": f"Whoever accepts becomes a member of {group.name}, as long as you may still let people in by then.",
        "back_url": reverse("group", args=[group.public_id]),
        "back_label": group.name,
    }
    return _links(request, Invite.Kind.GROUP, group.public_id, form=form, **context, **new)


@page(Paper)
@require_http_methods(["GET", "HEAD", "POST"])
def paper_invites(request: MemberRequest, paper: Paper) -> HttpResponse:
    """Links to a paper, by its owners and by those who may pass it on.

    Where a link makes a draft's words its first version, they are the ones that were there when the page was shown.
    """
    shown = _words_to_open(paper, request.viewer)
    form = _form(paper, request.viewer, request.POST if request.method == "POST" else None)
    new = {}
    if form.is_bound and form.is_valid():
        try:
            made, token = invite_to_paper(
                paper,
                form.cleaned_data["right"],
                by=request.viewer,
                terms=form.terms,
                agreements=form.cleaned_data.get("agreements", []),
                shown=request.POST.get("shown", "") if shown else None,
            )
            new, form = {"made": made, "link": link_of(token, request)}, _form(paper, request.viewer)
        except Outdated as outdated:
            form.add_error(None, outdated.sentence)
    context = {
        "section": "papers",
        "shown": shown,
        "heading": "Invite by a link",
        "lead": "Whoever accepts can open the paper, as long as you may still give as much by then.",
        "back_url": reverse("paper", args=[paper.pk]),
        "back_label": "Back to the paper",
    }
    return _links(request, Invite.Kind.PAPER, paper.pk, form=form, **context, **new)


def _words_to_open(paper: Paper, viewer: Viewer) -> str:
    """The fingerprint of a draft's working copy, to its owner; empty where there is a version."""
    is_draft = not paper.guarded.versions and may(viewer, Right.OWN, paper)
    return publishable(paper, by=viewer).fingerprint if is_draft else ""


def _form(paper: Paper, viewer: Viewer, typed: QueryDict | None = None) -> PaperLinkForm:
    """With what the viewer may give: as an owner, or as somebody who may pass on what they hold."""
    if may(viewer, Right.OWN, paper):
        rights = [right for right in Right.grantable() if right <= HIGHEST]
        site_texts = templates_for(viewer)
        if typed is None:  # A page that is older than the copy may still send the text's own name.
            site_texts = uncopied(site_texts, viewer=viewer)
        agreements = askable(on=paper.guarded, by=viewer)
        return PaperLinkForm(typed, rights=rights, agreements=agreements, site_texts=site_texts)

    require(viewer, Right.SHARE, paper)
    rights = list(all_terms_for_passing_on(on=paper.guarded, by=viewer))
    return PaperLinkForm(typed, rights=rights, agreements=[], site_texts=[])


def _links(
    request: MemberRequest, kind: Invite.Kind, about: UUID, *, form: LinkForm, **context: object
) -> HttpResponse:
    """The form, and the viewer's own links to this one thing."""
    mine = Invite.objects.visible_to(request.viewer).filter(kind=kind, about=str(about)).order_by("-created_at")
    context = {"form": form, "invites": [row_of(made) for made in mine], **context}
    return render(request, "invites/about.html", context, status=422 if form.errors else 200)
