"""Forms about oneself."""

from zoneinfo import available_timezones

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordKeyForm, SignupForm
from allauth.core import context
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponseBase

from accounts.actions import Newcomer
from accounts.invites.carried import carried_digest
from accounts.invites.lookup import find_live
from accounts.models import HANDLE, User
from sharing.web.forms.names import NameField
from sharing.web.signing_up import send_code

CONTINENTS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)

# Without the old names of each, and those of computers: a place, or UTC.
TIME_ZONES = [
    (name, name.replace("_", " "))
    for name in ["UTC", *sorted(available_timezones() - {"UTC"})]
    if name == "UTC" or name.partition("/")[0] in CONTINENTS
]

# Browsers read a pattern's hyphen in brackets as their own, unless it is escaped.
HANDLE_IN_BROWSERS = HANDLE.replace("9-]", r"9\-]")


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remember"].label = "Stay signed in on this device"


class PasswordChangeForm(ChangePasswordForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Your password now"
        _label_new_passwords(self)


class NewPasswordForm(ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _label_new_passwords(self)


def _label_new_passwords(form: forms.Form) -> None:
    form.fields["password1"].label = "New password"
    form.fields["password2"].label = "New password, once more"


class PasskeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.label = "Sign in with it alone"
        alone.help_text = "Without a password. The device then asks for your finger, your face or its PIN."


class SignUpForm(SignupForm):
    """Asks a newcomer who they are. No account is made before the code sent to the address comes back."""

    name = NameField(max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    affiliation = NameField(
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    time_zone = forms.ChoiceField(choices=TIME_ZONES, initial="UTC")
    field_order = ["email", "username", "name", "affiliation", "time_zone", "password1"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        handle = self.fields["username"]
        handle.label = "Handle"
        handle.help_text = "2 to 30 lower-case letters, digits and hyphens, a letter first. It cannot be changed."
        handle.widget.attrs.update({"placeholder": "", "pattern": HANDLE_IN_BROWSERS, "autocapitalize": "none"})

    def clean_email(self) -> str:
        """An invite for one address makes an account with this address and no other.

        The page does not say which: whoever holds a link need not be whom it was sent to.
        """
        email = str(super().clean_email())
        invite = find_live(carried_digest(context.request))
        if invite is not None and invite.email and invite.email != email.lower():
            raise forms.ValidationError("This invite was made for another address. Use the one that it was sent to.")
        return email

    def try_save(self, request: HttpRequest) -> tuple[None, HttpResponseBase]:
        """Send the code, and answer alike whether or not the address has an account."""
        newcomer = Newcomer(
            handle=self.cleaned_data["username"],
            name=self.cleaned_data["name"],
            affiliation=self.cleaned_data["affiliation"],
            time_zone=self.cleaned_data["time_zone"],
            email=self.cleaned_data["email"],
            password=make_password(self.cleaned_data["password1"]),
        )
        return None, send_code(request, newcomer=newcomer, is_known=self.account_already_exists)


class CodeForm(forms.Form):
    code = forms.CharField(
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


class ProfileForm(forms.ModelForm):
    time_zone = forms.ChoiceField(choices=TIME_ZONES)

    class Meta:
        model = User
        fields = ["name", "affiliation", "time_zone"]
        field_classes = {"name": NameField, "affiliation": NameField}
