"""Records of arXiv, a JSON object a line: title, authors, abstract, categories, as their authors typed them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sharing.base.tex_text import line_from_tex, markdown_from_tex
from sharing.journeys.importing.sources import Fault, Found, Unreadable, require_fitting
from sharing.papers.actions import Words

ID = re.compile(r"[a-z-]+(\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5}")
DOI = re.compile(r"10\.\d{4,9}/[^\s<>()\[\]\\`]+")
AFFILIATION = re.compile(r"\([^()]*\)")
COLLABORATION = re.compile(r"^([^,:]*\bcollaborations?\b[^,:]*):", re.IGNORECASE)
BETWEEN_NAMES = re.compile(r"\s*[,;]\s*(?:and\s+|&\s+)?|\s+(?:and|&)\s+")
SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?")
NAME_LENGTH = 200


def read_records(path: Path) -> Iterator[Found | Fault]:
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _found_in(line, where=f"line {number}")
    except OSError as error:
        yield Fault(path.name, f"It cannot be read: {error.strerror}.")


def _found_in(line: bytes, *, where: str) -> Found | Fault:
    try:
        return _paper(json.loads(line), where=where)
    except (ValueError, RecursionError):
        return Fault(where, "It is not a JSON object in UTF-8.")
    except Unreadable as reason:
        return Fault(where, str(reason))


def _paper(record: Any, *, where: str) -> Found:
    if not isinstance(record, dict):
        raise Unreadable("It is not a JSON object in UTF-8.")
    arxiv_id = _text(record, "id")
    if not ID.fullmatch(arxiv_id):
        raise Unreadable("It has no arXiv number.")

    words = Words(
        title=line_from_tex(_text(record, "title")),
        abstract=markdown_from_tex(_text(record, "abstract")),
        body=_about(record, arxiv_id),
    )
    authors = names_in(_text(record, "authors"))
    return Found(where, require_fitting(words), source=f"arxiv:{arxiv_id}", authors=authors)


def _text(record: dict[str, Any], name: str) -> str:
    value = record.get(name) or ""
    if not isinstance(value, str) or "\x00" in value:
        raise Unreadable(f"Its {name} is not text.")
    value.encode()  # Half of a character's two halves cannot be kept, and raises.
    return value.strip()


def _about(record: dict[str, Any], arxiv_id: str) -> str:
    """What the record says beside the abstract, as a list: arXiv keeps the paper's text itself elsewhere."""
    lines = [f"arXiv: [{arxiv_id}](https://arxiv.org/abs/{arxiv_id})"]
    if categories := record.get("categories"):
        listed = categories if isinstance(categories, list) else str(categories).split()
        lines.append(f"Categories: {markdown_from_tex(', '.join(map(str, listed)))}")
    if comments := _text(record, "comments"):
        lines.append(f"Comments: {_in_one_line(comments)}")
    if journal := _text(record, "journal_ref"):
        lines.append(f"Published: {_in_one_line(journal)}")
    if DOI.fullmatch(doi := _text(record, "doi")):
        lines.append(f"DOI: [{doi}](https://doi.org/{doi})")
    return "".join(f"- {line}\n" for line in lines)


def _in_one_line(tex: str) -> str:
    return markdown_from_tex(" ".join(tex.split()))


def names_in(authors: str) -> tuple[str, ...]:
    """The names in an author list of arXiv, in order, without affiliations."""
    listed = line_from_tex(authors)
    while (bare := AFFILIATION.sub(" ", listed)) != listed:
        listed = bare
    listed = listed.split("(")[0]

    names: list[str] = []
    if collaboration := COLLABORATION.match(listed):
        names.append(collaboration[1].strip())
        listed = listed[collaboration.end() :]
    for name in BETWEEN_NAMES.split(" ".join(listed.split())):
        if SUFFIX.fullmatch(name) and names:
            names[-1] = f"{names[-1]}, {name}"
        elif name.strip(" .:;"):
            names.append(name.strip(" :;")[:NAME_LENGTH])
    return tuple(names)
