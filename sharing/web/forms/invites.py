"""The form with which a member invites somebody to the site."""

from datetime import timedelta

from django import forms

from accounts.invites.models import LONGEST_LIFE, USUAL_LIFE


class InviteForm(forms.Form):
    email = forms.EmailField(
        required=False,
        label="Their e-mail address",
        help_text="Only who has this address can use the link. Left empty, whoever holds the link can, once.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    note = forms.CharField(max_length=300, required=False, help_text="They read it after signing in.")
    life = forms.IntegerField(
        min_value=1, max_value=LONGEST_LIFE.days, initial=USUAL_LIFE.days, label="Days for which it can be used"
    )

    def clean_life(self) -> timedelta:
        return timedelta(days=self.cleaned_data["life"])
