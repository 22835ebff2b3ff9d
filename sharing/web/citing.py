"""Published papers by their numbers, how they are cited, and a feed of them."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from accounts.viewer import ANONYMOUS
from sharing.base.reader import reading_as
from sharing.base.refusals import Refused, Unseen
from sharing.papers.identifiers.citing import Citation, as_bibtex, as_csl, as_ris
from sharing.papers.identifiers.models import Identifier, read_identifier
from sharing.papers.models import Card, Paper
from sharing.web.page import open_page, page
from sharing.web.requests import ViewerRequest
from sharing.web.showing import bylines_of
from sharing.web.showing_citations import citation_of, public_entries

Form = tuple[str, str, str, Callable[[Citation], str]]
FORMS: dict[str, Form] = {
    "bibtex": ("BibTeX", "bib", "application/x-bibtex", as_bibtex),
    "ris": ("RIS", "ris", "application/x-research-info-systems", as_ris),
    "csl": ("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", as_csl),
}


@open_page
@require_safe
def identified(request: ViewerRequest, identifier: str) -> HttpResponse:
    """The paper that has this number, or one version of it."""
    reference = read_identifier(identifier)
    if reference is None:
        raise Http404
    row = Identifier.objects.visible_to(request.viewer).filter(month=reference.month, serial=reference.serial).first()
    if row is None:
        raise Http404
    if reference.version is None:
        return redirect("paper", key=row.pk)
    return redirect("version", key=row.pk, number=reference.version)


@page(Paper)
@require_safe
def cite(request: ViewerRequest, paper: Paper) -> HttpResponse:
    """How the latest version is cited, where everybody may read it; as a file with ``?as=``."""
    viewer = request.viewer
    cards = Card.objects.visible_to(viewer).filter(paper=paper).select_related("version")
    card = cards.order_by("-number").first()
    if card is None:
        raise Unseen
    authors = [author["name"] for author in bylines_of([paper.pk], viewer).get(paper.pk, [])]
    citation = citation_of(card, authors, viewer)
    if citation is None:
        raise Refused("Only what everybody may read can be cited.")
    if form := FORMS.get(request.GET.get("as", "")):
        _, extension, content_type, write = form
        name = f"{citation.identifier}.{extension}"
        headers = {
            "Content-Type": f"{content_type}; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        return HttpResponse(write(citation), headers=headers)
    context = {
        "section": "papers",
        "key": paper.pk,
        "citation": citation,
        "forms": [
            {"name": name, "label": label, "text": write(citation)} for name, (label, _, _, write) in FORMS.items()
        ],
    }
    return render(request, "papers/cite.html", context)


@open_page
@require_safe
def feed(_request: ViewerRequest) -> HttpResponse:
    """The newest papers that everybody may read, the same whoever asks: feed readers keep what they fetch."""
    atom = Atom1Feed(
        title=settings.SITE_NAME,
        link=settings.SITE_URL,
        description="The newest papers that everybody may read.",
        feed_url=f"{settings.SITE_URL}{reverse('feed')}",
    )
    with reading_as(ANONYMOUS.principal):
        for entry in public_entries():
            atom.add_item(**entry)
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)
