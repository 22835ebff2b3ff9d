"""One text made into HTML, from beginning to end."""

import re
from collections.abc import Mapping
from html import escape
from typing import NamedTuple

from .allowed import cleaned
from .formulas import Formulas, without_links
from .markdown_dialect import to_html
from .mathml import names_unknown_command
from .readable import readable

_UNESCAPED = re.compile(r"\\([$\\])")


class Page(NamedTuple):
    html: str
    formulas: int
    shown_as_source: int
    with_unknown_commands: int


def page(text: str, *, prefix: str, figures: Mapping[str, str]) -> Page:
    """HTML for a text in Markdown."""
    text = readable(text)
    formulas = Formulas(text)
    html = cleaned(
        to_html(text, formulas=formulas),
        prefix=prefix,
        figures=figures,
        as_written=formulas.put_back_as_written,
    )
    return _Finishing(html, formulas=formulas, prefix=prefix).finished()


def line(text: str) -> Page:
    """HTML for a title: formulas stand in the line, and everything else is just text."""
    text = " ".join(readable(text).split())
    formulas = Formulas(text)
    words = escape(_UNESCAPED.sub(r"\1", formulas.take_out(text, code_spans=False)))
    return _Finishing(words, formulas=formulas, prefix="").finished(inline=True)


class _Finishing:
    """What is done to clean HTML, in which every ``<`` begins a tag.

    Formulas are put in (never into code, where they are shown as written), headings step
    down one level below the page's own, missing figures are named, and what may be too
    wide for a telephone is put where it can be scrolled.
    """

    _TAG = r"<(?P<end>/?)(?P<name>a|code|h[1-5]|img|pre|table)(?P<attributes>(?: [^<>]*)?)>"

    def __init__(self, html: str, *, formulas: Formulas, prefix: str) -> None:
        self._html = html
        self._formulas = formulas
        self._prefix = prefix
        self._of_interest = re.compile(f"{self._TAG}|{formulas.placeholder.pattern}")
        self._number = self._of_interest.groups

    def finished(self, *, inline: bool = False) -> Page:
        pieces: list[str | tuple[int, bool]] = []
        inside = {"a": 0, "code": 0, "pre": 0}
        at = 0
        for found in self._of_interest.finditer(self._html):
            pieces.append(self._html[at : found.start()])
            at = found.end()
            if found["name"] is None:
                number = int(found[self._number])
                pieces.append(
                    self._as_written(found[0]) if inside["code"] or inside["pre"] else (number, inside["a"] > 0)
                )
                continue
            if found["name"] in inside:
                inside[found["name"]] += -1 if found["end"] else 1
            pieces.append(_tag(found))
        pieces.append(self._html[at:])
        return self._with_formulas(pieces, inline=inline)

    def _as_written(self, placeholder: str) -> str:
        return escape(self._formulas.put_back_as_written(placeholder), quote=False)

    def _with_formulas(self, pieces: list[str | tuple[int, bool]], *, inline: bool) -> Page:
        numbers = [piece[0] for piece in pieces if not isinstance(piece, str)]
        shown = self._formulas.convert(numbers, id_prefix=f"{self._prefix}eq-", inline=inline)
        html: list[str] = []
        for piece in pieces:
            if isinstance(piece, str):
                html.append(piece)
                continue
            number, in_link = piece
            formula = shown[number] or self._formulas.as_source(number)
            html.append(without_links(formula) if in_link or inline else formula)
        return Page(
            html="".join(html),
            formulas=len(numbers),
            shown_as_source=sum(shown[number] is None for number in numbers),
            with_unknown_commands=sum(names_unknown_command(shown[number] or "") for number in numbers),
        )


def _tag(found: re.Match[str]) -> str:
    end, name, attributes = found["end"], found["name"], found["attributes"]
    if name == "table":
        return "</table></div>" if end else f'<div class="table-scroll" tabindex="0"><table{attributes}>'
    if name == "pre" and not end:
        return f'<pre{attributes} tabindex="0">'
    if name == "img":
        return _image(attributes)
    if name[0] == "h":
        return f"<{end}h{int(name[1]) + 1}{attributes}>"
    return found[0]


def _image(attributes: str) -> str:
    if ' src="' in attributes:
        return f'<img{attributes} loading="lazy">'
    alt = re.search(r' alt="([^"]*)"', attributes)
    words = f"Figure not found: {alt[1]}" if alt and alt[1] else "Figure not found"
    return f'<span class="figure-missing">{words}</span>'
