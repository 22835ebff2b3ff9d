"""What is typed in the share dialog."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.timezone import get_current_timezone, localdate

from accounts.viewer import Viewer
from sharing.access.acquaintances import acquaintances_of
from sharing.access.asked import askable
from sharing.agreements.actions import terms_of, unchanged_copies
from sharing.agreements.models import AgreementVersion
from sharing.base.principals import ALL_MEMBERS
from sharing.base.rights import Right
from sharing.discovery.agreements import templates_for
from sharing.groups.models import Group
from sharing.papers.models import Paper
from sharing.papers.sharing import Living, Terms
from sharing.web.forms.invites import named_by

RIGHTS = [
    (Right.COMMENT, "Read and comment"),
    (Right.READ, "Read"),
    (Right.ABSTRACT, "Read the abstract only"),
    (Right.SEE, "Know that it exists: title and safe summary"),
    (Right.EDIT, "Edit"),
]


class ShareForm(forms.Form):
    """Whom to let in, and on which terms.

    Suggests the viewer's groups, members they have met here, the agreements
    they can ask for and the site's texts. Whom they have not met is named
    exactly and never looked up, so that no answer can tell.
    """

    whom = forms.ChoiceField(label="Open it to", required=False)
    named = forms.CharField(
        label="or invite by exact handle or email address",
        required=False,
        max_length=254,
        help_text="For whoever is not in the list. They come in once they accept; nobody else can.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    right = forms.TypedChoiceField(label="They may", choices=RIGHTS, coerce=lambda value: Right(int(value)))
    living = forms.ChoiceField(label="If it is a group", choices=Living.choices, initial=Living.LIVING)
    agreement = forms.ChoiceField(
        label="Once they have signed",
        required=False,
        help_text="Of a text of the site, your own copy is asked for: you see who signs it, and may change it later.",
    )
    until = forms.DateField(
        label="Until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The end of that day, in your time zone.",
    )
    note = forms.CharField(required=False, max_length=500, help_text="Why, for your own records.")

    def __init__(self, *args: Any, viewer: Viewer, paper: Paper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own, site = askable(on=paper.guarded, by=viewer), templates_for(viewer)
        if not self.is_bound:  # A page that is older than the copy may still send the text's own name.
            site = uncopied(site, viewer=viewer)
        self._texts = {str(text.pk): text for text in [*own, *site]}
        self.fields["whom"].choices = _choices(viewer)  # type: ignore[attr-defined]  # a choice field
        self.fields["agreement"].choices = _grouped(  # type: ignore[attr-defined]  # a choice field
            "Nothing is asked", [("Yours", _labels_of(own)), ("Texts of this site", _labels_of(site))]
        )

    def clean_named(self) -> dict[str, str]:
        return named_by(self.cleaned_data["named"])

    def clean_until(self) -> date | None:
        until = self.cleaned_data["until"]
        if until and until < localdate():
            raise forms.ValidationError("That day has passed.")
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors.keys() & {"whom", "named"}:
            return cleaned
        if bool(cleaned["named"]) == bool(cleaned["whom"]):
            self.add_error("named", "Choose from the list, or type one handle or address.")
        return cleaned

    @property
    def invited(self) -> dict[str, str]:
        """Of a valid form: the handle or address of the one person to invite, or empty."""
        return self.cleaned_data["named"]

    @property
    def principal(self) -> int:
        """Of a valid form that names nobody."""
        return int(self.cleaned_data["whom"])

    @property
    def whom_label(self) -> str:
        """Of a valid form, in the viewer's own words: a name from their list, or what they typed."""
        if self.invited:
            return self.invited.get("email") or f"@{self.invited['handle']}"
        offered = (pair for _, pairs in self.fields["whom"].choices if isinstance(pairs, list) for pair in pairs)  # type: ignore[attr-defined]
        return dict(offered)[self.cleaned_data["whom"]]

    @property
    def terms(self) -> Terms:
        """Of a valid form."""
        asked, until = self._texts.get(self.cleaned_data["agreement"]), self.cleaned_data["until"]
        return Terms(
            right=self.cleaned_data["right"],
            expires_at=datetime.combine(until, time.max, tzinfo=get_current_timezone()) if until else None,
            agreements=[asked] if asked else [],
            note=self.cleaned_data["note"],
            living=Living(self.cleaned_data["living"]),
        )


def _choices(viewer: Viewer) -> list[tuple[str, object]]:
    """The viewer's groups, the members they have met here, and everybody."""
    groups = [(str(group.pk), group.name) for group in Group.objects.visible_to(viewer).order_by("name")]
    people = [(str(user.pk), f"{user.name} ({user.handle})") for user in acquaintances_of(viewer)]
    return _grouped(
        "Choose",
        [
            ("Your groups", groups),
            ("People you know here", people),
            ("Everybody", [(str(ALL_MEMBERS), "All members")]),
        ],
    )


def _grouped(empty: str, offered: list[tuple[str, list[tuple[str, str]]]]) -> list[tuple[str, object]]:
    return [("", empty), *((label, pairs) for label, pairs in offered if pairs)]


def uncopied(site: list[AgreementVersion], *, viewer: Viewer) -> list[AgreementVersion]:
    """The site's texts, but for those of which the viewer has a copy on the same terms."""
    copied = unchanged_copies(viewer=viewer)
    return [text for text in site if terms_of(text) not in copied]


def _labels_of(texts: list[AgreementVersion]) -> list[tuple[str, str]]:
    return [(str(text.pk), f"{text.title} (version {text.number})") for text in texts]
