"""The page one searches from."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sharing.access.rungs import Rung
from sharing.discovery.search.query import TYPED_LENGTH, read_query
from sharing.discovery.search.searching import FoundComment, FoundPaper, Place, find_comments, find_papers
from sharing.discovery.search.suggestions import spelled_otherwise
from sharing.web.page import open_page
from sharing.web.requests import ViewerRequest
from sharing.web.showing import ICONS, entries_of, title_of

Kept = dict[str, str]


@open_page
@require_safe
def search(request: ViewerRequest) -> HttpResponse:
    """What the viewer may read and has these words: papers, or comments; the best first, or the newest."""
    viewer = request.viewer
    kept = _kept_of(request.GET)
    query = read_query(kept["q"])
    in_comments, newest_first = kept["in"] == "comments", kept["sort"] == "newest"

    after = _place_in(request.GET.dict())
    if in_comments:
        comments, next_place = find_comments(query, viewer, newest_first=newest_first, after=after)
        entries = [_comment_entry(each) for each in comments]
    else:
        papers, next_place = find_papers(query, viewer, newest_first=newest_first, after=after)
        entries = _paper_entries(papers, request)
    spelled = spelled_otherwise(query, viewer) if query.words and not entries else None
    context = {
        "section": "search",
        "typed": kept["q"],
        "query": query,
        "tabs": [
            _tab("Papers", kept | {"in": ""}, is_current=not in_comments),
            _tab("Comments", kept | {"in": "comments"}, is_current=in_comments),
        ],
        "order": _tab("Best first", kept | {"sort": ""}, is_current=False)
        if newest_first
        else _tab("Newest first", kept | {"sort": "newest"}, is_current=False),
        "in_comments": in_comments,
        "entries": entries,
        "spelled": spelled and {"words": spelled, "url": _address(kept | {"q": query.with_words(spelled)})},
        "next_url": next_place and _address(kept | _named(next_place)),
    }
    return render(request, "discovery/search.html", context)


def _paper_entries(found: list[FoundPaper], request: ViewerRequest) -> list[dict[str, Any]]:
    entries = entries_of([each.card for each in found], request.viewer)
    return [entry | {"excerpt": each.excerpt} for entry, each in zip(entries, found, strict=True)]


def _comment_entry(found: FoundComment) -> dict[str, Any]:
    comment = found.comment
    rung = Rung(comment.rung)
    return {
        "url": reverse("comment", args=[comment.paper_id, comment.pk]),
        "title": title_of(found.card),
        "writer": comment.writer,
        "at": comment.written_at,
        "rung": rung,
        "audience": rung.label,
        "icon": ICONS[rung],
        "excerpt": found.excerpt,
    }


# --- Addresses ----------------------------------------------------------------------


def _kept_of(typed: QueryDict) -> Kept:
    """What every address of this search has: the words, where to look for them, and in which order."""
    words = typed.get("q", "").replace("\0", "").strip()[:TYPED_LENGTH]
    return {
        "q": words,
        "in": "comments" if typed.get("in") == "comments" else "",
        "sort": "newest" if typed.get("sort") == "newest" else "",
    }


def _tab(label: str, kept: Kept, *, is_current: bool) -> dict[str, Any]:
    return {"url": _address(kept), "label": label, "is_current": is_current, "count": None}


def _address(kept: Kept) -> str:
    return f"{reverse('search')}?{urlencode({name: value for name, value in kept.items() if value})}"


def _named(place: Place) -> Kept:
    return {"score": repr(place.score), "row": str(place.row)}


def _place_in(typed: Mapping[str, str]) -> Place | None:
    """Where the page before ended; anything else begins at the top."""
    try:
        return Place(float(typed["score"]), UUID(typed["row"]))
    except (KeyError, ValueError):
        return None
