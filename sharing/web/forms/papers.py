"""What is typed about papers."""

from django import forms

from sharing.papers.actions import Words
from sharing.papers.models import ABSTRACT_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH

BODY_BYTES = 200_000


class PaperForm(forms.Form):
    """A paper's words, layer by layer."""

    title = forms.CharField(max_length=TITLE_LENGTH, help_text="Formulas between dollar signs are set.")
    summary = forms.CharField(
        label="Safe summary",
        required=False,
        max_length=SUMMARY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="With the title, what may be known by those who may only know that this exists.",
    )
    abstract = forms.CharField(required=False, max_length=ABSTRACT_LENGTH, widget=forms.Textarea(attrs={"rows": 6}))
    body = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "data-submit-key": ""}),
        help_text="Markdown, with LaTeX between $ … $ or $$ … $$. Up to 200 kB.",
    )

    def clean_body(self) -> str:
        body = self.cleaned_data["body"].replace("\r\n", "\n")
        if len(body.encode()) > BODY_BYTES:
            size = len(body.encode()) // 1000
            raise forms.ValidationError(f"The text has {size} kB; a paper can have 200. Nothing was saved yet.")
        return body

    @property
    def words(self) -> Words:
        return Words(**self.cleaned_data)
