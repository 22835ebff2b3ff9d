"""Formulas as MathML."""

import re
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from math_core import LatexToMathML

from .mathml import fit_for_page, unknown_commands
from .scanning import Formula
from .tex_commands import MACROS, in_known_commands, numbered_where_labelled

LONGEST = 4_096  #: bytes of TeX that are converted; longer formulas show their source
DEEPEST = 200  #: levels of nesting; the converter's stack ends at several thousand
MOST_EXPANSIONS = 500  #: of macros within one formula
LARGEST = 200_000  #: characters of MathML that one formula may become

_NESTING = re.compile(r"\\\\|\\[{}]|[{}]|\\(?:begin|end|left|right)(?![A-Za-z])")
_STEP = {"{": 1, r"\begin": 1, r"\left": 1, "}": -1, r"\end": -1, r"\right": -1}
_GLYPHS = re.compile(r"\\(?:begin|end)\{[a-z*]+\}|\\[A-Za-z]+|[^\s{}&\\^_]")
_LINK = re.compile(r"</?a(?: [^<>]*)?>")
_REFERENCE = re.compile(r"\\eqref\{[^{}]*\}")
_NOWHERE = "??"
_LINKED = re.compile(r"<a [^<>]*>[^<>]*</a>")
#: Formulas with more glyphs than this may be wider than a telephone, and can be scrolled.
NARROW = 24


class Converted(NamedTuple):
    """HTML for each formula, None where it cannot be shown but as source; and a link to each equation asked for."""

    shown: list[str | None]
    links: dict[str, str]


def converted(
    formulas: Sequence[Formula], *, id_prefix: str, inline: bool = False, refer_to: Sequence[str] = ()
) -> Converted:
    """The formulas of one text, in its order, which numbers the equations; ``refer_to`` are labels of equations."""
    wanted = [number for number, formula in enumerate(formulas) if _can_be_tried(formula)]
    tex = [(_for_converter(formulas[number]), formulas[number].display and not inline) for number in wanted]
    references = [(rf"\eqref{{{label}}}", False) for label in refer_to]
    mathml = _mathml_of(tex + references, id_prefix=id_prefix)

    shown: list[str | None] = [None] * len(formulas)
    for number, one in zip(wanted, mathml, strict=False):
        shown[number] = one and _shown(one, formulas[number], inline=inline)
    linked = {label: _LINKED.search(one or "") for label, one in zip(refer_to, mathml[len(tex) :], strict=True)}
    return Converted(shown, {label: link[0] for label, link in linked.items() if link and _NOWHERE not in link[0]})


def as_source(formula: Formula) -> str:
    return f'<code class="formula-source">{escape(formula.written)}</code>'


def without_links(html: str) -> str:
    """A formula inside a link refers to other equations without a link of its own."""
    return _LINK.sub("", html)


def _can_be_tried(formula: Formula) -> bool:
    return len(formula.tex.encode()) <= LONGEST and _depth(formula.tex) <= DEEPEST


def _depth(tex: str) -> int:
    deepest = depth = 0
    for sign in _NESTING.finditer(tex):
        depth += _STEP.get(sign[0], 0)
        deepest = max(deepest, depth)
    return deepest


def _for_converter(formula: Formula) -> str:
    tex = in_known_commands(formula.tex)
    return numbered_where_labelled(tex) if formula.display else tex


def _mathml_of(formulas: list[tuple[str, bool]], *, id_prefix: str) -> list[str | None]:
    """MathML without styles, or None for what the converter refuses; labels are known to all."""
    converter = LatexToMathML(
        macros=MACROS,
        continue_on_error=True,
        fancy_error=False,
        ignore_unknown_commands=True,
        allow_unreliable_rendering=True,
        global_group=True,
        max_expansions=MOST_EXPANSIONS,
        id_prefix=id_prefix,
    )
    return [
        _accepted(mathml, tex=tex) for (tex, _), mathml in zip(formulas, converter.convert_all(formulas), strict=True)
    ]


def _accepted(mathml: str, *, tex: str) -> str | None:
    if not mathml.startswith("<math") or len(mathml) > LARGEST:
        return None
    if any(_takes_arguments(command, tex) for command in unknown_commands(mathml)):
        return None
    return fit_for_page(mathml)


def _takes_arguments(command: str, tex: str) -> bool:
    """What an unknown command would do with its arguments nobody can say; a mere symbol can be named."""
    return re.search(re.escape(command) + r"\s*\{", tex) is not None


def _shown(mathml: str, formula: Formula, *, inline: bool) -> str:
    """A mere reference as a link in the text; any other formula without links, which are not for within one."""
    if _REFERENCE.fullmatch(formula.tex.strip()) and (link := _LINKED.search(mathml)):
        return link[0]
    return _with_source(without_links(mathml), formula, inline=inline)


def _with_source(mathml: str, formula: Formula, *, inline: bool) -> str:
    """The formula with its TeX beside it for copying, in a box that scrolls where it may be too wide."""
    start = mathml.index(">") + 1
    content = mathml[start : mathml.rindex("</math>")]
    annotation = f'<annotation encoding="application/x-tex">{escape(formula.tex.strip(), quote=False)}</annotation>'
    math = f"{mathml[:start]}<semantics><mrow>{content}</mrow>{annotation}</semantics></math>"
    if inline:
        return math
    scrolls = ' tabindex="0"' if len(_GLYPHS.findall(formula.tex)) > NARROW else ""
    if formula.display:
        return f'<span class="math-display"{scrolls}>{math}</span>'
    return f'<span class="math-wide"{scrolls}>{math}</span>' if scrolls else math
