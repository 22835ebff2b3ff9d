"""What is ticked in the mail settings, and what the inbox says it showed."""

from collections.abc import Iterable
from typing import Any

from django import forms

from sharing.notifications.models import NoticeKind


class MailForm(forms.Form):
    """A box for each kind of mail that can reach the member."""

    def __init__(self, *args: Any, kinds: Iterable[NoticeKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in kinds:
            label = kind.label[0].upper() + kind.label[1:]
            self.fields[kind.value] = forms.BooleanField(required=False, label=label)


class ShownForm(forms.Form):
    """The newest notice on the page that was sent."""

    at = forms.DateTimeField()
    key = forms.UUIDField()
