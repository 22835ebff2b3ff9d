"""Texts that are refused at a glance, because their cost grows with the square of their length.

Whatever else is slow is stopped by the clock; these would only waste two seconds first.
"""

import re

from . import refusals
from .refusals import CannotRender

LONGEST = 200_000  #: bytes of UTF-8

_BRACKETS = re.compile(r"(?:!?\[){201}")
_NOTE = re.compile(r"\[\^")
_MOST_NOTES = 500


def refuse_at_a_glance(text: str) -> None:
    """Raise ``CannotRender`` for a text that is too long or absurd; takes under a millisecond."""
    if len(text) > LONGEST or len(text.encode("utf-8", "surrogatepass")) > LONGEST:
        raise CannotRender(refusals.TOO_LONG)
    if _BRACKETS.search(text):
        raise CannotRender(refusals.TOO_MANY_BRACKETS)
    if len(_NOTE.findall(text)) > _MOST_NOTES:
        raise CannotRender(refusals.TOO_MANY_NOTES)
