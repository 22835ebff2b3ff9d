r"""Definitions, theorems, proofs and their like: numbered blocks that one can refer to.

They are written as Pandoc writes a block, or as LaTeX does:

    ::: theorem Löb's theorem {#thm:loeb}      \begin{theorem}[Löb's theorem]\label{thm:loeb}
    …                                          …
    :::                                        \end{theorem}

All of a text are numbered in one row, so that one of them is found by its number alone.
"""

from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString

from .labels import Labels, Problems, Target
from .set_apart import SetApart
from .statement_lines import Closing, Line, Opening, pairs, read


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    style: str = "definition"  #: or "theorem", whose words stand in italics, or "proof", whose end is marked
    is_numbered: bool = True


# fmt: off
KINDS = {
    "theorem": Kind("Theorem", "theorem"), "lemma": Kind("Lemma", "theorem"),
    "proposition": Kind("Proposition", "theorem"), "corollary": Kind("Corollary", "theorem"),
    "conjecture": Kind("Conjecture", "theorem"), "claim": Kind("Claim", "theorem"), "fact": Kind("Fact", "theorem"),
    "observation": Kind("Observation", "theorem"), "hypothesis": Kind("Hypothesis", "theorem"),
    "definition": Kind("Definition"), "assumption": Kind("Assumption"), "axiom": Kind("Axiom"),
    "notation": Kind("Notation"), "example": Kind("Example"), "exercise": Kind("Exercise"),
    "problem": Kind("Problem"), "question": Kind("Question"), "remark": Kind("Remark"),
    "note": Kind("Note", is_numbered=False),
    "proof": Kind("Proof", "proof", is_numbered=False), "solution": Kind("Solution", "proof", is_numbered=False),
}
KINDS |= {
    short: KINDS[kind] for short, kind in {
        "thm": "theorem", "lem": "lemma", "prop": "proposition", "cor": "corollary", "conj": "conjecture",
        "def": "definition", "defn": "definition", "rem": "remark", "ex": "example",
    }.items()
}
# fmt: on
REFERENCES = frozenset({"references", "refs", "bibliography"})
CLASSES = {"statement", "references", *(f"statement--{kind.style}" for kind in KINDS.values())}
QED = "qed"  #: the class of what marks the end of a proof


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """Stands where the list of references goes."""

    written: str = ""


@dataclass(frozen=True, slots=True)
class Begin:
    """Where a block begins. Without a kind, it is the place of the list of references."""

    written: str
    kind: Kind | None
    number: str = ""
    title: str = ""
    label: str = ""

    @property
    def heading(self) -> tuple[str, str]:
        """Its name and, in parentheses, its title. That of a proof may be its name: "Proof of Theorem 1"."""
        name = self.kind.name if self.kind else ""
        if self.title.startswith("of "):
            return f"{name} {self.title}", ""
        if self.title.startswith(f"{name} "):
            return self.title, ""
        return f"{name} {self.number}".rstrip(), f" ({self.title})" if self.title else ""


@dataclass(frozen=True, slots=True)
class End:
    written: str


class FindStatements(Preprocessor):
    """Puts a placeholder, as a paragraph of its own, where each block begins and where it ends."""

    def __init__(self, md: Markdown, *, apart: SetApart, labels: Labels, problems: Problems) -> None:
        super().__init__(md)
        self.ends: dict[str, str] = {}  #: of each placeholder that begins a block, the one that ends it
        self._apart, self._labels, self._problems = apart, labels, problems
        self._count = 0

    def run(self, lines: list[str]) -> list[str]:
        read_lines = read(lines, environments=frozenset(KINDS))
        other = pairs(read_lines)
        kept: dict[int, str] = {}
        written: list[str] = []
        for at, line in enumerate(read_lines):
            if isinstance(line, str):
                written.append(line)
                continue
            opening = read_lines[other[at]] if isinstance(line, Closing) and at in other else line
            mark = self._mark(line, opening) if at in other else None
            if mark is None:
                self._note(line, is_closed=at in other)
                written.append(line.written)
            else:
                kept[at] = self._apart.keep(mark)
                quoted = line.margin if ">" in line.margin else ""
                written += [quoted.rstrip(), quoted + kept[at], quoted.rstrip()]
        self.ends = {kept[at]: kept[other[at]] for at in kept if at < other[at]}
        return written

    def _mark(self, line: Opening | Closing, opening: Line) -> Begin | End | None:
        """None for what is no block that we know."""
        if not isinstance(opening, Opening) or opening.kind not in KINDS.keys() | REFERENCES:
            return None
        return End(line.written) if isinstance(line, Closing) else self._begin(line)

    def _begin(self, opening: Opening) -> Begin:
        kind = KINDS.get(opening.kind)
        is_numbered = kind is not None and kind.is_numbered and not opening.is_starred
        self._count += is_numbered
        number = str(self._count) if is_numbered else ""
        begin = Begin(opening.written, kind, number, opening.title, opening.label)
        if kind and begin.label and not self._labels.add(begin.label, Target(kind.name, number)):
            self._problems.note("repeated_label", begin.label)
            return Begin(opening.written, kind, number, opening.title)
        return begin

    def _note(self, line: Opening | Closing, *, is_closed: bool) -> None:
        if isinstance(line, Opening):
            self._problems.note("unknown_block" if is_closed else "open_block", line.written.strip())


class Statements(BlockProcessor):
    """Makes a block of what stands between two placeholders."""

    def __init__(self, parser: BlockParser, *, apart: SetApart, found: FindStatements) -> None:
        super().__init__(parser)
        self._apart, self._found = apart, found

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 -- Markdown's
        return isinstance(self._apart.standing_in(block.strip()), Begin | End)

    def run(self, parent: Element, blocks: list[str]) -> None:
        placeholder = blocks.pop(0).strip()
        begin = self._apart.standing_in(placeholder)
        if not isinstance(begin, Begin):
            return  # What it ended stands in HTML, which nothing is looked for in.
        inner = _taken(blocks, up_to=self._found.ends[placeholder])
        block = SubElement(parent, "div")
        if begin.kind is None:
            put_references(block, apart=self._apart)
            return
        block.set("class", f"statement statement--{begin.kind.style}")
        if begin.label:
            block.set("id", begin.label)
        self.parser.parseBlocks(block, inner)
        _name(block, begin)
        if begin.kind.style == "proof":
            _mark_end(block)


def _taken(blocks: list[str], *, up_to: str) -> list[str]:
    """The blocks before this one, which goes too; all of them where it stands somewhere else."""
    stripped = [block.strip() for block in blocks]
    end = stripped.index(up_to) if up_to in stripped else len(blocks)
    inner = blocks[:end]
    del blocks[: end + 1]
    return inner


def put_references(block: Element, *, apart: SetApart) -> None:
    """Make a block the place of the list of references."""
    block.set("class", "references")
    block.text = AtomicString(apart.keep(ReferenceList()))


def _name(block: Element, begin: Begin) -> None:
    """Its name and title begin its first paragraph."""
    if len(block) == 0 or block[0].tag != "p":
        block.insert(0, Element("p"))
    first = block[0]
    name = Element("strong")
    name.text, title = begin.heading
    name.tail = f"{title}. {first.text or ''}"
    first.text = None
    first.insert(0, name)


def _mark_end(block: Element) -> None:
    last = block[-1] if block[-1].tag == "p" else SubElement(block, "p")
    if len(last):
        last[-1].tail = f"{last[-1].tail or ''} "
    elif last.text:
        last.text = f"{last.text} "
    SubElement(last, "span", {"class": QED}).text = AtomicString("∎")
