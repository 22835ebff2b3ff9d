"""The Markdown we read: Python-Markdown with five of its extensions and four small ones of ours."""

import re
import unicodedata
from collections import Counter
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from .code_blocks import FencedCode
from .formulas import Formulas

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NOT_IN_NAMES = re.compile(r"[^\w\s-]+")
_STASHED = re.compile("\x02[^\x03]*\x03")
_BARE_ADDRESS = r"(?<![\w\"'=(/<])(https?://[^\s<>\x02\x03\"`]*[^\s<>\x02\x03\"`.,;:!?)'*_\]])"


def to_html(text: str, *, formulas: Formulas) -> str:
    """HTML as Markdown writes it: not clean yet, and with placeholders for the formulas."""
    markdown = Markdown(
        extensions=[
            DefListExtension(),
            FootnoteExtension(BACKLINK_TEXT="↩︎"),
            SaneListExtension(),
            TableExtension(use_align_attribute=True),
        ],
        output_format="html",
    )
    markdown.ESCAPED_CHARS = [*markdown.ESCAPED_CHARS, "$", "<", "|", "~", ":", "="]
    markdown.preprocessors.register(FencedCode(markdown), "fenced_code", 25)
    markdown.preprocessors.register(_TakeOutFormulas(markdown, formulas), "formulas", 24)
    markdown.inlinePatterns.register(_BareAddress(_BARE_ADDRESS, markdown), "bare_address", 125)
    markdown.treeprocessors.register(_HeadingNames(markdown, formulas), "heading_names", 5)
    markdown.treeprocessors.register(_CellClasses(markdown), "cell_classes", 4)
    return markdown.convert(text)


class _TakeOutFormulas(Preprocessor):
    """After fenced code has gone, before HTML and paragraphs are looked for."""

    def __init__(self, md: Markdown, formulas: Formulas) -> None:
        super().__init__(md)
        self._formulas = formulas

    def run(self, lines: list[str]) -> list[str]:
        return self._formulas.take_out("\n".join(lines), code_spans=True).split("\n")


class _BareAddress(InlineProcessor):
    """A web address in the text is a link to it."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # noqa: ARG002, N802 -- Markdown's
        link = Element("a", href=m[1])
        link.text = m[1]
        return link, m.start(0), m.end(0)


class _HeadingNames(Treeprocessor):
    """Gives each heading an id made from its words, so that one can link to it."""

    def __init__(self, md: Markdown, formulas: Formulas) -> None:
        super().__init__(md)
        self._formulas = formulas

    def run(self, root: Element) -> None:
        taken: Counter[str] = Counter()
        for heading in root.iter():
            if heading.tag in _HEADINGS:
                name = self._name("".join(heading.itertext()))
                taken[name] += 1
                heading.set("id", name if taken[name] == 1 else f"{name}-{taken[name]}")

    def _name(self, words: str) -> str:
        words = _STASHED.sub("", self._formulas.without_placeholders(words))
        words = _NOT_IN_NAMES.sub("", unicodedata.normalize("NFKC", words)).lower()
        return "-".join(words.split())[:80] or "section"


class _CellClasses(Treeprocessor):
    """How a table's column is aligned, as a class: inline styles are not allowed."""

    def run(self, root: Element) -> None:
        for cell in root.iter():
            if cell.tag in ("td", "th") and (side := cell.attrib.pop("align", None)):
                cell.set("class", f"align-{side}")
