"""What is shown of published papers to those who cite them, and to programs."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from accounts.viewer import ANONYMOUS, Viewer
from sharing.access.rungs import Rung, rung_to_read
from sharing.base.refusals import Unseen
from sharing.discovery.listings import newest_papers
from sharing.papers.identifiers.citing import Citation
from sharing.papers.identifiers.models import Identifier
from sharing.papers.models import Abstract, Author, Card, Paper


def public_entries() -> list[dict[str, Any]]:
    """The newest papers that everybody may read, as a feed has them."""
    cards = newest_papers(ANONYMOUS).cards
    papers = [card.paper_id for card in cards]
    authors = _names_of(papers, ANONYMOUS)
    abstracts = Abstract.objects.visible_to(ANONYMOUS).filter(version__in=[card.version_id for card in cards])
    texts = dict(abstracts.values_list("version", "text"))
    return [
        {
            "title": card.title,
            "link": f"{settings.SITE_URL}{reverse('paper', args=[card.paper_id])}",
            "unique_id": card.version_id.urn,
            "description": "\n\n".join(filter(None, [card.summary, texts.get(card.version_id, "")])),
            "author_name": ", ".join(authors.get(card.paper_id, [])),
            "pubdate": card.version.made_at,
            "updateddate": card.version.made_at,
        }
        for card in cards
    ]


def citation_of(paper: Paper, viewer: Viewer) -> Citation | None:
    """Of the latest version, where everybody may read it; None for whatever is not public."""
    card = Card.objects.visible_to(viewer).filter(paper=paper).select_related("version").order_by("-number").first()
    if card is None:
        raise Unseen
    identifier = Identifier.objects.visible_to(viewer).filter(pk=paper.pk).first()
    if identifier is None or rung_to_read(paper.pk, version=card.number) != Rung.PUBLIC:
        return None
    return Citation(
        identifier=f"{identifier}v{card.number}",
        title=card.title,
        authors=tuple(_names_of([paper.pk], viewer).get(paper.pk, [])),
        at=card.version.made_at,
        site=settings.SITE_NAME,
        url=f"{settings.SITE_URL}{reverse('identified', args=[f'{identifier}v{card.number}'])}",
    )


def _names_of(papers: list[UUID], viewer: Viewer) -> dict[UUID, list[str]]:
    names: dict[UUID, list[str]] = {}
    for author in Author.objects.visible_to(viewer).filter(paper__in=papers).order_by("paper", "position"):
        names.setdefault(author.paper_id, []).append(author.name)
    return names
