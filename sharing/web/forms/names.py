"""What people are called: a line of letters that are seen."""

from django import forms

from sharing.web.forms.seen import seen_on_one_line


class NameField(forms.CharField):
    """A name that looks like what it is: it takes no other's place, and no line of a receipt's."""

    def clean(self, value: object) -> str:
        name = str(super().clean(value))
        if name:
            seen_on_one_line(name)
        if "@" in name:  # Handles stand beside names.
            raise forms.ValidationError("Write this without “@”, which begins a handle.")
        return " ".join(name.split())
