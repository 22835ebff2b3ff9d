"""The forms with which members invite: to the site, to a group, to a paper."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator, validate_email

from accounts.invites.models import LONGEST_LIFE, USUAL_LIFE
from accounts.invites.terms import Terms
from accounts.models import HANDLE
from sharing.agreements.models import AgreementVersion
from sharing.base.rights import Right
from sharing.web.forms.seen import seen

MOST_PEOPLE = 100
validate_handle = RegexValidator(HANDLE)

RIGHTS = [
    (Right.COMMENT, "read and comment"),
    (Right.READ, "read"),
    (Right.ABSTRACT, "read the abstract only"),
    (Right.SEE, "know that it exists: title and safe summary"),
    (Right.EDIT, "edit"),
]


def named_by(typed: str) -> dict[str, str]:
    """The field of an invite's terms that is meant, with the handle or address; empty where nothing was typed.

    Whether somebody has it is never looked up, so that no answer can tell.
    """
    if not typed.strip():
        return {}
    bare = typed.strip().lower().removeprefix("@")
    if "@" in bare:
        validate_email(bare)
        return {"email": bare}
    try:
        validate_handle(bare)
    except forms.ValidationError as error:
        raise forms.ValidationError("Type an exact handle or email address.") from error
    return {"handle": bare}


class NoteField(forms.CharField):
    """What somebody reads who may not know its writer."""

    default_validators = [seen]


class InviteForm(forms.Form):
    email = forms.EmailField(
        required=False,
        label="Their email address",
        help_text="Only who has this address can use the link. Left empty, whoever holds the link can, once.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    note = NoteField(max_length=300, required=False, help_text="They read it after signing in.")
    life = forms.IntegerField(
        min_value=1,
        max_value=LONGEST_LIFE.days,
        initial=USUAL_LIFE.days,
        label="Days for which it can be used",
        help_text=f"1 to {LONGEST_LIFE.days}.",
    )

    def clean_life(self) -> timedelta:
        return timedelta(days=self.cleaned_data["life"])


class LinkForm(forms.Form):
    """Who may use a link, and until when."""

    whom = forms.CharField(
        required=False,
        max_length=254,
        label="For whom",
        help_text=(
            "An exact handle or email address: nobody else can use it then, and if they are a member they find it "
            "under their invites. Left empty, whoever holds the link can use it."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    max_uses = forms.IntegerField(
        min_value=1, max_value=MOST_PEOPLE, initial=1, label="For how many people", help_text=f"1 to {MOST_PEOPLE}."
    )
    life = forms.IntegerField(
        min_value=1,
        max_value=LONGEST_LIFE.days,
        initial=USUAL_LIFE.days,
        label="Days for which it can be used",
        help_text=f"1 to {LONGEST_LIFE.days}.",
    )
    note = NoteField(max_length=300, required=False, help_text="They read it before they accept.")

    def clean_whom(self) -> dict[str, str]:
        return named_by(self.cleaned_data["whom"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("whom") and cleaned.get("max_uses", 1) > 1:
            self.add_error("max_uses", "An invite for one person is for one person: make it 1, or leave out for whom.")
        return cleaned

    @property
    def terms(self) -> Terms:
        """Of a valid form."""
        cleaned = self.cleaned_data
        return Terms(
            **cleaned["whom"],
            max_uses=cleaned["max_uses"],
            life=timedelta(days=cleaned["life"]),
            note=cleaned["note"],
        )


class PaperLinkForm(LinkForm):
    """The same for a paper: with which right, and after signing what."""

    right = forms.TypedChoiceField(label="They may", choices=RIGHTS, coerce=lambda value: Right(int(value)))
    agreements = forms.MultipleChoiceField(
        required=False,
        label="Once they have signed",
        help_text=(
            "Until then it shows them nothing but what they are to sign. "
            "Of a text of this site, your own copy is asked for."
        ),
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["right", "agreements", "whom", "max_uses", "life", "note"]

    def __init__(
        self,
        *args: Any,
        rights: list[Right],
        agreements: list[AgreementVersion],
        site_texts: list[AgreementVersion],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["right"].choices = [(right, label) for right, label in RIGHTS if right in rights]  # type: ignore[attr-defined]
        self.fields["agreements"].choices = [  # type: ignore[attr-defined]
            *((str(version.agreement_id), version.title) for version in agreements),
            *((str(version.agreement_id), f"{version.title} (a text of this site)") for version in site_texts),
        ]
        if not (agreements or site_texts):
            # Not left out: an agreement that is sent and cannot be asked for must not get lost in silence.
            self.fields["agreements"].widget = forms.MultipleHiddenInput()


class RevokeForm(forms.Form):
    """How much of an invite ends. Where nobody came by it there is nothing to choose."""

    LINK, ALL = "link", "all"
    what = forms.ChoiceField(
        label="What ends",
        choices=[
            (LINK, "The link: nobody comes in by it any more"),
            (ALL, "The link, and what it gave to those who came by it"),
        ],
        widget=forms.RadioSelect,
        initial=LINK,
    )

    def __init__(self, *args: Any, came: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not came:
            del self.fields["what"]

    @property
    def ends_what_it_gave(self) -> bool:
        """Of a valid form."""
        return self.cleaned_data.get("what") == self.ALL
