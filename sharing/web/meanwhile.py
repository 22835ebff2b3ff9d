"""Words that were saved while somebody was changing the ones before them."""

from dataclasses import asdict, dataclass
from datetime import datetime

from accounts.viewer import Viewer
from sharing.papers.actions import Words, words_of
from sharing.papers.models import WorkingCopy
from sharing.web.differing import Layer, layers_changed


@dataclass(frozen=True, kw_only=True)
class Meanwhile:
    """Who saved what and when, and by which fingerprint one says that one has seen it."""

    name: str  # Empty where it was the viewer.
    at: datetime
    fingerprint: str
    layers: list[Layer]  # What saving the typed ones over them would change.


def saved_meanwhile(copy: WorkingCopy, *, typed: Words, viewer: Viewer) -> Meanwhile:
    """The working copy as it is now, held against what was typed over an older one."""
    saved = words_of(copy)
    layers = layers_changed(asdict(saved), asdict(typed))
    return Meanwhile(name=_name_of(copy, viewer), at=copy.saved_at, fingerprint=saved.sha256, layers=layers)


def _name_of(copy: WorkingCopy, viewer: Viewer) -> str:
    if copy.saved_by is None:
        return "Somebody"
    return "" if copy.saved_by_id == viewer.principal else copy.saved_by.name_and_handle
