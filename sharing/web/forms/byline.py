"""What is typed about a paper's authors."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from sharing.papers.byline import Line, Row
from sharing.web.forms.invites import validate_handle
from sharing.web.forms.names import NameField

AFFILIATION_LENGTH = 200


class AffiliationField(NameField):
    """Where somebody works, in letters that are seen."""

    def __init__(self, *, label: str = "Affiliation", initial: str = "") -> None:
        super().__init__(label=label, initial=initial, required=False, max_length=AFFILIATION_LENGTH)


class AuthorForm(forms.Form):
    """One more for the byline: a name, or a member to be asked. A handle is never looked up, so that nothing tells."""

    name = NameField(
        label="A name",
        required=False,
        max_length=200,
        help_text="It stands in the byline at once, and nobody says whose it is.",
    )
    handle = forms.CharField(
        label="or the exact handle of a member",
        required=False,
        max_length=31,  # With an @ before it.
        help_text="They are asked, and stand in the byline once they accept.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    affiliation = AffiliationField()
    is_corresponding = forms.BooleanField(label="Corresponding author", required=False)

    def clean_handle(self) -> str:
        bare = self.cleaned_data["handle"].strip().lower().removeprefix("@")
        if not bare:
            return ""
        try:
            validate_handle(bare)
        except forms.ValidationError as error:
            raise forms.ValidationError("Type an exact handle.") from error
        return bare

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors.keys() & {"name", "handle"} and bool(cleaned["name"]) == bool(cleaned["handle"]):
            self.add_error("name", "Type a name or a handle.")
        return cleaned


class BylineForm(forms.Form):
    """Who stands where, and what stands beside each name: four fields for each row there is."""

    def __init__(self, *args: Any, byline: Sequence[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._byline = byline
        for place, row in enumerate(byline, start=1):
            self.fields[f"place-{row.pk}"] = forms.IntegerField(
                label="Place", min_value=1, max_value=999, initial=place
            )
            self.fields[f"affiliation-{row.pk}"] = AffiliationField(initial=row.affiliation)
            self.fields[f"corresponding-{row.pk}"] = forms.BooleanField(
                label="Corresponding author", required=False, initial=row.is_corresponding
            )
            self.fields[f"off-{row.pk}"] = forms.BooleanField(label="Take off", required=False)

    def fields_of(self, row: Row) -> dict[str, BoundField]:
        names = ("place", "affiliation", "corresponding", "off")
        return {name: self[f"{name}-{row.pk}"] for name in names}

    @property
    def lines(self) -> list[Line]:
        """Of a valid form: those that stay, in the order of the places typed; of one place, as they stood."""
        typed = self.cleaned_data
        staying = [row for row in self._byline if not typed[f"off-{row.pk}"]]
        return [
            Line(row.pk, typed[f"affiliation-{row.pk}"], typed[f"corresponding-{row.pk}"])
            for row in sorted(staying, key=lambda row: typed[f"place-{row.pk}"])
        ]


class AnswerForm(forms.Form):
    """How a member's name is to stand in a byline."""

    name = NameField(label="Your name, as it is to stand there", max_length=200)
    affiliation = AffiliationField(label="Your affiliation")
