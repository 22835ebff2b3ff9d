"""A paper's versions: their list, what differs between two, making the next, and going back to an old one."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.db.models import F, Func, IntegerField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.viewer import Viewer
from sharing.access.covering import note_opening
from sharing.audit import record_reading
from sharing.base.guarded import may
from sharing.base.rights import Right
from sharing.papers import actions as papers
from sharing.papers.comparing import Readable, readable_version
from sharing.papers.figures.shown import figures_gone
from sharing.papers.models import Body, Card, Paper, Provenance, Version
from sharing.papers.unversioned import not_yet_a_version
from sharing.web.differing import label_of, layers_changed
from sharing.web.forms.papers import CompareForm, VersionForm
from sharing.web.page import page
from sharing.web.requests import ViewerRequest
from sharing.web.restraint import restrained
from sharing.web.writing import copy_of

NOT_RESTORED = (
    "Other words were saved since you looked, so nothing is restored. Please look again at what would change."
)


@page(Paper, Right.SEE)
@require_safe
def versions(request: ViewerRequest, paper: Paper) -> HttpResponse:
    """The versions the viewer may know of, newest first, each with as much as they may know of it."""
    rows = _rows(paper, request.viewer)
    numbers = [row["version"].number for row in rows]
    context = {
        "section": "papers",
        "key": paper.pk,
        "rows": rows,
        "compare": CompareForm(numbers=numbers) if len(numbers) > 1 else None,
        "may_edit": paper.state != Paper.State.ERASED and bool(may(request.viewer, Right.EDIT, paper)),
    }
    return render(request, "papers/versions.html", context)


def _rows(paper: Paper, viewer: Viewer) -> list[dict[str, Any]]:
    """Four queries, however many there are."""
    versions = Version.objects.visible_to(viewer).filter(paper=paper).order_by("-number")
    names = dict(Card.objects.visible_to(viewer).filter(paper=paper).values_list("version", "name"))
    size = Func(F("text"), function="octet_length", output_field=IntegerField())
    without_words = Body.objects.visible_to(viewer).filter(paper=paper).defer("text", "bibliography")
    bodies = without_words.annotate(size=size).in_bulk()
    made = Provenance.objects.visible_to(viewer).filter(paper=paper).select_related("made_by").in_bulk()
    known = list(versions)
    before: Iterable[Version | None] = [*known[1:], None]
    return [
        {
            "version": version,
            "name": names.get(version.pk, ""),
            "body": bodies.get(version.pk),
            "made": made.get(version.pk),
            "before": earlier,
        }
        for version, earlier in zip(known, before, strict=False)
    ]


@page(Paper, Right.SEE)
@require_safe
def choose_comparison(request: ViewerRequest, paper: Paper) -> HttpResponse:
    """Where the form that chooses two versions leads, whether there are such versions or not."""
    typed = [request.GET.get(name, "") for name in ("old", "new")]
    if not all(number.isascii() and number.isdecimal() and len(number) < 10 for number in typed):
        raise Http404
    old, new = map(int, typed)
    return redirect("compare_versions", key=paper.pk, old=old, new=new)


@page(Paper, Right.SEE)
@require_safe
def compare_versions(request: ViewerRequest, paper: Paper, old: int, new: int) -> HttpResponse:
    """What differs between two versions, in each layer that the viewer may read in both."""
    viewer = request.viewer
    before, after = (readable_version(paper, number, viewer=viewer) for number in (old, new))
    if before is None or after is None:
        raise Http404

    _note_reading(paper, [before, after], viewer=viewer)
    context = _differences(before.words, after.words) | {
        "section": "papers",
        "key": paper.pk,
        "before": before,
        "after": after,
        "both": [before, after],
    }
    return render(request, "papers/comparison.html", context)


def _differences(old: dict[str, str], new: dict[str, str]) -> dict[str, Any]:
    """The layers that differ, and the names of those that do not."""
    kept = [label_of(layer) for layer, text in old.items() if new.get(layer) == text]
    return {"layers": layers_changed(old, new), "kept": kept}


def _note_reading(paper: Paper, opened: Iterable[Readable], *, viewer: Viewer) -> None:
    """As when each of them is opened by itself."""
    if not may(viewer, Right.OWN, paper):
        for each in opened:
            note_opening(paper.guarded, version=each.version.number, by=viewer)
    if viewer.is_member and not may(viewer, Right.EDIT, paper):
        for each in opened:
            if each.has_body:
                record_reading(by=viewer.principal, about=each.version)


@page(Paper, Right.EDIT)
@require_http_methods(["GET", "POST"])
@restrained("texts")
def add_version(request: ViewerRequest, paper: Paper) -> HttpResponse:
    """What the next version would change, its name, and making it; where that has changed by then, it is asked anew."""
    form, refusal = VersionForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        try:
            papers.add_version(paper, by=request.viewer, shown=request.POST.get("shown", ""), **form.cleaned_data)
        except papers.Outdated as outdated:
            refusal = outdated.sentence
        else:
            messages.success(request, "Saved as a new version.")
            return redirect("paper", key=paper.pk)
    return _next_version(request, paper, form, refusal=refusal)


def _next_version(request: ViewerRequest, paper: Paper, form: VersionForm, *, refusal: str) -> HttpResponse:
    viewer, number = request.viewer, paper.guarded.versions
    words = papers.words_of(copy_of(paper, request))
    latest = readable_version(paper, number, viewer=viewer) if number else None
    context: dict[str, Any] = {
        "section": "papers",
        "key": paper.pk,
        "form": form,
        "refusal": refusal,
        "number": number + 1,
        "latest": latest,
        "shown": words.sha256,
        "unversioned": not_yet_a_version(paper, viewer=viewer),
    }
    context |= _differences(latest.words, asdict(words)) if latest else {}
    return render(request, "papers/next_version.html", context, status=422 if form.errors or refusal else 200)


@page(Paper, Right.EDIT)
@require_http_methods(["GET", "POST"])
@restrained("texts")
def restore_version(request: ViewerRequest, paper: Paper, number: int) -> HttpResponse:
    """What the working copy would lose and get by going back to a version's words, and doing that."""
    viewer, refusal = request.viewer, ""
    wanted = papers.words_of_version(paper, number, viewer=viewer)
    if request.method == "POST":
        try:
            papers.restore_version(paper, number, by=viewer, shown=request.POST.get("shown", ""))
        except papers.Overtaken:
            refusal = NOT_RESTORED
        else:
            messages.success(request, f"The working copy says what version {number} says.")
            return redirect("edit_paper", key=paper.pk)

    now = papers.words_of(copy_of(paper, request))
    context = _differences(asdict(now), asdict(wanted)) | {
        "section": "papers",
        "key": paper.pk,
        "number": number,
        "shown": now.sha256,
        "refusal": refusal,
        "figures": figures_gone(paper, number, viewer=viewer),
    }
    return render(request, "papers/restoring.html", context, status=422 if refusal else 200)
