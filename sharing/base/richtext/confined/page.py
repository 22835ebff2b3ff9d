"""One text made into HTML, from beginning to end."""

import re
from collections.abc import Mapping
from html import escape
from typing import NamedTuple

from .allowed import cleaned
from .bibliography import Bibliography
from .finishing import Finishing
from .labels import Labels, Problems
from .markdown_dialect import Dialect, to_html
from .plain import plain
from .readable import readable
from .scanning import scan
from .set_apart import SetApart

_UNESCAPED = re.compile(r"\\([$\\])")


class Page(NamedTuple):
    html: str
    formulas: int
    shown_as_source: int
    with_unknown_commands: int
    problems: list[tuple[str, str]]
    plain: str = ""  #: the same without HTML, of a title


def page(text: str, *, prefix: str, figures: Mapping[str, str], bibliography: str | None = None) -> Page:
    """HTML for a text in Markdown. Without a bibliography, not even an empty one, it cites nothing."""
    text = readable(text)
    apart, labels, problems = SetApart(text, bibliography or ""), Labels(), Problems()
    entries = None if bibliography is None else Bibliography(bibliography, problems=problems)
    html = cleaned(
        to_html(text, Dialect(apart=apart, labels=labels, problems=problems, entries=entries)),
        prefix=prefix,
        figures=figures,
        as_written=apart.put_back_as_written,
    )
    finishing = Finishing(apart, prefix=prefix, labels=labels, problems=problems, entries=entries)
    return Page(*finishing.finished(html), problems.all())


def line(text: str) -> Page:
    """HTML for a title: formulas stand in the line, and everything else is just text."""
    text = " ".join(readable(text).split())
    apart = SetApart(text)
    words = escape(_UNESCAPED.sub(r"\1", apart.take_out(scan(text))))
    finishing = Finishing(apart, prefix="", labels=Labels(), problems=Problems())
    finished = finishing.finished(words, inline=True)
    return Page(*finished, [], plain(finished.html))
