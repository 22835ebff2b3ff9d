"""The Markdown we read: Python-Markdown with four of its extensions and some small ones of ours."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from .bibliography import Bibliography
from .code_blocks import FencedCode
from .headings import HEADINGS, NameHeadings, TakeLabels
from .labels import Labels, Problems
from .referring import LABEL, Citation
from .scanning import scan_text
from .set_apart import SetApart
from .statements import FindStatements, ReferenceList, Statements, put_references

_LABELS = re.compile(rf"(?:\\label\{{|\{{#|[ \t]#)({LABEL})")
_BARE_ADDRESS = r"(?<![\w\"'=(/<])(https?://[^\s<>\x02\x03\"`]*[^\s<>\x02\x03\"`.,;:!?)'*_\]])"


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """What is found in one text beside Markdown. Without entries, it cites nothing."""

    apart: SetApart
    labels: Labels
    problems: Problems
    entries: Bibliography | None


def to_html(text: str, dialect: Dialect) -> str:
    """HTML as Markdown writes it: not clean yet, and with placeholders for what was set apart."""
    markdown = Markdown(
        extensions=[
            DefListExtension(),
            FootnoteExtension(BACKLINK_TEXT="↩︎"),
            SaneListExtension(),
            TableExtension(use_align_attribute=True),
        ],
        output_format="html",
    )
    apart, labels, problems = dialect.apart, dialect.labels, dialect.problems
    markdown.ESCAPED_CHARS = [*markdown.ESCAPED_CHARS, "$", "<", "|", "~", ":", "=", "@"]
    markdown.preprocessors.register(FencedCode(markdown), "fenced_code", 25)
    markdown.preprocessors.register(_TakeOut(markdown, dialect), "formulas", 24)
    found = FindStatements(markdown, apart=apart, labels=labels, problems=problems)
    markdown.preprocessors.register(found, "statements", 23)
    statements = Statements(markdown.parser, apart=apart, found=found)
    markdown.parser.blockprocessors.register(statements, "statements", 110)
    markdown.inlinePatterns.register(_BareAddress(_BARE_ADDRESS, markdown), "bare_address", 125)
    markdown.treeprocessors.register(_ReferencesLast(markdown, apart), "references", 60)
    markdown.treeprocessors.register(TakeLabels(markdown), "heading_labels", 30)
    names = NameHeadings(markdown, apart=apart, labels=labels, problems=problems)
    markdown.treeprocessors.register(names, "heading_names", 5)
    markdown.treeprocessors.register(_CellClasses(markdown), "cell_classes", 4)
    return markdown.convert(text)


class _TakeOut(Preprocessor):
    """Formulas, references and citations: after fenced code has gone, before HTML and paragraphs are looked for."""

    def __init__(self, md: Markdown, dialect: Dialect) -> None:
        super().__init__(md)
        self._apart, self._entries = dialect.apart, dialect.entries

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        cites = self._entries is not None
        known = {*_LABELS.findall(text), *(self._entries or ())}
        return self._apart.take_out(scan_text(text, cites=cites, known=known)).split("\n")


class _ReferencesLast(Treeprocessor):
    """Where a text cites and does not say where its references go, they stand at its end, before the notes."""

    def __init__(self, md: Markdown, apart: SetApart) -> None:
        super().__init__(md)
        self._apart = apart

    def run(self, root: Element) -> None:
        if not any(self._apart.all_of(Citation)) or any(self._apart.all_of(ReferenceList)):
            return
        if len(root) == 0 or root[-1].tag not in HEADINGS:
            levels = [each.tag for each in root if each.tag in HEADINGS]
            SubElement(root, min(levels, default="h1")).text = "References"
        put_references(SubElement(root, "div"), apart=self._apart)


class _BareAddress(InlineProcessor):
    """A web address in the text is a link to it."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # noqa: ARG002, N802 -- Markdown's
        link = Element("a", href=m[1])
        link.text = m[1]
        return link, m.start(0), m.end(0)


class _CellClasses(Treeprocessor):
    """How a table's column is aligned, as a class: inline styles are not allowed."""

    def run(self, root: Element) -> None:
        for cell in root.iter():
            if cell.tag in ("td", "th") and (side := cell.attrib.pop("align", None)):
                cell.set("class", f"align-{side}")
