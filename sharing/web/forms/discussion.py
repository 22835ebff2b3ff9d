"""The forms with which members comment."""

from django import forms

from sharing.access.rungs import Rung
from sharing.discussion.models import COMMENT_LENGTH


class WordsForm(forms.Form):
    """A comment's words, and nothing else."""

    text = forms.CharField(
        max_length=COMMENT_LENGTH,
        label="Your comment",
        help_text="Markdown, with formulas between dollar signs.",
        error_messages={"required": "Write something first."},
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class CommentForm(WordsForm):
    """A new comment, with what its writer was shown: the rung, and the version it is about.

    A rung that is missing or unknown was not shown to anybody: it counts as the narrowest.
    """

    rung = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def clean_rung(self) -> Rung:
        shown = self.cleaned_data["rung"]
        return Rung(shown) if shown in Rung.values else Rung.PRIVATE

    def now_on(self, rung: Rung) -> None:
        """Show this rung from now on, whatever was sent."""
        self.data = {**self.data.dict(), self.add_prefix("rung"): rung.value}
