"""As whom to look."""

from typing import Any

from django import forms

from accounts.models import User
from sharing.base.principals import PUBLIC


class ViewAsForm(forms.Form):
    whom = forms.TypedChoiceField(label="As", coerce=int)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(user.pk, f"{user.name} ({user.handle})") for user in people]
        self.fields["whom"].choices = [*choices, (PUBLIC, "Somebody who is not signed in")]  # type: ignore[attr-defined]
