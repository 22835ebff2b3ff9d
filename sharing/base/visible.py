"""Characters that show something, and those that do not: a line must not pose as what it is not."""

import re
import unicodedata

_UNSEEN_KINDS = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
# Fillers, which are letters without a shape, and what chooses among shapes of the sign before it.
_UNSEEN_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U00016fe4\U0001d159")
_UNSEEN_RANGES = (range(0x180B, 0x1810), range(0xFE00, 0xFE0E), range(0xE0100, 0xE01F0))
_JOINED = re.compile("[ -\u05ff][\u200c\u200d]|[\u200c\u200d][ -\u05ff]")  # In scripts that need no joiners.
_SEEN_ALL_THE_SAME = frozenset("\n\t\u200c\u200d")  # Joiners shape the letters of Persian and of Indian scripts.

INVISIBLE = "This has characters in it that nobody sees. Write those words anew, or paste them as plain text."


def has_invisible(text: str) -> bool:
    """Whether a text holds controls, turns of direction, fillers or other characters that show nothing."""
    return any(sign not in _SEEN_ALL_THE_SAME and _shows_nothing(sign) for sign in text) or bool(_JOINED.search(text))


def _shows_nothing(sign: str) -> bool:
    return (
        unicodedata.category(sign) in _UNSEEN_KINDS
        or sign in _UNSEEN_LETTERS
        or any(ord(sign) in each for each in _UNSEEN_RANGES)
    )


def is_one_line(text: str) -> bool:
    """Whether all of it is seen, on one line, and has a letter or a digit in it."""
    return not (has_invisible(text) or "\n" in text or "\t" in text) and any(map(str.isalnum, text))
