"""From a member's text to safe HTML."""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .allowance import Allowance
from .early import refuse_at_a_glance, refuse_too_long
from .memory import Memory
from .problems import sentence_about
from .refusals import BIBLIOGRAPHY_TOO_LONG, BUSY, OF_FAULT, TOO_MUCH_HTML, CannotRender
from .refused import RefusedTexts
from .renderer import Renderer

VERSION = 4  #: raise it when the same text would become other HTML

_renderer = Renderer()
_renderer_of_drafts = Renderer()  # previews and the like: who writes never keeps those waiting who read
_remembered: Memory["Rendered"] = Memory(entries=2_000, size=8_000_000, seconds=600)
_refused = RefusedTexts(entries=10_000)
_secret = secrets.token_bytes(32)  # the keys of what is remembered tell nothing to who reads them

_PREFIX = re.compile(r"[a-z][a-z0-9-]{0,63}")
_OWN_ADDRESS = re.compile(r"/(?!/)[^\s\"'<>\\]*")


@dataclass(frozen=True, slots=True)
class Rendered:
    html: SafeString = field(repr=False)
    formulas: int = 0
    formulas_shown_as_source: int = 0
    formulas_with_unknown_commands: int = 0  #: drawn, with such a command standing under its own name
    plain: str = field(default="", repr=False)  #: of a title: the same as mere text
    problems: tuple[str, ...] = field(default=(), repr=False)  #: sentences for the author, which quote the text


def render(
    text: str,
    *,
    figures: Mapping[str, str] | None = None,
    bibliography: str | None = None,
    prefix: str = "user-content-",
    about: str | None = None,
    most: int | None = None,
    allowance: Allowance | None = None,
) -> Rendered:
    """A text in Markdown with LaTeX formulas as HTML that is safe in any page of ours.

    ``figures`` maps the names of the paper's own figures to their addresses on this site;
    any other image becomes a note that it is missing. ``bibliography`` is the BibTeX that it
    cites from, even if that is empty; without one, it cites nothing. ``prefix`` begins every id, and must
    differ between texts on one page. ``about`` names the one stored thing the text belongs
    to (``"version 17"``): only then is the HTML remembered, for ten minutes, for it alone.
    ``most`` is how many characters of HTML it may become, and ``allowance`` what the texts of
    its page may cost together.

    Raises ``CannotRender`` with a sentence for the member, within two seconds (and two more
    when other threads wait for their turn).
    """
    figures = dict(figures or {})
    _require_own_addresses(prefix, figures)
    refuse_at_a_glance(text)
    refuse_too_long(bibliography or "", sentence=BIBLIOGRAPHY_TOO_LONG)
    request = {"kind": "page", "text": text, "prefix": prefix, "figures": figures, "bibliography": bibliography}
    rendered = _answered(request, about=about, allowance=allowance)
    if most is not None and len(rendered.html) > most:
        raise CannotRender(TOO_MUCH_HTML)
    if allowance is not None:
        allowance.take(len(rendered.html))
    return rendered


def render_inline(text: str, *, about: str | None = None) -> Rendered:
    """A title as HTML: its formulas in the line, everything else as it is written."""
    refuse_at_a_glance(text)
    if text.isprintable() and "$" not in text and "\\" not in text:
        plain = " ".join(text.split())
        return Rendered(mark_safe(escape(plain)), plain=plain)  # noqa: S308 -- escaped just now
    return _answered({"kind": "line", "text": text}, about=about)


def _answered(request: Mapping[str, Any], *, about: str | None, allowance: Allowance | None = None) -> Rendered:
    key = _key(request, about)
    if about is not None and (known := _remembered.recall(key)):
        return known
    if sentence := _refused.recall(key):
        raise CannotRender(sentence)
    with allowance.spent() if allowance else nullcontext():
        rendered = _asked(request, key, is_draft=about is None and request["kind"] == "page")
    if about is not None:
        _remembered.remember(key, rendered, size=len(rendered.html))
    return rendered


def _asked(request: Mapping[str, Any], key: bytes, *, is_draft: bool) -> Rendered:
    try:
        return _from((_renderer_of_drafts if is_draft else _renderer).ask(request))
    except CannotRender as refusal:
        if refusal.sentence != BUSY:
            _refused.remember(key, refusal)
        raise


def _from(answer: Mapping[str, Any]) -> Rendered:
    if "fault" in answer:
        raise CannotRender(OF_FAULT[answer["fault"]])
    html = mark_safe(answer["html"])  # noqa: S308 -- cleaned by the render process, see confined/allowed.py
    return Rendered(
        html,
        answer["formulas"],
        answer["shown_as_source"],
        answer["with_unknown_commands"],
        answer["plain"],
        tuple(sentence_about(kind, about) for kind, about in answer["problems"]),
    )


def _key(request: Mapping[str, Any], about: str | None) -> bytes:
    whole = json.dumps([VERSION, about, request], sort_keys=True)
    return hashlib.sha256(_secret + whole.encode()).digest()


def _require_own_addresses(prefix: str, figures: Mapping[str, str]) -> None:
    """A mistake of the caller's, not of the member's, is an error."""
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("A prefix is lower-case letters, digits and hyphens, and begins with a letter.")
    if not all(_OWN_ADDRESS.fullmatch(address) for address in figures.values()):
        raise ValueError("A figure's address is a path on this site.")
