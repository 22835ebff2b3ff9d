"""The words around what was found, with the words that were looked for marked."""

import re
import unicodedata
from collections.abc import Iterator
from html import escape

from django.db.models import Func, TextField, Value
from django.db.models.functions import Left
from django.utils.safestring import SafeString, mark_safe

LOOKED_THROUGH = 20_000  #: letters of a text, from its beginning
BEGIN, END = "\ue000", "\ue001"  #: private letters around what is marked, which stand for nothing in a text
MARKED = re.compile(f"{BEGIN}([^{BEGIN}{END}]*){END}")
UNWANTED = re.compile(r'(?<!\S)-(?:"[^"]*"?|\S+)')
SIGNS = re.compile(r"(?<!\S)(?:#{1,6}|[-*+>]) |\*\*|`")  #: of Markdown, which say nothing among other words
LIKE_ASCII = str.maketrans("<>/\ue000\ue001øØłŁđĐı", "     oOlLdDi")  # noqa: RUF001 -- the point of it


class Excerpt(Func):
    """The part of a column's text that has most of the words, each of them marked; its beginning, where none has."""

    output_field = TextField()

    def __init__(self, column: str, *, words: str) -> None:
        wanted = UNWANTED.sub(" ", words)
        super().__init__(Left(column, LOOKED_THROUGH), Value(wanted), function="search.excerpt")


def is_marked(excerpt: str) -> bool:
    return "<mark>" in excerpt


def as_html(excerpt: str, *, of: str) -> SafeString:
    """An excerpt as the text has it, accents and all, with ``<mark>`` around what was looked for."""
    spelled = "".join(_as_spelled(excerpt, text=of))
    marked = MARKED.sub(lambda found: f"<mark>{found[1]}</mark>", escape(SIGNS.sub("", spelled)))
    return mark_safe(marked.replace(BEGIN, "").replace(END, "").strip())  # noqa: S308 -- escaped in the line above


def _as_spelled(excerpt: str, *, text: str) -> Iterator[str]:
    """The same letters as in the text, which the excerpt has without accents; the excerpt's, where it is not found."""
    said = excerpt.replace(BEGIN, "").replace(END, "")
    if said in text:
        yield excerpt
        return
    folded, spelled = _folded(text)
    place = folded.find(said)
    if place < 0:
        yield excerpt
        return
    for letter in excerpt:
        if letter in {BEGIN, END}:
            yield letter
        else:
            yield spelled[place]
            place += 1


def _folded(text: str) -> tuple[str, list[str]]:
    """A text as ``search.folded`` has it, and for each letter of that what stands in the text itself."""
    folded, spelled = "", []
    for letter in unicodedata.normalize("NFC", text):
        bare = letter if letter.isascii() else _without_accents(letter)
        folded += bare.translate(LIKE_ASCII)
        spelled += [letter, *[""] * (len(bare) - 1)] if bare else []
    return folded, spelled


def _without_accents(letter: str) -> str:
    bare = "".join(each for each in unicodedata.normalize("NFD", letter) if not "\u0300" <= each <= "\u036f")
    return unicodedata.normalize("NFC", bare)
