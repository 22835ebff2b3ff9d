"""What is typed in the share dialog."""

from datetime import UTC, datetime, time
from typing import Any

from django import forms

from accounts.models import User
from accounts.viewer import Viewer
from sharing.agreements.models import AgreementVersion
from sharing.base.principals import ALL_MEMBERS
from sharing.base.rights import Right
from sharing.groups.models import Group
from sharing.papers.sharing import Living, Terms

RIGHTS = [
    (Right.COMMENT, "Read and comment"),
    (Right.READ, "Read"),
    (Right.ABSTRACT, "Read the abstract only"),
    (Right.SEE, "Know that it exists: title and safe summary"),
    (Right.EDIT, "Edit"),
]


class ShareForm(forms.Form):
    """Whom to let in, and on which terms. Suggests only groups the viewer is in and agreements they own."""

    whom = forms.ChoiceField(label="Open it to", required=False)
    handle = forms.CharField(
        label="or to a member, by exact handle",
        required=False,
        max_length=31,
        help_text="For somebody who has no account, or whose handle you do not know, make an invite.",
    )
    right = forms.TypedChoiceField(label="They may", choices=RIGHTS, coerce=lambda value: Right(int(value)))
    living = forms.ChoiceField(label="If it is a group", choices=Living.choices, initial=Living.LIVING)
    agreement = forms.ModelChoiceField(
        AgreementVersion.objects.none(),
        required=False,
        label="Once they have signed",
        empty_label="Nothing is asked",
    )
    until = forms.DateField(
        label="Until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The end of that day, UTC.",
    )
    note = forms.CharField(required=False, max_length=500, help_text="Why, for your own records.")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = Group.objects.visible_to(viewer).order_by("name")
        self.fields["whom"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "—"),
            *((str(group.pk), f"{group.name} (group)") for group in groups),
            (str(ALL_MEMBERS), "All members of the site"),
        ]
        owned = AgreementVersion.objects.visible_to(viewer).filter(agreement__owner=viewer.principal)
        self.fields["agreement"].queryset = owned.order_by("title", "-number")  # type: ignore[attr-defined]
        self.fields["agreement"].label_from_instance = lambda one: f"{one.title} (version {one.number})"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        handle = cleaned.get("handle", "").strip().lstrip("@").lower()
        if bool(handle) == bool(cleaned.get("whom")):
            raise forms.ValidationError("Choose a group or everybody, or type one handle.")
        if handle:
            member = User.objects.members().filter(handle=handle).first()
            if member is None:
                self.add_error("handle", "No member has exactly this handle.")
                return cleaned
            cleaned["principal"], cleaned["name"] = member.pk, member.name
        else:
            cleaned["principal"] = int(cleaned["whom"])
            cleaned["name"] = dict(self.fields["whom"].choices)[cleaned["whom"]]  # type: ignore[attr-defined]
        return cleaned

    @property
    def principal(self) -> int:
        return self.cleaned_data["principal"]

    @property
    def terms(self) -> Terms:
        asked, until = self.cleaned_data["agreement"], self.cleaned_data["until"]
        return Terms(
            right=self.cleaned_data["right"],
            expires_at=datetime.combine(until, time.max, tzinfo=UTC) if until else None,
            agreements=[asked] if asked else [],
            note=self.cleaned_data["note"],
            living=Living(self.cleaned_data["living"]),
        )
