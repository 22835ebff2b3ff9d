"""What is shown of published papers to those who cite them, and to programs."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.viewer import ANONYMOUS, Viewer
from sharing.access.rungs import Rung, rung_to_read
from sharing.discovery.listings import newest_papers
from sharing.papers.identifiers.citing import Citation
from sharing.papers.identifiers.models import Identifier
from sharing.papers.models import Abstract, Card
from sharing.web.showing import bylines_of


def public_entries() -> list[dict[str, Any]]:
    """The newest papers that everybody may read, as a feed has them."""
    cards = newest_papers(ANONYMOUS).cards
    bylines = bylines_of([card.paper_id for card in cards], ANONYMOUS)
    abstracts = Abstract.objects.visible_to(ANONYMOUS).filter(version__in=[card.version_id for card in cards])
    texts = dict(abstracts.values_list("version", "text"))
    return [
        {
            "title": card.title,
            "link": f"{settings.SITE_URL}{reverse('paper', args=[card.paper_id])}",
            "unique_id": card.version_id.urn,
            "description": "\n\n".join(filter(None, [card.summary, texts.get(card.version_id, "")])),
            "author_name": ", ".join(author["name"] for author in bylines.get(card.paper_id, [])),
            "pubdate": card.version.made_at,
            "updateddate": card.version.made_at,
        }
        for card in cards
    ]


def citation_of(card: Card, authors: Iterable[str], viewer: Viewer) -> Citation | None:
    """Of a latest version, where everybody may read it; None for whatever is not public."""
    identifier = Identifier.objects.visible_to(viewer).filter(pk=card.paper_id).first()
    if identifier is None or rung_to_read(card.paper_id, version=card.number) != Rung.PUBLIC:
        return None
    cited_as = f"{identifier}v{card.number}"
    return Citation(
        identifier=cited_as,
        title=card.title,
        authors=tuple(authors),
        at=card.version.made_at,
        site=settings.SITE_NAME,
        url=f"{settings.SITE_URL}{reverse('identified', args=[cited_as])}",
    )
