"""How a published paper is cited: as BibTeX, RIS and CSL-JSON."""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

FORMULA = re.compile(r"(\$[^$]+\$)")
SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "^": r"\textasciicircum{}",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "%": r"\%",
}
SMALL_WORDS = {"a", "an", "and", "for", "in", "of", "on", "the", "to", "with"}


@dataclass(frozen=True, kw_only=True)
class Citation:
    """What a reference says of one version of a paper."""

    identifier: str  # With its version.
    title: str
    authors: tuple[str, ...]
    at: datetime
    site: str
    url: str

    @property
    def key(self) -> str:
        """As usual: the first author's last name, the year, and the first word of the title that says something."""
        family = self.authors[0].split()[-1] if self.authors and self.authors[0].split() else "anonymous"
        says_something = (word for word in re.findall(r"\w+", self.title) if word.casefold() not in SMALL_WORDS)
        return _plain(f"{family}{self.at.year}{next(says_something, '')}")


def as_bibtex(citation: Citation) -> str:
    fields = {
        "title": f"{{{_tex(citation.title)}}}",
        "author": " and ".join(map(_tex_name, citation.authors)),
        "year": str(citation.at.year),
        "month": str(citation.at.month),
        "eprint": citation.identifier,
        "howpublished": _tex(citation.site),
        "url": citation.url,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{citation.key},\n{lines}}}\n"


def as_ris(citation: Citation) -> str:
    lines = [
        ("TY", "GEN"),
        ("TI", _in_one_line(citation.title)),
        *(("AU", _in_one_line(name)) for name in citation.authors),
        ("PY", str(citation.at.year)),
        ("DA", f"{citation.at:%Y/%m/%d}"),
        ("PB", _in_one_line(citation.site)),
        ("M1", citation.identifier),
        ("UR", citation.url),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines)


def as_csl(citation: Citation) -> str:
    item = {
        "id": citation.key,
        "type": "article",
        "title": _in_one_line(citation.title),
        "author": [{"literal": _in_one_line(name)} for name in citation.authors],
        "issued": {"date-parts": [[citation.at.year, citation.at.month, citation.at.day]]},
        "publisher": citation.site,
        "number": citation.identifier,
        "URL": citation.url,
    }
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _tex(text: str) -> str:
    """Formulas as they are; every other sign that means something to TeX written so that it stands for itself."""
    parts = FORMULA.split(_in_one_line(text))
    return "".join(
        part if number % 2 and part.count("{") == part.count("}") else "".join(SPECIAL.get(each, each) for each in part)
        for number, part in enumerate(parts)
    )


def _tex_name(name: str) -> str:
    """In braces where BibTeX would take an "and" for the next author, or a comma for a name turned round."""
    is_one_word = "," in name or "and" in name.casefold().split()
    return f"{{{_tex(name)}}}" if is_one_word else _tex(name)


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"\W+", "", bare).casefold() or "paper"
