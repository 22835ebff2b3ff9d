"""The formulas of one text: taken out before Markdown sees them, put back as MathML at the end."""

import re
import secrets
from collections.abc import Sequence
from html import escape

from math_core import LatexToMathML

from .mathml import fit_for_page, unknown_commands
from .scanning import Formula, scan
from .tex_commands import MACROS, in_known_commands

LONGEST = 4_096  #: bytes of TeX that are converted; longer formulas show their source
DEEPEST = 200  #: levels of nesting; the converter's stack ends at several thousand
MOST_EXPANSIONS = 500  #: of macros within one formula
LARGEST = 200_000  #: characters of MathML that one formula may become

_NESTING = re.compile(r"\\\\|\\[{}]|[{}]|\\(?:begin|end|left|right)(?![A-Za-z])")
_STEP = {"{": 1, r"\begin": 1, r"\left": 1, "}": -1, r"\end": -1, r"\right": -1}
_GLYPHS = re.compile(r"\\(?:begin|end)\{[a-z*]+\}|\\[A-Za-z]+|[^\s{}&\\^_]")
_LINK = re.compile(r"</?a(?: [^<>]*)?>")
_REFERENCE = re.compile(r"\\eqref\{[^{}]*\}")
_LINKED = re.compile(r"<a [^<>]*>[^<>]*</a>")
#: Formulas with more glyphs than this may be wider than a telephone, and can be scrolled.
NARROW = 24


class Formulas:
    """Hands out a placeholder for each formula that no text can contain.

    The token in the placeholders is drawn anew for each text, so that a text
    that imitates a placeholder of another rendering stays just a text.
    """

    def __init__(self, text: str) -> None:
        self._token = secrets.token_hex(8)
        while self._token in text:
            self._token = secrets.token_hex(8)
        self._found: list[Formula] = []
        self.placeholder = re.compile(f"m{self._token}n([0-9]+)e")

    def take_out(self, text: str, *, code_spans: bool) -> str:
        """The text with a placeholder, a mere word, in place of each formula."""
        return "".join(
            piece if isinstance(piece, str) else self._keep(piece) for piece in scan(text, code_spans=code_spans)
        )

    def _keep(self, formula: Formula) -> str:
        self._found.append(formula)
        return f"m{self._token}n{len(self._found) - 1}e"

    def put_back_as_written(self, text: str) -> str:
        """The text as its author wrote it: for code, and for attributes such as ``alt``."""
        if self._token not in text:
            return text
        return self.placeholder.sub(lambda found: self._found[int(found[1])].written, text)

    def without_placeholders(self, text: str) -> str:
        return self.placeholder.sub("", text)

    def convert(self, numbers: Sequence[int], *, id_prefix: str, inline: bool = False) -> dict[int, str | None]:
        """HTML for these formulas in this order, which numbers the equations.

        None stands for a formula that cannot be shown but as source.
        """
        wanted = [number for number in dict.fromkeys(numbers) if self._can_be_tried(number)]
        converted = _mathml_of(
            [(in_known_commands(self._found[n].tex), self._found[n].display and not inline) for n in wanted],
            id_prefix=id_prefix,
        )
        shown: dict[int, str | None] = dict.fromkeys(numbers)
        for number, mathml in zip(wanted, converted, strict=True):
            shown[number] = mathml and _shown(mathml, self._found[number], inline=inline)
        return shown

    def as_source(self, number: int) -> str:
        return f'<code class="formula-source">{escape(self._found[number].written)}</code>'

    def _can_be_tried(self, number: int) -> bool:
        tex = self._found[number].tex
        return len(tex.encode()) <= LONGEST and _depth(tex) <= DEEPEST


def without_links(html: str) -> str:
    """A formula inside a link refers to other equations without a link of its own."""
    return _LINK.sub("", html)


def _depth(tex: str) -> int:
    deepest = depth = 0
    for sign in _NESTING.finditer(tex):
        depth += _STEP.get(sign[0], 0)
        deepest = max(deepest, depth)
    return deepest


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
