"""Forms about groups."""

from django import forms

from sharing.groups.models import Group, Role


class GroupForm(forms.ModelForm):
    class Meta:
        model = Group
        fields = ["name", "purpose"]
        help_texts = {
            "name": "Only its members see it.",
            "purpose": "What its members trust each other with.",
        }
        widgets = {"purpose": forms.Textarea(attrs={"rows": 4})}


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        choices=[
            (Role.MEMBER, "Member: sees what is shared with the group, and who is in it"),
            (Role.MODERATOR, "Moderator: lets members in, and removes them"),
            (Role.OWNER, "Owner: decides over roles, name and purpose too"),
        ],
        widget=forms.RadioSelect,
    )


class ConfirmForm(forms.Form):
    """Nothing but a yes, and the place where a refusal is said."""
