r"""Titles and abstracts as their authors typed them for arXiv, made fit for this site.

Such a text is neither Markdown nor quite TeX: formulas stand in dollars, accents and a
few fonts are written as TeX, lines break anywhere, and a line that begins with a space
begins a paragraph. Whatever is not known to be a command stays as it was typed.
"""

import re
from collections.abc import Callable, Iterable

from .richtext.confined.scanning import Formula, scan
from .tex_accents import without_tex_accents

_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*|\n(?=[ \t]+\S)")
_FONT = re.compile(
    r"\{\s*\\(?P<old>em|it|sl|bf|rm|sc|tt)(?:\s+|(?=[{\\]))(?P<words>[^{}]*)\}"
    r"|\\(?P<new>emph|textit|textsl|textbf|textrm|textsc|texttt)\s*\{(?P<argument>[^{}]*)\}"
)
_CITATION = re.compile(r"\\cite\s*\{([^{}]*)\}")
_ESCAPED = re.compile(r"\\([%&#_{}])")
_SPACES = re.compile(r"[ \t\r\n]+")
_TIE = re.compile(r"(?<=\w\.)~(?=\w)")

_ADDRESS = re.compile(r"(https?://[^\s<>\"]+)")
_SPECIAL = re.compile(r"([\\`*<$]|(?<!\w)_|_(?!\w))|((?<=\])[(\[]|\[(?=\^)|(?<=\]):|&(?=#?\w+;))")
_FIRST_SIGN = re.compile(r"^(?:([#+:=~>-])|(\d+)([.)]))")
#: Stand for the signs of emphasis while everything else is escaped.
_MARKS = {"em": "\ue000", "strong": "\ue001"}
_STRONG = {"bf", "textbf"}
_PLAIN = {"rm", "sc", "tt", "textrm", "textsc", "texttt"}


def line_from_tex(text: str) -> str:
    """A title, a name or a remark in one line, its formulas left as they are."""
    return _joined(scan(text, money=False), words=lambda words: _without_marks(_in_unicode(words)))


def markdown_from_tex(text: str) -> str:
    """An abstract in Markdown: paragraphs, emphasis and formulas; no other sign means anything."""
    paragraphs = (_paragraph(scan(part, money=False)) for part in _PARAGRAPHS.split(text.strip()))
    return "\n\n".join(filter(None, paragraphs))


def _paragraph(pieces: Iterable[str | Formula]) -> str:
    written = _joined(pieces, words=lambda words: _escaped(_in_unicode(words)))
    return _FIRST_SIGN.sub(_escape_first, written).replace(_MARKS["em"], "*").replace(_MARKS["strong"], "**")


def _joined(pieces: Iterable[str | Formula], *, words: Callable[[str], str]) -> str:
    """The pieces in one line; a formula before a digit in brackets, as dollars there would mean money."""
    written = ""
    for piece in reversed(list(pieces)):
        if isinstance(piece, str):
            written = words(piece) + written
        elif piece.written[:1] != "$" or piece.display:
            written = piece.written + written
        elif written[:1].isdigit():
            written = rf"\({piece.tex.strip()}\)" + written
        else:
            written = f"${piece.tex.strip()}$" + written
    return _SPACES.sub(" ", written).strip()


def _in_unicode(text: str) -> str:
    text = without_tex_accents(text)
    text = _FONT.sub(_emphasised, text)
    text = _CITATION.sub(r"[\1]", text)
    return _TIE.sub("\u00a0", _ESCAPED.sub(r"\1", text))


def _emphasised(found: re.Match[str]) -> str:
    font, words = found["old"] or found["new"], found["words"] or found["argument"] or ""
    if font in _PLAIN or not words.strip():
        return words
    mark = _MARKS["strong" if font in _STRONG else "em"]
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}{mark}{words.strip()}{mark}{after}"


def _without_marks(text: str) -> str:
    return text.replace(_MARKS["em"], "").replace(_MARKS["strong"], "")


def _escaped(text: str) -> str:
    """The text so that Markdown shows just these signs; web addresses stay what they are."""
    parts = _ADDRESS.split(text)
    return "".join(part if number % 2 else _SPECIAL.sub(_escape, part) for number, part in enumerate(parts))


def _escape(sign: re.Match[str]) -> str:
    """With a backslash, or by number where a backslash before it means something else."""
    return f"\\{sign[1]}" if sign[1] else f"&#{ord(sign[2])};"


def _escape_first(sign: re.Match[str]) -> str:
    """A paragraph that begins like a heading, a list or a quotation is still a paragraph."""
    mark = sign[1] or sign[3]
    return f"{sign[2] or ''}&#{ord(mark)};"
