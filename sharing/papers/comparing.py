"""What a viewer may read of a version, layer by layer, to be held against another."""

from dataclasses import dataclass

from accounts.viewer import Viewer
from sharing.papers.models import Abstract, Body, Card, Paper, Version


@dataclass(frozen=True)
class Readable:
    """The words of one version by layer: those layers that the viewer may read."""

    version: Version
    words: dict[str, str]
    name: str
    what_changed: str  # Empty for whoever may not read the body.

    @property
    def has_body(self) -> bool:
        return "body" in self.words


def readable_version(paper: Paper, number: int, *, viewer: Viewer) -> Readable | None:
    """None where the viewer may not know of the version."""
    of_version = {"paper": paper, "number": number}
    card = Card.objects.visible_to(viewer).filter(**of_version).select_related("version").first()
    if card is None:
        return None

    words = {"title": card.title, "summary": card.summary}
    if abstract := Abstract.objects.visible_to(viewer).filter(**of_version).first():
        words["abstract"] = abstract.text
    body = Body.objects.visible_to(viewer).filter(**of_version).first()
    if body:
        words |= {"body": body.text, "bibliography": body.bibliography}
    return Readable(card.version, words, card.name, body.what_changed if body else "")
