"""What an author is told of a text that is shown, though something in it leads nowhere."""

_SENTENCES = {
    "open_block": "“{}” begins a block that is never closed. Close it with “:::” or “\\end{{…}}” on a line of its own.",
    "repeated_label": "The label “{}” is given twice; what refers to it leads to the first.",
    "unknown_block": "“{}” begins a block of no kind that is known here, so it is shown as it was typed.",
    "unknown_key": "“{}” is cited, and the bibliography has no such key.",
    "unknown_label": "“{}” is referred to, and nothing has that label.",
    "unreadable_bibliography": "The bibliography cannot be read as BibTeX.",
    "unreadable_entry": "An entry of the bibliography cannot be read, so it is left out: “{}”",
}


def sentence_about(kind: str, about: str) -> str:
    """About one fault that the render process has noted: its kind, and the words it stands in."""
    return _SENTENCES[kind].format(about)
