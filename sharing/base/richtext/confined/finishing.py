"""What is done to clean HTML, in which every ``<`` begins a tag."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from html import escape
from typing import NamedTuple

from .bibliography import Bibliography
from .citing import Citing
from .formulas import as_source, converted, without_links
from .labels import Labels, Problems
from .mathml import names_unknown_command
from .referring import Citation, Reference
from .scanning import Formula, Piece
from .set_apart import SetApart
from .statements import ReferenceList

LABEL_IN_TEX = re.compile(r"\\label\s*\{([^{}]*)\}")
_NUMBERED = re.compile(r">\(([^()<>]*)\)<")


class Finished(NamedTuple):
    html: str
    formulas: int
    shown_as_source: int
    with_unknown_commands: int


class _Slot(NamedTuple):
    """A place in the page that is filled at the end."""

    piece: Piece
    in_link: bool


class Finishing:
    """Formulas, references and citations are put in (never into code, where they are shown as
    written), headings step down one level below the page's own, missing figures are named, and
    what may be too wide for a telephone is put where it can be scrolled.
    """

    _TAG = r"<(?P<end>/?)(?P<name>a|code|h[1-5]|img|pre|table)(?P<attributes>(?: [^<>]*)?)>"

    def __init__(
        self,
        apart: SetApart,
        *,
        prefix: str,
        labels: Labels,
        problems: Problems,
        entries: Bibliography | None = None,
    ) -> None:
        self._apart, self._prefix, self._labels, self._problems = apart, prefix, labels, problems
        self._of_interest = re.compile(f"{self._TAG}|{apart.placeholder.pattern}")
        self._number = self._of_interest.groups
        self._citing = Citing(entries, prefix=prefix, is_label=self._is_label, apart=apart, problems=problems)

    def finished(self, html: str, *, inline: bool = False) -> Finished:
        pieces = list(self._with_references(list(self._with_words(self._cut(html)))))
        slots = [each for each in pieces if isinstance(each, _Slot)]
        formulas = {id(slot.piece): slot.piece for slot in slots if isinstance(slot.piece, Formula)}
        done = converted(
            list(formulas.values()),
            id_prefix=f"{self._prefix}eq-",
            inline=inline,
            refer_to=self._equations_in(slots),
        )
        shown = dict(zip(formulas, done.shown, strict=True))
        counted = [shown[id(slot.piece)] for slot in slots if isinstance(slot.piece, Formula)]
        return Finished(
            html="".join(
                each if isinstance(each, str) else self._filled(each, shown, done.links, inline=inline)
                for each in pieces
            ),
            formulas=len(counted),
            shown_as_source=sum(each is None for each in counted),
            with_unknown_commands=sum(names_unknown_command(each or "") for each in counted),
        )

    def _cut(self, html: str) -> Iterator[str | _Slot]:
        """The page with its headings, figures and tables as they should be, cut where something is to be put in."""
        inside = {"a": 0, "code": 0, "pre": 0}
        at = 0
        for found in self._of_interest.finditer(html):
            yield html[at : found.start()]
            at = found.end()
            if found["name"] is None:
                piece = self._apart[int(found[self._number])]
                is_code = inside["code"] or inside["pre"]
                yield escape(piece.written, quote=False) if is_code else _Slot(piece, inside["a"] > 0)
                continue
            if found["name"] in inside:
                inside[found["name"]] += -1 if found["end"] else 1
            yield _tag(found)
        yield html[at:]

    def _slots(self, html: str, *, in_link: bool) -> Iterator[str | _Slot]:
        """HTML of our own, cut where something is to be put in."""
        at = 0
        for found in self._apart.placeholder.finditer(html):
            yield html[at : found.start()]
            at = found.end()
            yield _Slot(self._apart[int(found[1])], in_link)
        yield html[at:]

    def _with_words(self, pieces: Iterable[str | _Slot]) -> Iterator[str | _Slot]:
        """With citations as they read, and whatever refers to a theorem or a section."""
        for each in pieces:
            piece = each.piece if isinstance(each, _Slot) else None
            if isinstance(each, _Slot) and isinstance(piece, Citation):
                html = self._citing.html(piece, in_link=each.in_link)
                yield from self._with_words(self._slots(html, in_link=each.in_link))
            elif isinstance(each, _Slot) and isinstance(piece, Reference) and piece.label in self._labels:
                yield from self._link(piece, in_link=each.in_link)
            else:
                yield each

    def _with_references(self, pieces: Iterable[str | _Slot]) -> Iterator[str | _Slot]:
        """Once every citation has its number."""
        for each in pieces:
            if isinstance(each, _Slot) and isinstance(each.piece, ReferenceList):
                yield from self._slots(self._citing.references(), in_link=False)
            else:
                yield each

    def _equations_in(self, slots: Iterable[_Slot]) -> list[str]:
        """Whatever is referred to and is no theorem and no section."""
        return list(dict.fromkeys(slot.piece.label for slot in slots if isinstance(slot.piece, Reference)))

    def _filled(self, slot: _Slot, shown: Mapping[int, str | None], links: Mapping[str, str], *, inline: bool) -> str:
        piece = slot.piece
        if isinstance(piece, Formula):
            html = shown[id(piece)] or as_source(piece)
        elif isinstance(piece, Reference):
            html = self._equation(piece, links)
        else:
            html = escape(piece.written, quote=False)
        return without_links(html) if slot.in_link or inline else html

    def _link(self, reference: Reference, *, in_link: bool) -> Iterator[str | _Slot]:
        """To a theorem or a section, whose words may hold formulas; what else they hold, they hold as written."""
        words = escape(self._labels[reference.label].shown(reference.shows), quote=False)
        yield "" if in_link else f'<a href="#{self._prefix}{reference.label}">'
        for each in self._slots(words, in_link=True):
            if isinstance(each, _Slot) and not isinstance(each.piece, Formula):
                yield escape(each.piece.written, quote=False)
            else:
                yield each
        yield "" if in_link else "</a>"

    def _equation(self, reference: Reference, links: Mapping[str, str]) -> str:
        if link := links.get(reference.label):
            return _NUMBERED.sub(r">\1<", link) if reference.shows == "number" else link
        self._problems.note("unknown_label", reference.label)
        return f'<span class="unresolved">{escape(reference.written, quote=False)}</span>'

    def _is_label(self, name: str) -> bool:
        return name in self._labels or name in self._labels_of_equations

    @cached_property
    def _labels_of_equations(self) -> set[str]:
        return {label for formula in self._apart.all_of(Formula) for label in LABEL_IN_TEX.findall(formula.tex)}


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
