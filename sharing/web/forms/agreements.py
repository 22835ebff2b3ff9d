"""What is typed about agreements: their texts, and signatures."""

from typing import Any

from django import forms

from sharing.agreements.actions import Wording
from sharing.agreements.canonical import canonical
from sharing.agreements.models import AgreementVersion
from sharing.agreements.plain import shown_plainly
from sharing.base.richtext import CannotRender
from sharing.base.visible import is_one_line
from sharing.web.forms.names import NameField
from sharing.web.forms.seen import seen

MOST_POINTS = 5
LONGEST_TEXT = 50_000
AGREED = "I have read this agreement and agree to it, and I type my name below as my signature"


class AgreementForm(forms.Form):
    """The words of an agreement. A text that its page would not show whole is not accepted: it is to be signed."""

    title = forms.CharField(max_length=200)
    in_short = forms.CharField(
        label="What it means, in short",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=f"Up to {MOST_POINTS} sentences, each on a line of its own. They stand above the text.",
    )
    text = forms.CharField(
        strip=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text="Markdown, as running text: headings, lists and quotations, but nothing that a page would hide.",
    )

    def clean_title(self) -> str:
        title = canonical(self.cleaned_data["title"]).strip()
        if not is_one_line(title):  # Another could pose as another of the receipt.
            raise forms.ValidationError("A title is one line of plain letters.")
        if len(title) > 200:  # The canonical form of some letters is longer.
            raise forms.ValidationError("This title is too long.")
        return title

    def clean_in_short(self) -> str:
        in_short = canonical(self.cleaned_data["in_short"])
        seen(in_short)
        if len(list(filter(str.strip, in_short.splitlines()))) > MOST_POINTS:
            raise forms.ValidationError(f"Say it in {MOST_POINTS} sentences.")
        return in_short

    def clean_text(self) -> str:
        text = canonical(self.cleaned_data["text"])
        if not text.strip():
            raise forms.ValidationError("There is nothing to sign yet.")
        try:
            self.html = shown_plainly(text)
        except CannotRender as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        return text

    @property
    def wording(self) -> Wording:
        return Wording(**{name: self.cleaned_data[name] for name in ("title", "in_short", "text")})


class NewAgreementForm(AgreementForm):
    is_per_paper = forms.BooleanField(
        required=False,
        label="Sign it for each paper anew",
        help_text="Otherwise one signature covers every paper that asks for the version. This cannot be changed.",
    )


class NewVersionForm(AgreementForm):
    what_changed = forms.CharField(
        required=False,
        max_length=1000,
        label="What has changed, in a sentence",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For those who signed an earlier version. The changed words are marked for them as well.",
    )


BUTTON, BUTTON_WITH_MORE = "Sign and open", "Sign and go on"


class SigningForm(forms.Form):
    """A tick that nobody made for them, and a name."""

    agreed = forms.BooleanField(label=AGREED, error_messages={"required": "Tick this if you agree."})
    name = NameField(
        label="Your full name",
        max_length=200,
        error_messages={"required": "Type your name to sign."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def initial_from(version: AgreementVersion | None) -> dict[str, Any]:
    """A form that begins with the words of a version."""
    if version is None:
        return {}
    return {
        "title": version.title,
        "in_short": version.in_short,
        "text": version.text,
        "is_per_paper": version.agreement.is_per_paper,
    }
