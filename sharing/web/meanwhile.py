"""Words that were saved while somebody was changing the ones before them."""

from dataclasses import asdict, dataclass
from datetime import datetime

from accounts.viewer import Viewer
from sharing.base.differences import Part, in_context, words_changed
from sharing.papers.actions import Words, words_of
from sharing.papers.models import WorkingCopy
from sharing.web.forms.papers import PaperForm


@dataclass(frozen=True)
class Layer:
    """One layer in which the words saved and the words typed differ."""

    label: str
    saved: str
    parts: list[Part]  # What saving the typed ones over them would change.


@dataclass(frozen=True, kw_only=True)
class Meanwhile:
    """Who saved what and when, and by which fingerprint one says that one has seen it."""

    name: str  # Empty where it was the viewer.
    at: datetime
    fingerprint: str
    layers: list[Layer]


def saved_meanwhile(copy: WorkingCopy, *, typed: Words, viewer: Viewer) -> Meanwhile:
    """The working copy as it is now, held against what was typed over an older one."""
    saved, new = words_of(copy), asdict(typed)
    layers = [
        Layer(
            str(PaperForm.base_fields[layer].label or layer.capitalize()),
            text,
            in_context(words_changed(text, new[layer])),
        )
        for layer, text in asdict(saved).items()
        if text != new[layer]
    ]
    return Meanwhile(name=_name_of(copy, viewer), at=copy.saved_at, fingerprint=saved.sha256, layers=layers)


def _name_of(copy: WorkingCopy, viewer: Viewer) -> str:
    if copy.saved_by is None:
        return "Somebody"
    return "" if copy.saved_by_id == viewer.principal else copy.saved_by.name_and_handle
