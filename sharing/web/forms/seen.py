"""Validators: what is typed shows all that is in it."""

from django.core.exceptions import ValidationError

from sharing.base.visible import INVISIBLE, has_invisible, is_one_line


def seen(text: str) -> None:
    if has_invisible(text):
        raise ValidationError(INVISIBLE)


def seen_on_one_line(text: str) -> None:
    if not is_one_line(text):
        raise ValidationError("Write this on one line, in letters that everybody sees.")
