"""Characters that show something, and those that do not: a line must not pose as what it is not."""

import unicodedata

_UNSEEN_KINDS = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_UNSEEN_LETTERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # Fillers: letters without a shape.
_SEEN_ALL_THE_SAME = frozenset("\n\t\u200c\u200d")  # Joiners shape the letters of Persian and of Indian scripts.


def has_invisible(text: str) -> bool:
    """Whether a text holds controls, turns of direction, fillers or other characters that show nothing."""
    return any(
        (unicodedata.category(sign) in _UNSEEN_KINDS or sign in _UNSEEN_LETTERS) and sign not in _SEEN_ALL_THE_SAME
        for sign in text
    )


def is_one_line(text: str) -> bool:
    """Whether all of it is seen, on one line, and has a letter or a digit in it."""
    return not (has_invisible(text) or "\n" in text or "\t" in text) and any(map(str.isalnum, text))
