"""What is typed about papers."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from django import forms

from sharing.papers.actions import Words
from sharing.papers.models import (
    ABSTRACT_LENGTH,
    NAME_LENGTH,
    REASON_LENGTH,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    WHAT_CHANGED_LENGTH,
)
from sharing.web.forms.seen import seen, seen_on_one_line

LAYER_BYTES = 200_000  #: of the text, and of the bibliography


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
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text="Markdown, with LaTeX between $ … $ or $$ … $$. Up to 200 kB.",
    )
    bibliography = Lines(
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocapitalize": "none"}),
        help_text="BibTeX. The text cites an entry by its key, as in [@key]. Up to 200 kB.",
    )
    bibliography_file = forms.FileField(
        label="Or a .bib file in its place",
        required=False,
        help_text="Up to 200 kB. It becomes the bibliography above when you save or preview.",
        widget=forms.FileInput(attrs={"accept": ".bib,text/x-bibtex,application/x-bibtex"}),
        error_messages={"empty": "This file is empty."},
    )

    def clean_body(self) -> str:
        return _short_enough(self.cleaned_data["body"], what="The text")

    def clean_bibliography(self) -> str:
        return _short_enough(self.cleaned_data["bibliography"], what="The bibliography")

    def clean_bibliography_file(self) -> None:
        """What the file says takes the bibliography's place, in the form as well, so that it is seen and sent again."""
        file = self.cleaned_data["bibliography_file"]
        if file is None:
            return
        if file.size > LAYER_BYTES:
            raise forms.ValidationError(_too_long("The file", file.size))
        text = _decoded(file.read()).replace("\r\n", "\n").strip()
        if "\0" in text:
            raise forms.ValidationError("This is not a text file.")
        self.cleaned_data["bibliography"] = _short_enough(text, what="The file")
        self.data = {name: self.data.get(name) for name in self.fields} | {"bibliography": text}

    @property
    def words(self) -> Words:
        return Words(**{field.name: self.cleaned_data[field.name] for field in fields(Words)})


class VersionForm(forms.Form):
    """What is told of a version that is about to be made."""

    name = forms.CharField(
        label="Its name",
        required=False,
        max_length=NAME_LENGTH,
        validators=[seen_on_one_line],
        help_text="Like “as submitted”. Everybody who may know of this version sees it, beside its number.",
    )
    what_changed = Lines(
        required=False,
        max_length=WHAT_CHANGED_LENGTH,
        validators=[seen],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It tells of the text, so whoever may read the text of this version sees it, and nobody else.",
    )


class WithdrawalForm(forms.Form):
    """Why a paper is withdrawn, and who is to read that."""

    reason = Lines(
        label="Why",
        required=False,
        max_length=REASON_LENGTH,
        validators=[seen],
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


class CompareForm(forms.Form):
    """Which two of the versions that the viewer may know of."""

    old = forms.ChoiceField(label="Compare")
    new = forms.ChoiceField(label="with")

    def __init__(self, *, numbers: Iterable[int]) -> None:
        newest_first = list(numbers)
        super().__init__(initial={"new": newest_first[0], "old": newest_first[1]})
        for field in self.fields.values():
            field.choices = [(number, f"Version {number}") for number in newest_first]  # type: ignore[attr-defined]  # a choice field


def _short_enough(text: str, *, what: str) -> str:
    if (size := len(text.encode())) > LAYER_BYTES:
        raise forms.ValidationError(_too_long(what, size))
    return text


def _too_long(what: str, size: int) -> str:
    return f"{what} has {size // 1000} kB; a paper can have 200. Nothing was saved yet."


def _decoded(file: bytes) -> str:
    """Bibliographies are older than UTF-8: what is not in it was written in Latin-1."""
    try:
        return file.decode("utf-8-sig")
    except UnicodeDecodeError:
        return file.decode("latin-1")
