"""An agreement as HTML that hides nothing: whoever signs its words has seen every one of them.

Markdown has many places for words that a page does not show (comments, titles
of links, references nobody uses) or hardly shows (small print in small print, a
wide table's last column). What is signed, and what the SHA-256 is taken over,
is the text as typed, so here a page must show all its signs, in their order, as
plain running text: all but those that Markdown itself is written with, and these
never inside a word.
"""

import re
from html.parser import HTMLParser

from django.utils.safestring import SafeString

from sharing.base.richtext import CannotRender, render
from sharing.base.visible import INVISIBLE, has_invisible

PREFIX = "deed-"
# fmt: off
TAGS = frozenset({
    "a", "b", "blockquote", "br", "code", "dd", "dl", "dt", "em", "h2", "h3", "h4", "h5", "h6", "hr", "i", "li", "ol",
    "p", "strong", "ul",
})
# fmt: on
NESTING = frozenset({"blockquote", "dd", "li"})
DEEPEST = 6  # Each step is indented, and on a telephone a line has room for no more.

# What Markdown is written with. A page drops these where they mark something, so no meaning hangs on one: see HIDING.
MARKERS = frozenset("*_`#>\\[]()<-+=:~!|")
# A marker dropped inside a word or a number, where 1*0*0 would be seen as 100; and what HTML hides, whatever is in it.
# A sign before a number, that a page takes for a mark at the line's beginning; a number that is marked.
HIDING = re.compile(r"[^\W_][*`~\\]+[^\W_]|<[!?/]|^\s*(>\s*)+=?\s*[\d.,]|^[\s>]*[-+]\s+[^\w\s]?\s*\d|[*_]\d|\d[*_]")

FORMULAS = "An agreement is written in words: take out its formulas, or write them as they are spoken."
MARKS = "An agreement is running text, with headings and lists: take out tables, images, footnotes, code and HTML."
NESTED = f"Lists and quotations in an agreement are nested up to {DEEPEST} times."


def shown_plainly(text: str, *, about: str | None = None) -> SafeString:
    """The text as HTML. Raises ``CannotRender``, with a sentence for its writer, where something would not be seen."""
    if has_invisible(text):
        raise CannotRender(INVISIBLE)
    rendered = render(text, prefix=PREFIX, about=about)
    if rendered.formulas:
        raise CannotRender(FORMULAS)
    seen = _Seen.of(rendered.html)
    if seen.tags - TAGS:
        raise CannotRender(MARKS)
    if seen.deepest > DEEPEST:
        raise CannotRender(NESTED)
    if (line := _first_hidden_line(text, seen.signs)) is not None:
        raise CannotRender(f"Line {line} has something that would not be seen just as it is typed. Write it in words.")
    return rendered.html


def _first_hidden_line(text: str, seen: str) -> int | None:
    """The number of the first line whose signs are not what comes next on the page; None where all of them are."""
    at = 0
    for number, line in enumerate(text.split("\n"), start=1):
        signs = _signs(line)
        if HIDING.search(line) or not seen.startswith(signs, at):
            return number
        at += len(signs)
    return None if at == len(seen) else text.count("\n") + 1


def _signs(text: str) -> str:
    return "".join(sign for sign in text if not sign.isspace() and sign not in MARKERS)


class _Seen(HTMLParser):
    """What a page of HTML shows: its signs in order, the numbers of its lists among them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.deepest = 0
        self._depth = 0
        self._numbers: list[int | None] = []  # What the next item of each open list is numbered, if it is.
        self._pieces: list[str] = []

    @classmethod
    def of(cls, html: str) -> "_Seen":
        seen = cls()
        seen.feed(html)
        seen.close()
        return seen

    @property
    def signs(self) -> str:
        return _signs("".join(self._pieces))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag in {"ol", "ul"}:
            start = dict(attrs).get("start") or "1"
            self._numbers.append(int(start) if tag == "ol" else None)
        if tag == "li" and self._numbers and (number := self._numbers[-1]) is not None:
            self._pieces.append(f"{number}.")
            self._numbers[-1] = number + 1
        if tag in NESTING:
            self._depth += 1
            self.deepest = max(self.deepest, self._depth)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ol", "ul"}:
            self._numbers.pop()
        if tag in NESTING:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)
