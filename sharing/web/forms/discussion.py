"""The forms with which members comment."""

from typing import Any

from django import forms

from sharing.access.rungs import Rung
from sharing.discussion.models import COMMENT_LENGTH


class WordsForm(forms.Form):
    """A comment's words. ``rung`` says who will read them."""

    text = forms.CharField(
        max_length=COMMENT_LENGTH,
        label="Your comment",
        help_text="Markdown, with formulas between dollar signs.",
        error_messages={"required": "Write something first."},
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, on: Rung, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rung = on

    def show_rung(self, rung: Rung) -> None:
        """From now on its writer knows this rung."""
        self.rung = rung


class CommentForm(WordsForm):
    """A new comment, with what its writer was shown: the rung, and the version it is about.

    A rung that is missing or unknown was not shown to anybody: it counts as the narrowest.
    """

    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, on: Rung, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, on=on, initial={"shown": on.value, "version": version}, **kwargs)

    def clean_shown(self) -> Rung:
        shown = self.cleaned_data["shown"]
        return Rung(shown) if shown in Rung.values else Rung.PRIVATE

    def show_rung(self, rung: Rung) -> None:
        """Likewise: sent once more as it is, it is posted."""
        super().show_rung(rung)
        self.data = {"text": self.data["text"], "version": self.data.get("version", ""), "shown": rung.value}
