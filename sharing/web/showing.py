"""What the templates' pieces show of papers: built from rows the viewer was given."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.viewer import Viewer
from sharing.access.rungs import Rung, rungs_of
from sharing.access.standing import Audience
from sharing.base.guarded import may
from sharing.base.richtext import CannotRender, render_inline
from sharing.base.richtext import render as render_text
from sharing.base.rights import Right
from sharing.papers.actions import Words
from sharing.papers.figures.shown import figures_of
from sharing.papers.models import Abstract, Author, Body, Card, Paper, Version, WorkingCopy

State = Paper.State
ICONS = {Rung.PRIVATE: "lock", Rung.MEMBERS: "members", Rung.PUBLIC: "globe"}


def title_of(words: Card | WorkingCopy) -> str | SafeString:
    """A title with its formulas set; as it was typed, where that cannot be done."""
    about = f"card {words.pk}" if isinstance(words, Card) else None
    try:
        return render_inline(words.title, about=about).html
    except CannotRender:
        return words.title


def plain_title_of(words: Card | WorkingCopy) -> str:
    """The same as mere text, for the tab."""
    about = f"card {words.pk}" if isinstance(words, Card) else None
    try:
        return render_inline(words.title, about=about).plain
    except CannotRender:
        return words.title


def entries_of(cards: Sequence[Card], viewer: Viewer) -> list[dict[str, Any]]:
    """Entries of a list, in its order; two queries, however many there are."""
    papers = [card.paper_id for card in cards]
    rungs, bylines = rungs_of(papers), bylines_of(papers, viewer)
    return [
        {
            "url": reverse("paper", args=[card.paper_id]),
            "title": title_of(card),
            "authors": bylines.get(card.paper_id, []),
            "summary": card.summary,
            "at": card.version.made_at,
            "rung": rungs[card.paper_id],
            "audience": rungs[card.paper_id].label,
            "icon": ICONS[rungs[card.paper_id]],
            "state_label": _state_label(card.paper),
        }
        for card in cards
    ]


def awaiting_entry(paper: Paper, agreements: Iterable[str]) -> dict[str, Any]:
    """A paper that opens once its agreements are signed: who asks, and for what. Never its title."""
    return {
        "awaiting": True,
        "url": reverse("paper", args=[paper.pk]),
        "authors": [paper.submitter.name_and_handle],
        "agreements": list(agreements),
        "at": None,
    }


def what_is_shown(
    paper: Paper, viewer: Viewer, *, number: int | None = None, audience: Audience | None = None
) -> dict[str, Any] | None:
    """What a viewer's page of a paper shows of it, as far down its layers as they may read; None without a card."""
    cards = Card.objects.visible_to(viewer).filter(paper=paper).select_related("version", "paper")
    card = (cards.filter(number=number) if number is not None else cards.order_by("-number")).first()
    if card is None:
        return None

    abstract = Abstract.objects.visible_to(viewer).filter(version=card.version_id).first()
    body = Body.objects.visible_to(viewer).filter(version=card.version_id).first()
    return {
        "key": paper.pk,
        "card": card,
        "plain_title": plain_title_of(card),
        "paper": header_of(paper, card, card.version, viewer, audience=audience),
        "abstract": abstract and _rendered(abstract.text, prefix="abstract-", about=f"abstract {abstract.pk}"),
        "body": body
        and _rendered(
            body.text,
            prefix="text-",
            bibliography=body.bibliography,
            about=f"body {body.pk}",
            figures=figure_addresses(paper, card.version, viewer=viewer),
        ),
        "opens_after_signing": body is None and bool(may(viewer, Right.SIGN, paper)),
    }


def what_is_written(paper: Paper, copy: WorkingCopy, viewer: Viewer, *, audience: Audience | None) -> dict[str, Any]:
    """The same of a working copy that is no version yet, for those who write it."""
    header = header_of(paper, copy, None, viewer, audience=audience)
    shown = {"key": paper.pk, "paper": header, "plain_title": plain_title_of(copy)}
    return shown | _layers_of(copy, paper, viewer)


def what_is_typed(words: Words, paper: Paper | None, viewer: Viewer) -> dict[str, Any]:
    """The same of words that are not saved: of a working copy, or of a paper that is yet to begin."""
    copy = WorkingCopy(**asdict(words))
    own = [{"name": viewer.user.name}] if viewer.user else []
    authors = bylines_of([paper.pk], viewer).get(paper.pk, []) if paper else own
    header = {"title": title_of(copy), "authors": authors, "rung": Rung.PRIVATE, "audience": "Authors and editors only"}
    return {"paper": header | {"state_label": "Not saved yet"}, **_layers_of(copy, paper, viewer)}


def _layers_of(copy: WorkingCopy, paper: Paper | None, viewer: Viewer) -> dict[str, Any]:
    figures = figure_addresses(paper, None, viewer=viewer) if paper else {}
    return {
        "card": copy,
        "abstract": _rendered(copy.abstract, prefix="abstract-"),
        "body": _rendered(copy.body, prefix="text-", bibliography=copy.bibliography, figures=figures),
    }


def figure_addresses(paper: Paper, version: Version | None, *, viewer: Viewer) -> dict[str, str]:
    """Where each figure is by its name, for the text of a version, or of the working copy where it is None."""
    figures = figures_of(paper, version, viewer=viewer)
    return {name: reverse("figure", args=[paper.pk, key]) for name, key in figures.items()}


def _rendered(
    text: str,
    *,
    prefix: str,
    about: str | None = None,
    figures: dict[str, str] | None = None,
    bibliography: str | None = None,
) -> dict[str, Any]:
    """As HTML, with what its author should be told of it; or as it stands with the sentence that says why not."""
    try:
        rendered = render_text(text, figures=figures, bibliography=bibliography, prefix=prefix, about=about)
    except CannotRender as refusal:
        return {"refusal": refusal.sentence, "source": text}
    return {"html": rendered.html, "problems": rendered.problems}


def header_of(
    paper: Paper, words: Card | WorkingCopy, version: Version | None, viewer: Viewer, *, audience: Audience | None
) -> dict[str, Any]:
    """The head of a paper's page. Its owners see how many hold it, readers only how widely it is open."""
    rung = rungs_of([paper.pk])[paper.pk]
    return {
        "title": title_of(words),
        "authors": bylines_of([paper.pk], viewer).get(paper.pk, []),
        "rung": rung,
        "audience": audience_label(rung, audience),
        "icon": ICONS[rung],
        "audience_url": reverse("sharing", args=[paper.pk]) if audience else None,
        "state_label": _state_label(paper),
        "version": version
        and {
            "number": version.number,
            "name": words.name if isinstance(words, Card) else "",
            "at": version.made_at,
            "history_url": reverse("versions", args=[paper.pk]),
        },
    }


def audience_label(rung: Rung, audience: Audience | None) -> str:
    """For readers the step the paper stands on; for its owners who that is."""
    if audience is None:
        return rung.label
    if audience.is_closed:
        return "Closed to all but its owners"
    if rung == Rung.PUBLIC:
        return "Public"
    counted = [_counted(audience.people, "person", "people"), _counted(audience.groups, "group", "groups")]
    parts = (["All members"] if rung == Rung.MEMBERS else []) + [part for part in counted if part]
    return ", ".join(parts) or ("Only its owners" if audience.has_several_owners else "Only you")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""


def _state_label(paper: Paper) -> str:
    """A word for the states that a reader should not overlook."""
    labels = {State.DRAFT: "Draft", State.WITHDRAWN: "Withdrawn", State.ERASED: "Erased"}
    return labels.get(State(paper.state), "")


def bylines_of(papers: Iterable[UUID], viewer: Viewer) -> dict[UUID, list[dict[str, Any]]]:
    bylines: dict[UUID, list[dict[str, Any]]] = {}
    for author in Author.objects.visible_to(viewer).filter(paper__in=papers).order_by("paper", "position"):
        beside = {"affiliation": author.affiliation, "is_corresponding": author.is_corresponding}
        bylines.setdefault(author.paper_id, []).append({"name": author.name} | beside)
    return bylines
