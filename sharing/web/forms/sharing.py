"""What is typed in the share dialog."""

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from accounts.viewer import Viewer
from sharing.access.acquaintances import acquaintances_of
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


class AgreementField(forms.ModelChoiceField):
    def label_from_instance(self, obj: AgreementVersion) -> str:
        return f"{obj.title} (version {obj.number})"


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
    agreement = AgreementField(
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
        self.fields["whom"].choices = _choices(viewer)  # type: ignore[attr-defined]  # a choice field
        self.fields["agreement"].queryset = _agreements_of(viewer)  # type: ignore[attr-defined]  # a model's choice

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
            cleaned["name"] = self._label_of(cleaned["whom"])
        return cleaned

    def _label_of(self, chosen: str) -> str:
        offered = (pair for _, pairs in self.fields["whom"].choices if isinstance(pairs, list) for pair in pairs)  # type: ignore[attr-defined]
        return dict(offered)[chosen]

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


def _choices(viewer: Viewer) -> list[tuple[str, object]]:
    """The viewer's groups, the members they have met here, and everybody."""
    groups = [(str(group.pk), group.name) for group in Group.objects.visible_to(viewer).order_by("name")]
    people = [(str(user.pk), f"{user.name} ({user.handle})") for user in acquaintances_of(viewer)]
    offered = [
        ("Your groups", groups),
        ("People you know here", people),
        ("Everybody", [(str(ALL_MEMBERS), "All members")]),
    ]
    return [("", "Choose"), *((label, pairs) for label, pairs in offered if pairs)]


def _agreements_of(viewer: Viewer) -> QuerySet[AgreementVersion]:
    """The newest version of each agreement the viewer owns."""
    newest = AgreementVersion.objects.filter(agreement=OuterRef("agreement")).order_by("-number").values("pk")[:1]
    owned = AgreementVersion.objects.visible_to(viewer).filter(agreement__owner=viewer.principal)
    return owned.filter(pk=Subquery(newest)).order_by("title")
