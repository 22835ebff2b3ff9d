"""Finding what is not Markdown in a text, before anything else looks at it.

A formula is ``$…$``, ``$$…$$``, ``\\(…\\)``, ``\\[…\\]`` or a display environment
such as ``\\begin{align}…\\end{align}``. It ends in the paragraph it began in.
A dollar that stands for money stays text: an opening dollar has no space behind
it, a closing one has no space before it and no digit after it.

References (``\\eqref{…}``) and citations (``[@key]``) are found in the same pass,
so that none is found within a formula, nor a formula within one: see ``referring.py``.
"""

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from .referring import CITATION, LABEL, REFERENCE, citation_at, reference_at

ENVIRONMENTS = ("align", "alignat", "displaymath", "eqnarray", "equation", "flalign", "gather", "math", "multline")

#: A formula may be this far from its beginning to its end. Longer than what is
#: converted (see ``formulas.LONGEST``), so that an overlong formula is still
#: recognised and shown as source; bounded, so that scanning stays linear.
FARTHEST = 20_000

_PARAGRAPH_BREAK = re.compile(r"(\n[ \t]*\n\s*)")
_ENVIRONMENT = r"\\begin\{(?P<environment>(?:" + "|".join(ENVIRONMENTS) + r")\*?)\}"
_OTHERS = r"\\(?P<bracket>[(\[])|\\.|(?P<ticks>`+)|(?P<dollars>\$\$?)"
_MARK = re.compile(rf"{_ENVIRONMENT}|(?P<equation>\\eqref\{{{LABEL}\}})|{_OTHERS}", re.DOTALL)
_MARK_IN_TEXT = re.compile(rf"{_ENVIRONMENT}|{REFERENCE}|{CITATION}|{_OTHERS}", re.DOTALL)
_LABEL_BEHIND = re.compile(rf"[ \t]*\{{#(?P<label>{LABEL})\}}")
_SIGN = re.compile(r"\\.|[${}`]", re.DOTALL)
_TEX_SIGN = re.compile(r"[\\^_=]")
_QUOTE_SIGN = re.compile(r"\n[ \t]*>[> \t]*")

#: Markdown's own stand-ins are fenced by these two characters; no formula holds one.
_STASHED = re.compile("[\x02\x03]")


class Piece(Protocol):
    """Something found in a text."""

    @property
    def written(self) -> str:
        """As it stood there, with what opened and closed it."""


Found = TypeVar("Found", bound=Piece)


@dataclass(frozen=True, slots=True)
class Formula:
    tex: str
    display: bool
    written: str


def scan(text: str, *, code_spans: bool = False, money: bool = True) -> Iterator[str | Formula]:
    """The text in order, cut into plain pieces and formulas; joined again, it is the text.

    ``code_spans``: what stands in backticks is code, not a formula. ``money``: a dollar may
    mean money; otherwise, as in TeX, ``$ x $`` and ``$-$5`` are formulas too.
    """
    found_at = partial(_formula_at, money=money)
    for paragraph in _PARAGRAPH_BREAK.split(text):
        yield from _scan_paragraph(paragraph, _MARK, found_at, code_spans=code_spans)


def scan_text(text: str, *, cites: bool, known: Container[str]) -> Iterator[str | Piece]:
    """The same of a whole text in Markdown, with its references, and its citations if it ``cites``.

    A name after a bare ``@`` means something only where it is ``known``: else it is somebody's handle.
    """

    def found_at(mark: re.Match[str], text: str) -> Piece | None:
        return reference_at(mark) or citation_at(mark, cites=cites, known=known) or _formula_at(mark, text, money=True)

    for paragraph in _PARAGRAPH_BREAK.split(text):
        yield from _scan_paragraph(paragraph, _MARK_IN_TEXT, found_at, code_spans=True)


def _scan_paragraph(
    text: str,
    marks: re.Pattern[str],
    found_at: Callable[[re.Match[str], str], Found | None],
    *,
    code_spans: bool,
) -> Iterator[str | Found]:
    done = at = 0
    ticks = _TickRuns(text)
    while mark := marks.search(text, at):
        if code_spans and mark["ticks"]:
            at = ticks.end_of_span(mark) or mark.end()
            continue
        found = found_at(mark, text)
        if found is None:
            at = _end_of_nothing(mark)
            continue
        if done < mark.start():
            yield text[done : mark.start()]
        yield found
        done = at = mark.start() + len(found.written)
    if done < len(text):
        yield text[done:]


def _end_of_nothing(mark: re.Match[str]) -> int:
    """Where to look on after a mark that began nothing: what would have been a citation may hold a formula."""
    return mark.start() + 1 if mark[0][0] in "[@" else mark.end()


def _formula_at(mark: re.Match[str], text: str, *, money: bool) -> Formula | None:
    formula = None
    if mark["environment"]:
        formula = _environment(mark, text)
    elif mark["bracket"] == "(":
        formula = _delimited(mark, text, closing=r"\)", display=False)
    elif mark["bracket"] == "[":
        formula = _delimited(mark, text, closing=r"\]", display=True)
    elif mark["dollars"] == "$$":
        formula = _delimited(mark, text, closing="$$", display=True)
    elif mark["dollars"] == "$":
        formula = _in_dollars(mark, text, money=money)
    elif mark[0].startswith(r"\eqref{"):
        formula = Formula(mark[0], False, mark[0])
    if formula is None or not formula.tex.strip() or _STASHED.search(formula.tex):
        return None
    return formula


def _delimited(mark: re.Match[str], text: str, *, closing: str, display: bool) -> Formula | None:
    """Up to its closing; a displayed one may have a label behind it, as Pandoc's filters know it: ``$$…$$ {#eq:x}``."""
    end = text.find(closing, mark.end(), mark.end() + FARTHEST)
    if end < 0:
        return None
    tex, ends = _unquoted(mark, text[mark.end() : end]), end + len(closing)
    if display and tex.strip() and (behind := _LABEL_BEHIND.match(text, ends)):
        return Formula(rf"{tex}\label{{{behind['label']}}}", display, text[mark.start() : behind.end()])
    return Formula(tex, display, text[mark.start() : ends])


def _environment(mark: re.Match[str], text: str) -> Formula | None:
    closing = f"\\end{{{mark['environment']}}}"
    end = text.find(closing, mark.end(), mark.end() + FARTHEST)
    if end < 0:
        return None
    written = text[mark.start() : end + len(closing)]
    return Formula(_unquoted(mark, written), mark["environment"] != "math", written)


def _in_dollars(mark: re.Match[str], text: str, *, money: bool) -> Formula | None:
    """``$…$``, up to the next dollar, or past it where ``\\text{…}`` holds formulas of its own."""
    start = mark.end()
    depth = 0
    for sign in _SIGN.finditer(text, start, start + FARTHEST):
        if sign[0] == "`":
            return None  # code begins before the formula ends, so it was none
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
        if sign[0] != "$" or depth > 0:
            continue
        end = sign.start()
        tex = text[start:end]
        if tex != tex.strip() and (money or not _TEX_SIGN.search(tex)):
            return None
        if money and text[end + 1 : end + 2].isdigit():
            return None
        return Formula(_unquoted(mark, tex), False, text[mark.start() : end + 1])
    return None


def _unquoted(mark: re.Match[str], tex: str) -> str:
    """The formula without the ``>`` that begins each line of a quotation."""
    line_start = mark.string.rfind("\n", 0, mark.start()) + 1
    if mark.string[line_start : mark.start()].lstrip()[:1] != ">":
        return tex
    return _QUOTE_SIGN.sub("\n", tex)


class _TickRuns:
    """The runs of backticks of one paragraph: where a code span ends, without searching twice."""

    def __init__(self, text: str) -> None:
        self._starts: dict[int, list[int]] = {}
        for run in re.finditer("`+", text):
            self._starts.setdefault(len(run[0]), []).append(run.start())

    def end_of_span(self, opening: re.Match[str]) -> int | None:
        length = len(opening["ticks"])
        starts = self._starts.get(length, [])
        while starts and starts[0] < opening.end():
            starts.pop(0)
        return starts[0] + length if starts else None
