r"""Letters that were typed in TeX, such as ``\'e``, ``{\"o}`` or ``\v{s}``, as Unicode."""

import re
import unicodedata

_COMBINING = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "H": "\u030b",
    "b": "\u0331",
    "c": "\u0327",
    "d": "\u0323",
    "k": "\u0328",
    "r": "\u030a",
    "u": "\u0306",
    "v": "\u030c",
}
_LETTERS = {
    "AA": "Å",
    "AE": "Æ",
    "DH": "Ð",
    "DJ": "Đ",
    "L": "Ł",
    "O": "Ø",
    "OE": "Œ",
    "TH": "Þ",
    "aa": "å",
    "ae": "æ",
    "dh": "ð",
    "dj": "đ",
    "i": "\N{LATIN SMALL LETTER DOTLESS I}",
    "j": "ȷ",
    "l": "ł",
    "o": "ø",
    "oe": "œ",
    "ss": "ß",
    "th": "þ",
}
_DOTTED = {"\N{LATIN SMALL LETTER DOTLESS I}": "i", "ȷ": "j", r"\i": "i", r"\j": "j"}

_BASE = r"(?:\{\s*(?P<braced>\\[ij]|[^\W\d_])\s*\}|(?P<plain>\\[ij](?![A-Za-z])|[^\W\d_]))"
_ACCENT = re.compile(
    r"\\(?:(?P<sign>['`^\"~=.])\s*|(?P<letter>[Hbcdkruv])(?:\s+|(?=[{\\])))" + _BASE,
)
_LETTER = re.compile(r"\\(" + "|".join(sorted(_LETTERS, key=len, reverse=True)) + r")(?:\{\}|(?![A-Za-z])[ ]?)")
_BRACED = re.compile(r"\{(" + _ACCENT.pattern + "|" + _LETTER.pattern.replace("(", "(?:", 1) + r")\}")
_QUOTES_AND_DASHES = (
    (re.compile("(?<![-<])---(?![->])"), "\N{EM DASH}"),
    (re.compile("(?<![-<])--(?![->])"), "\N{EN DASH}"),
    (re.compile("``"), "“"),
    (re.compile("''"), "”"),
)


def without_tex_accents(text: str) -> str:
    """The text with its accents, special letters, dashes and quotes as Unicode; the rest as it was.

    The text holds no formulas: there, the same signs mean other things.
    """
    text = _BRACED.sub(r"\1", text)
    text = _ACCENT.sub(_accented, text)
    text = _LETTER.sub(lambda found: _LETTERS[found[1]], text)
    for written, sign in _QUOTES_AND_DASHES:
        text = written.sub(sign, text)
    return text


def _accented(found: re.Match[str]) -> str:
    base = found["braced"] or found["plain"]
    accent = found["sign"] or found["letter"]
    return unicodedata.normalize("NFC", _DOTTED.get(base, base) + _COMBINING[accent])
