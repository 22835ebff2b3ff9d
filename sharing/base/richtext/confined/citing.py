"""Citations as numbers that lead to a list of references, and that list."""

from collections.abc import Callable, Sequence
from html import escape

from .bibliography import Bibliography, Entry
from .labels import Problems
from .referring import Citation, Key, Reference, is_label_of_a_kind
from .scanning import scan
from .set_apart import SetApart

WEB = 'rel="noopener noreferrer nofollow ugc"'


class Citing:
    """Numbers the works in the order in which a text cites them; without entries, it cites nothing.

    What it makes may hold placeholders: for formulas, and for references to labels.
    """

    def __init__(
        self,
        entries: Bibliography | None,
        *,
        prefix: str,
        is_label: Callable[[str], bool],
        apart: SetApart,
        problems: Problems,
    ) -> None:
        self._entries: Bibliography | dict[str, Entry] = {} if entries is None else entries
        self._prefix, self._is_label, self._apart, self._problems = prefix, is_label, apart, problems
        self._numbers: dict[str, int] = {}

    def html(self, citation: Citation, *, in_link: bool) -> str:
        """``[1, p. 3; 2]``, or ``Löb [1, p. 3]``; without brackets where nothing but labels is meant."""
        if citation.is_textual:
            return self._textual(citation, in_link=in_link)
        parts = _with_commas(citation.parts)
        shown = "".join(self._part(part, in_link=in_link) for part in parts)
        return shown if all(self._means_label(part) for part in parts if isinstance(part, Key)) else f"[{shown}]"

    def references(self) -> str:
        """The list, as far as the text has cited by now; empty where it cites nothing that is there."""
        items = [
            f'<li id="{self._prefix}ref:{number}">{self._described(self._entries[key])} <a class="reference-back" '
            f'href="#{self._prefix}cite:{number}" title="Back to where it is cited">↩︎</a></li>'
            for key, number in self._numbers.items()
        ]
        return "\n".join(["<ol>", *items, "</ol>"]) if items else ""

    def _textual(self, citation: Citation, *, in_link: bool) -> str:
        first, *rest = citation.parts
        if not isinstance(first, Key) or self._means_label(first) or first.name not in self._entries:
            return "".join(self._part(part, in_link=in_link) for part in citation.parts)
        who = self._in_line(self._entries[first.name].cited_as)
        number = self._part(first, in_link=in_link)
        return f"{who} [{number}{''.join(self._part(part, in_link=in_link) for part in rest)}]"

    def _part(self, part: str | Key, *, in_link: bool) -> str:
        if isinstance(part, str):
            return self._in_line(part)
        if self._means_label(part):
            return self._apart.keep(Reference(part.name, "name", f"@{part.name}"))
        if part.name not in self._entries:
            self._problems.note("unknown_key", part.name)
            return f'<span class="unresolved">{escape(part.name)}</span>'
        return self._number(part.name, in_link=in_link)

    def _number(self, key: str, *, in_link: bool) -> str:
        is_first = key not in self._numbers
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        if in_link:
            return str(number)
        mark = f' id="{self._prefix}cite:{number}"' if is_first else ""
        entry = self._entries[key]
        about = escape(", ".join(filter(None, (entry.cited_as.replace("$", ""), entry.year))))
        return f'<a class="citation"{mark} href="#{self._prefix}ref:{number}" title="{about}">{number}</a>'

    def _means_label(self, key: Key) -> bool:
        if key.name in self._entries:
            return False
        return self._is_label(key.name) or is_label_of_a_kind(key.name)

    def _in_line(self, words: str) -> str:
        """Words that may hold formulas, as HTML."""
        return escape(self._apart.take_out(scan(words, money=False)))

    def _described(self, entry: Entry) -> str:
        sentences = [self._in_line(part) for part in (_names(entry.authors) or _edited(entry),) if part]
        sentences += filter(None, (self._titled(entry), self._published(entry), self._in_line(entry.fact("note"))))
        return " ".join([*(_ended(sentence) for sentence in sentences), *_links(entry)])

    def _titled(self, entry: Entry) -> str:
        title = self._in_line(entry.fact("title"))
        stands_alone = not (entry.fact("journal") or entry.fact("collection"))
        return f"<em>{title}</em>" if title and stands_alone else title

    def _published(self, entry: Entry) -> str:
        """Where, by whom and when, as far as the entry says it."""
        parts = []
        if journal := entry.fact("journal"):
            volume, number = self._in_line(entry.fact("volume")), self._in_line(entry.fact("number"))
            issue = f" {volume}{f'({number})' if number else ''}".rstrip() if volume or number else ""
            parts.append(f"<em>{self._in_line(journal)}</em>{issue}")
        elif collection := entry.fact("collection"):
            parts.append(f"In <em>{self._in_line(collection)}</em>")
            parts += [f"edited by {self._in_line(_names(entry.editors))}"] if entry.authors and entry.editors else []
        else:
            parts += [self._in_line(each) for each in (entry.kind_of_work, entry.fact("howpublished")) if each]
        pages = self._in_line(entry.pages)
        parts += [pages if entry.fact("journal") else f"pp. {pages}"] if pages else []
        parts += [self._in_line(each) for each in (entry.fact("publisher"), entry.fact("place"), entry.year) if each]
        return ", ".join(parts)


def _names(names: list[str]) -> str:
    if names[-1:] == ["others"]:
        return f"{', '.join(names[:-1])} et al."
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1] if names else ""


def _edited(entry: Entry) -> str:
    return f"{_names(entry.editors)} (ed.)" if entry.editors else ""


def _links(entry: Entry) -> list[str]:
    """Where it can be had; its address alone where that is all one knows."""
    links = []
    if entry.doi:
        links.append((f"https://doi.org/{entry.doi}", f"doi:{entry.doi}"))
    if entry.arxiv:
        links.append((f"https://arxiv.org/abs/{entry.arxiv}", f"arXiv:{entry.arxiv}"))
    if entry.url and not links:
        links.append((entry.url, entry.url))
    return [f'<a href="{escape(address)}" {WEB}>{escape(words)}</a>' for address, words in links]


def _ended(sentence: str) -> str:
    bare = sentence.removesuffix("</em>")
    return sentence if bare.endswith((".", "?", "!")) else f"{sentence}."


def _with_commas(parts: Sequence[str | Key]) -> Sequence[str | Key]:
    """Numbers alone stand between commas; where words stand between them as well, semicolons keep them apart."""
    words = [part for part in parts if isinstance(part, str)]
    return [", " if isinstance(part, str) else part for part in parts] if set(words) <= {";", "; "} else parts
