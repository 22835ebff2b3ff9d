"""Forms about the files of a paper."""

import re
from pathlib import PurePath

from django import forms
from django.core.files.uploadedfile import UploadedFile

from sharing.base.refusals import Refused
from sharing.papers.figures.images import LIMITS, CleanImage, cleaned
from sharing.papers.figures.models import NAME, NAME_LENGTH

UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


class FigureForm(forms.Form):
    image = forms.FileField(
        help_text=f"{LIMITS}. Place, camera and other notes inside the file are taken out.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        error_messages={"required": f"Choose an image: {LIMITS}.", "empty": "This file is empty."},
    )
    name = forms.CharField(
        max_length=NAME_LENGTH,
        required=False,
        help_text="What your text calls it, such as plot.png. Left empty, the file keeps its own name.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_image(self) -> CleanImage:
        try:
            return cleaned(self.cleaned_data["image"].read())
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from None

    def clean_name(self) -> str:
        uploaded = self.files.get("image")
        name = self.cleaned_data["name"] or (_simple_name(uploaded) if uploaded else "")
        if uploaded and not re.fullmatch(NAME, name):
            raise forms.ValidationError("Use letters, digits, hyphens and underscores, and end in .png or .jpg.")
        return name


def _simple_name(uploaded: UploadedFile) -> str:
    """The file's own name without the signs that a figure's may not have."""
    path = PurePath(uploaded.name or "")
    stem = UNSAFE.sub("-", path.stem).strip("-_") or "figure"
    return stem[: NAME_LENGTH - len(path.suffix)] + path.suffix.lower()
