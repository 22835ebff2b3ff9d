"""Lists of papers, and a paper's own page."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.viewer import Viewer
from sharing.access.covering import note_opening
from sharing.access.newest import Place
from sharing.access.rungs import Rung
from sharing.access.standing import Audience, audience_of
from sharing.audit import record_reading
from sharing.base.guarded import may
from sharing.base.rights import Right
from sharing.discovery.listings import Listing, awaiting_papers, my_papers, newest_papers, shared_papers
from sharing.papers.models import Paper, Withdrawal, WorkingCopy
from sharing.papers.unversioned import not_yet_a_version
from sharing.web.discussion import discussion_of
from sharing.web.page import members_page, open_page, page
from sharing.web.paging import Names, address_of_next, place_in
from sharing.web.requests import ViewerRequest
from sharing.web.showing import awaiting_entry, entries_of, title_of, what_is_shown, what_is_written
from sharing.web.showing_citations import citation_of

LISTS = {
    "papers": ("Newest", newest_papers),
    "shared_papers": ("Shared with me", shared_papers),
    "my_papers": ("Mine", my_papers),
}
PLACE = Names(at="before", key="paper")


@open_page
@require_safe
def newest(request: ViewerRequest) -> HttpResponse:
    return _list(request, "papers")


@members_page
@require_safe
def shared(request: ViewerRequest) -> HttpResponse:
    return _list(request, "shared_papers")


@members_page
@require_safe
def mine(request: ViewerRequest) -> HttpResponse:
    return _list(request, "my_papers")


def _list(request: ViewerRequest, name: str) -> HttpResponse:
    """A page of a list: what awaits a signature first, then the papers, newest first."""
    viewer = request.viewer
    title = request.GET.get("title", "").replace("\0", "").strip()[:100]
    found = place_in(request.GET, names=PLACE)
    before = Place(*found) if found else None
    listing = LISTS[name][1](viewer, before=before, title=title)
    first_page = before is None and not title and name != "my_papers"
    awaiting = [awaiting_entry(paper, asked) for paper, asked in awaiting_papers(viewer)] if first_page else []

    context = {
        "section": "papers",
        "tabs": [
            {"url": reverse(each), "label": label, "is_current": each == name, "count": None}
            for each, (label, _) in LISTS.items()
            if viewer.is_member or each == "papers"
        ],
        "list": name,
        "entries": awaiting + entries_of(listing.cards, viewer),
        "drafts": [{"key": draft.pk, "title": title_of(draft), "at": draft.saved_at} for draft in listing.drafts],
        "title": title,
        "older_url": _older(listing, title=title),
    }
    return render(request, "papers/list.html", context)


def withdrawal_note(request: HttpRequest, key: UUID) -> HttpResponse | None:
    """In the place of a paper: that it was withdrawn, when and why, where its owners left that for everybody."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # ReaderMiddleware's
    found = Withdrawal.objects.visible_to(viewer).filter(pk=key).first()
    if found is None:
        return None
    return render(request, "papers/withdrawn.html", {"section": "papers", "withdrawal": found}, status=410)


@page(Paper, Right.SEE, instead=withdrawal_note)
@require_safe
def paper(request: ViewerRequest, paper: Paper) -> HttpResponse:
    """The latest version the viewer may read, as far as they may."""
    return _paper(request, paper, number=None)


@page(Paper, Right.SEE)
@require_safe
def version(request: ViewerRequest, paper: Paper, number: int) -> HttpResponse:
    return _paper(request, paper, number=number)


def _paper(request: ViewerRequest, paper: Paper, *, number: int | None) -> HttpResponse:
    viewer = request.viewer
    is_owner = bool(may(viewer, Right.OWN, paper))
    may_edit = is_owner or bool(may(viewer, Right.EDIT, paper))
    audience = audience_of(paper.guarded, viewer=viewer) if is_owner else None
    shown = what_is_shown(paper, viewer, number=number, audience=audience)
    if shown is None and may_edit and number is None:
        return _unread(request, paper, audience=audience)
    if shown is None:
        raise Http404
    if not is_owner:
        note_opening(paper.guarded, version=shown["card"].number, by=viewer)
    if shown["body"] and viewer.is_member and not may_edit:
        record_reading(by=viewer.principal, about=shown["card"].version)

    citation = None
    if number is None and shown["paper"]["rung"] == Rung.PUBLIC:
        citation = citation_of(shown["card"], (author["name"] for author in shown["paper"]["authors"]), viewer)
    if citation:
        shown["paper"]["version"] |= {"citation": citation, "cite_url": reverse("cite", args=[paper.pk])}

    context = shown | {
        "section": "papers",
        "citation": citation,
        "discussion": shown["body"] and discussion_of(paper, viewer, version=shown["card"].version),
        "acts": _acts(paper, is_owner=is_owner, may_edit=may_edit),
        "is_owner": is_owner,
        "may_edit": may_edit,
        "unversioned": not_yet_a_version(paper, viewer=viewer) if may_edit else None,
        "is_closed": paper.guarded.closed_at is not None,
        "withdrawal": _withdrawal_of(paper, viewer) if paper.state == Paper.State.WITHDRAWN else None,
    }
    return render(request, "papers/paper.html", context)


def _withdrawal_of(paper: Paper, viewer: Viewer) -> Withdrawal | None:
    """None of a paper that was withdrawn before anybody could say why."""
    return Withdrawal.objects.visible_to(viewer).filter(pk=paper.pk).select_related("withdrawn_by").first()


def _unread(request: ViewerRequest, paper: Paper, *, audience: Audience | None) -> HttpResponse:
    """A paper without a version: its authors see what they are writing; or the stone over erased words."""
    copy = WorkingCopy.objects.visible_to(request.viewer).filter(pk=paper.pk).first()
    if copy is None:
        return render(request, "papers/erased.html", {"section": "papers", "row": paper})

    context = what_is_written(paper, copy, request.viewer, audience=audience) | {
        "section": "papers",
        "acts": _acts(paper, is_owner=audience is not None, may_edit=True),
        "is_owner": audience is not None,
    }
    return render(request, "papers/draft.html", context)


def _acts(paper: Paper, *, is_owner: bool, may_edit: bool) -> list[dict[str, object]]:
    acts: list[dict[str, object]] = []
    if may_edit and paper.state != Paper.State.ERASED:
        acts.append({"url": reverse("edit_paper", args=[paper.pk]), "label": "Edit", "icon": "pen"})
    if is_owner and paper.state != Paper.State.ERASED:
        acts.append({"url": reverse("sharing", args=[paper.pk]), "label": "Share", "icon": "people", "primary": True})
    return acts


def _older(listing: Listing, *, title: str) -> str | None:
    """The address of the next page: the words searched for, and the last paper shown."""
    place = listing.older_than
    if place is None:
        return None
    return address_of_next(place.listed_at, place.paper, names=PLACE, beside={"title": title} if title else None)
