"""What is typed about papers."""

from django import forms

from sharing.papers.actions import Words
from sharing.papers.models import ABSTRACT_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH

BODY_BYTES = 200_000


class Lines(forms.CharField):
    """Text of many lines, which browsers send with another end than the one that is kept."""

    def to_python(self, value: object) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class PaperForm(forms.Form):
    """A paper's words, layer by layer."""

    title = forms.CharField(max_length=TITLE_LENGTH, help_text="Formulas between dollar signs are set.")
    summary = Lines(
        label="Safe summary",
        required=False,
        max_length=SUMMARY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="With the title, what may be known by those who may only know that this exists.",
    )
    abstract = Lines(required=False, max_length=ABSTRACT_LENGTH, widget=forms.Textarea(attrs={"rows": 6}))
    body = Lines(
        label="Text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "data-submit-key": ""}),
        help_text="Markdown, with LaTeX between $ … $ or $$ … $$. Up to 200 kB.",
    )

    def clean_body(self) -> str:
        body = self.cleaned_data["body"]
        if len(body.encode()) > BODY_BYTES:
            size = len(body.encode()) // 1000
            raise forms.ValidationError(f"The text has {size} kB; a paper can have 200. Nothing was saved yet.")
        return body

    @property
    def words(self) -> Words:
        return Words(**self.cleaned_data)
