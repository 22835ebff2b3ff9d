"""The entries of a BibTeX text, each read when it is first cited."""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Entry as Parsed
from pylatexenc.latex2text import LatexNodes2Text

from .labels import Problems
from .readable import readable

MOST_NAMES = 20  #: of one entry that are listed
LONGEST_FIELD = 2_000  #: characters of one that is shown

for library in ("bibtexparser", "pylatexenc"):
    logging.getLogger(library).setLevel(logging.CRITICAL + 1)  # They would write down what they cannot read.

_SPACES = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n[ \t\n]*\n")
_PLAIN = re.compile(r"[\w .,:;()/?!+-]*")
_BARE_SIGN = re.compile(r"(?<!\\)[%&#]")
_YEAR = re.compile(r"\d{4}")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?\s*(10\.\d{4,9}/[^\s<>\"]+)", re.IGNORECASE)
_ARXIV = re.compile(
    r"(?:arxiv:|https?://arxiv\.org/abs/)?([a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?", re.IGNORECASE
)
_WEB_ADDRESS = re.compile(r"https?://[^\x00-\x20\x7f<>\"{}\\^`|]+", re.IGNORECASE)
_RANGE = re.compile(r"\s*-+\s*")
_TEX = LatexNodes2Text(math_mode="verbatim", strict_latex_spaces=False)

#: The same fact under the names that BibTeX and biblatex give it.
_NAMES = {
    "journal": ("journal", "journaltitle"),
    "publisher": ("publisher", "institution", "school", "organization"),
    "place": ("address", "location"),
    "year": ("year", "date"),
    "collection": ("booktitle", "maintitle"),
}
_KINDS = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis", "techreport": "Technical report"}


class Entry:
    """One work: its facts as text, in which formulas still stand between dollars."""

    def __init__(self, parsed: Parsed) -> None:
        self.kind = parsed.entry_type
        self._fields = {field.key.lower(): str(field.value)[:LONGEST_FIELD] for field in parsed.fields}

    def fact(self, name: str) -> str:
        """Empty where nothing is said."""
        return next(filter(None, (self._text(field) for field in _NAMES.get(name, (name,)))), "")

    @cached_property
    def authors(self) -> list[str]:
        return self._people("author")

    @cached_property
    def editors(self) -> list[str]:
        return self._people("editor")

    @property
    def year(self) -> str:
        found = _YEAR.search(self.fact("year"))
        return found[0] if found else self.fact("year")

    @property
    def kind_of_work(self) -> str:
        return self.fact("type") or _KINDS.get(self.kind, "")

    @property
    def doi(self) -> str:
        found = _DOI.fullmatch(self._plain("doi"))
        return found[1] if found else ""

    @property
    def arxiv(self) -> str:
        archive = self._plain("archiveprefix") or self._plain("eprinttype")
        found = _ARXIV.fullmatch(self._plain("eprint")) if archive.lower() in {"arxiv", ""} else None
        return found[1] if found else ""

    @property
    def url(self) -> str:
        found = _WEB_ADDRESS.fullmatch(self._plain("url"))
        return found[0] if found else ""

    @property
    def pages(self) -> str:
        return _RANGE.sub("\N{EN DASH}", self._plain("pages"))

    @cached_property
    def cited_as(self) -> str:
        """Who wrote it, as one says in a sentence; where nobody is named, what it is called."""
        names = self._last_names("author") or self._last_names("editor")
        if not names:
            return self.fact("title") or self.fact("key")
        if len(names) > 2 or names[-1] == "others":
            return f"{names[0]} et al."
        return " and ".join(names)

    def _people(self, field: str) -> list[str]:
        names = [_in_order(name) for name in self._split(field)[:MOST_NAMES]]
        if len(self._split(field)) > MOST_NAMES or names[-1:] == ["others"]:
            names = [*names[:-1], "others"] if names[-1:] == ["others"] else [*names, "others"]
        return names

    def _last_names(self, field: str) -> list[str]:
        parts = [parse_single_name_into_parts(name, strict=False) for name in self._split(field)[:3]]
        return [text for each in parts if (text := _text(" ".join([*each.von, *each.last])))]

    def _split(self, field: str) -> list[str]:
        return split_multiple_persons_names(self._fields.get(field, ""))

    def _text(self, field: str) -> str:
        return _text(self._fields.get(field, ""))

    def _plain(self, field: str) -> str:
        """A field that is no prose, but may have been escaped as if it were."""
        return _SPACES.sub("", re.sub(r"\\([%&#_~])|[{}]", r"\1", self._fields.get(field, "")))


class Bibliography:
    """All entries, by key. What cannot be read is noted, and is not there."""

    def __init__(self, text: str, *, problems: Problems) -> None:
        self._parsed: Mapping[str, Parsed] = {}
        self._read: dict[str, Entry] = {}
        try:
            library = parse_string(_BLANK_LINES.sub("\n", readable(text)))
        except Exception:  # noqa: BLE001 -- whatever it stumbles over, the text that cites it is shown
            problems.note("unreadable_bibliography", "")
            return
        self._parsed = library.entries_dict
        for block in library.failed_blocks:
            problems.note("unreadable_entry", _SPACES.sub(" ", (block.raw or "").strip())[:60])

    def __iter__(self) -> Iterator[str]:
        return iter(self._parsed)

    def __contains__(self, key: object) -> bool:
        return key in self._parsed

    def __getitem__(self, key: str) -> Entry:
        if key not in self._read:
            self._read[key] = Entry(self._parsed[key])
        return self._read[key]


def _in_order(name: str) -> str:
    """First name first, whichever way it is written."""
    return _text(parse_single_name_into_parts(name, strict=False).merge_first_name_first)


def _text(tex: str) -> str:
    """TeX as text in one line, but for its formulas."""
    if not _PLAIN.fullmatch(tex):
        with suppress(Exception):  # What it stumbles over stays as it was typed.
            tex = _TEX.latex_to_text(_BARE_SIGN.sub(r"\\\g<0>", tex))
    return _SPACES.sub(" ", tex).strip()
