"""Fenced code, coloured by Pygments through classes alone.

Python-Markdown's own extension passes options from the text on to Pygments,
knows no fence inside a list, and would open files for further languages; here
a fence names a language, every language is loaded beforehand, and that is all.
"""

import re
from functools import cache
from html import escape

from markdown.preprocessors import Preprocessor
from pygments import highlight, lexers
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.token import STANDARD_TYPES

#: Loaded at the start, as no file can be opened later; each prepares itself when it is first needed.
LEXERS: tuple[type[Lexer], ...] = (
    lexers.BashLexer,
    lexers.BashSessionLexer,
    lexers.BibTeXLexer,
    lexers.CLexer,
    lexers.RocqLexer,
    lexers.CppLexer,
    lexers.CssLexer,
    lexers.DiffLexer,
    lexers.GoLexer,
    lexers.HaskellLexer,
    lexers.HtmlLexer,
    lexers.IniLexer,
    lexers.JavaLexer,
    lexers.JavascriptLexer,
    lexers.JsonLexer,
    lexers.JuliaLexer,
    lexers.Lean3Lexer,
    lexers.Lean4Lexer,
    lexers.MakefileLexer,
    lexers.MatlabLexer,
    lexers.OcamlLexer,
    lexers.PythonConsoleLexer,
    lexers.PythonLexer,
    lexers.RustLexer,
    lexers.SLexer,
    lexers.SchemeLexer,
    lexers.SqlLexer,
    lexers.TOMLLexer,
    lexers.TexLexer,
    lexers.TypeScriptLexer,
    lexers.XmlLexer,
    lexers.YamlLexer,
)
#: Longer blocks are shown without colours: a lexer may be slow.
LONGEST_COLOURED = 40_000

TOKEN_CLASSES = frozenset(filter(None, STANDARD_TYPES.values()))

_OPENING = re.compile(r"([ \t]*)(`{3,}|~{3,})[ \t]*(?:\{[ \t]*\.?([\w#+-]*)[^{}`]*\}|\.?([\w#+-]*)[^`]*)")
_FORMATTER = HtmlFormatter(nowrap=True)


_LEXER_OF = {alias: lexer for lexer in LEXERS for alias in (*lexer.aliases, lexer.name.lower())}
_LEXER_OF["lean"] = lexers.Lean4Lexer


@cache
def _lexer(known_name: str) -> Lexer:
    return _LEXER_OF[known_name](stripnl=False)


class FencedCode(Preprocessor):
    """Takes fenced blocks out of the text, so that nothing in them is read as Markdown or math."""

    def run(self, lines: list[str]) -> list[str]:
        written: list[str] = []
        at = 0
        closings = _Closings(lines)
        while at < len(lines):
            opening = _OPENING.fullmatch(lines[at])
            end = closings.after(at, fence=opening[2]) if opening else None
            if opening is None or end is None:
                written.append(lines[at])
                at += 1
                continue
            block = _coloured(lines[at + 1 : end], indent=opening[1], language=opening[3] or opening[4] or "")
            written += ["", opening[1] + self.md.htmlStash.store(block), ""]
            at = end + 1
        return written


class _Closings:
    """Where fences close: looked up from the end, once for each kind of fence."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = [line.strip() for line in lines]
        self._none_after: dict[str, int] = {}

    def after(self, opening: int, *, fence: str) -> int | None:
        if opening >= self._none_after.get(fence, len(self._lines)):
            return None
        for at in range(opening + 1, len(self._lines)):
            line = self._lines[at]
            if len(line) >= len(fence) and line == fence[0] * len(line):
                return at
        self._none_after[fence] = opening
        return None


def _coloured(lines: list[str], *, indent: str, language: str) -> str:
    code = "\n".join(line.removeprefix(indent) for line in lines) + "\n"
    if language.lower() not in _LEXER_OF or len(code) > LONGEST_COLOURED:
        return f'<pre class="highlight"><code>{escape(code)}</code></pre>'
    return f'<pre class="highlight"><code>{highlight(code, _lexer(language.lower()), _FORMATTER)}</code></pre>'
