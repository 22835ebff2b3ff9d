"""Two wordings of a paper's layers, held against each other for the pages that show what differs."""

from collections.abc import Mapping
from dataclasses import dataclass

from sharing.base.differences import Part, in_context, words_changed
from sharing.web.forms.papers import PaperForm


@dataclass(frozen=True)
class Layer:
    """One layer in which the two differ."""

    label: str
    old: str
    parts: list[Part]  # What makes the old words the new ones, with what stands around each change.


def layers_changed(old: Mapping[str, str], new: Mapping[str, str]) -> list[Layer]:
    """The layers that both have and that differ, in their order."""
    return [
        Layer(label_of(layer), text, in_context(words_changed(text, new[layer])))
        for layer, text in old.items()
        if layer in new and text != new[layer]
    ]


def label_of(layer: str) -> str:
    """What the editor calls a layer."""
    return str(PaperForm.base_fields[layer].label or layer.capitalize())
