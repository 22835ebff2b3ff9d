"""What is typed when reporting and when deciding."""

from django import forms

from sharing.moderation.models import REASON_LENGTH, WORDS_LENGTH
from sharing.moderation.passing_on import Choice


class ReportForm(forms.Form):
    """What the reporter says, and what else is passed on: nothing, unless ticked."""

    words = forms.CharField(
        label="What is wrong with it?",
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The moderators cannot open the paper. They read what you write here, and what you tick below.",
    )
    title = forms.BooleanField(label="Pass on the paper's title", required=False)
    summary = forms.BooleanField(label="Pass on its safe summary", required=False)
    name = forms.BooleanField(label="Pass on my name", required=False)

    def clean_words(self) -> str:
        return self.cleaned_data["words"].replace("\r\n", "\n")

    @property
    def choice(self) -> Choice:
        ticked = {name for name in ("title", "summary", "name") if self.cleaned_data[name]}
        return Choice(words=self.cleaned_data["words"], also=frozenset(ticked))


class DecisionForm(forms.Form):
    """Why something is decided. What is decided is the button pressed."""

    reason = forms.CharField(
        label="Why",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The reporter reads this. Its authors do too, where you hide or restore it.",
    )
