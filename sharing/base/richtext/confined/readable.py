"""A text without the characters that are not writing.

Controls (NUL among them) and halves of surrogate pairs cannot be shown; marks that
turn the direction of writing around until further notice can make words read as
what they are not, and would go on into what follows. Text in Arabic or Hebrew needs
none of them: its direction is known from its letters.
"""

import re

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def readable(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))
