"""What is typed about papers."""

from collections.abc import Iterable
from typing import Any

from django import forms

from sharing.base.visible import INVISIBLE, has_invisible, is_one_line
from sharing.papers.actions import Words
from sharing.papers.models import (
    ABSTRACT_LENGTH,
    NAME_LENGTH,
    REASON_LENGTH,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    WHAT_CHANGED_LENGTH,
)

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


class VersionForm(forms.Form):
    """What is told of a version that is about to be made."""

    name = forms.CharField(
        label="Its name",
        required=False,
        max_length=NAME_LENGTH,
        help_text="Like “as submitted”. Everybody who may know of this version sees it, beside its number.",
    )
    what_changed = Lines(
        required=False,
        max_length=WHAT_CHANGED_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It tells of the text, so whoever may read the text of this version sees it, and nobody else.",
    )

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if name and not is_one_line(name):
            raise forms.ValidationError("Write this on one line, in letters that everybody sees.")
        return name

    def clean_what_changed(self) -> str:
        what_changed = self.cleaned_data["what_changed"]
        if has_invisible(what_changed):
            raise forms.ValidationError(INVISIBLE)
        return what_changed


class WithdrawalForm(forms.Form):
    """Why a paper is withdrawn, and who is to read that."""

    reason = Lines(
        label="Why",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For its owners, unless you leave it in a note.",
    )
    is_noted = forms.BooleanField(
        label="Leave a note in its place",
        required=False,
        help_text=(
            "Whoever opens its address, signed in or not, then reads that there was a paper which its authors have "
            "withdrawn, when, and why. Its title, its words and its authors are not named. Without a note, its address "
            "answers as if there had never been one."
        ),
    )

    def __init__(self, *args: Any, can_be_noted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_be_noted:  # Not everybody could see it until now, so not everybody is told of it.
            del self.fields["is_noted"]

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"]
        if has_invisible(reason):
            raise forms.ValidationError(INVISIBLE)
        return reason


class CompareForm(forms.Form):
    """Which two of the versions that the viewer may know of."""

    old = forms.ChoiceField(label="Compare")
    new = forms.ChoiceField(label="with")

    def __init__(self, *, numbers: Iterable[int]) -> None:
        newest_first = list(numbers)
        super().__init__(initial={"new": newest_first[0], "old": newest_first[1]})
        for field in self.fields.values():
            field.choices = [(number, f"Version {number}") for number in newest_first]  # type: ignore[attr-defined]  # a choice field
