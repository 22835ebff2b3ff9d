"""What is typed to keep somebody out of a paper."""

from django import forms

from sharing.web.forms.invites import validate_handle


class KeepOutForm(forms.Form):
    """A handle, never looked up here, so that no answer can tell whether somebody has it."""

    handle = forms.CharField(
        label="Their exact handle",
        max_length=31,  # With an @ before it.
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    because = forms.CharField(
        label="Why", required=False, max_length=500, help_text="For the owners of this paper alone."
    )

    def clean_handle(self) -> str:
        bare = self.cleaned_data["handle"].lower().removeprefix("@")
        try:
            validate_handle(bare)
        except forms.ValidationError as error:
            raise forms.ValidationError("Type an exact handle.") from error
        return bare
