"""What HTML a member's text may become: the whole list.

Everything Markdown itself writes, and what has no Markdown of its own but is
wanted in papers (``sub``, ``sup``, ``kbd``, ``del``, ``caption``). Nothing that
loads, runs, styles, names a form or embeds. Neither ``math`` nor ``svg``: foreign
content is how sanitisers have been led to misread a text; formulas come in later,
from the converter alone.
"""

import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote

import nh3

from . import statements
from .code_blocks import TOKEN_CLASSES

# fmt: off
TAGS = frozenset({
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2",
    "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "span",
    "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})
# fmt: on
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href", "title", "class"},
    "abbr": {"title"},
    "div": {"class", "id"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "pre": {"class"},
    "span": {"class"},
    "td": {"class", "colspan", "rowspan"},
    "th": {"class", "colspan", "rowspan"},
} | {heading: {"id"} for heading in ("h1", "h2", "h3", "h4", "h5", "h6", "li", "sup")}
CLASSES = {
    "a": {"footnote-backref", "footnote-ref"},
    "div": {"footnote"} | statements.CLASSES,
    "pre": {"highlight"},
    "span": TOKEN_CLASSES | {statements.QED},
    "td": {"align-center", "align-left", "align-right"},
    "th": {"align-center", "align-left", "align-right"},
}
LINK_REL = "noopener noreferrer nofollow ugc"

_NAME = re.compile(r"[\w:.+-]{1,200}")
_WEB_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\x00-\x20\x7f]+", re.IGNORECASE)
_SMALL_NUMBER = re.compile(r"[0-9]{1,5}")


def cleaned(html: str, *, prefix: str, figures: Mapping[str, str], as_written: Callable[[str], str]) -> str:
    """The HTML with only what is allowed; ids and links to them get the prefix."""
    rules: dict[str, Callable[[str, str], str | None]] = {
        "class": lambda tag, value: " ".join(word for word in value.split() if word in CLASSES[tag]) or None,
        "colspan": _small_number,
        "href": lambda _, value: _address(value, prefix=prefix),
        "id": lambda _, value: _prefixed(value, prefix=prefix),
        "rowspan": _small_number,
        "src": lambda _, value: figures.get(value) or figures.get(unquote(value)),
        "start": _small_number,
    }

    def allowed(tag: str, name: str, value: str) -> str | None:
        value = as_written(value)
        return rules[name](tag, value) if name in rules else value

    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=allowed,
        url_schemes={"http", "https", "mailto"},
        link_rel=LINK_REL,
    )


def _small_number(_: str, value: str) -> str | None:
    return value if _SMALL_NUMBER.fullmatch(value) else None


def _address(value: str, *, prefix: str) -> str | None:
    if value.startswith("#"):
        name = _prefixed(unquote(value[1:]), prefix=prefix)
        return name and f"#{name}"
    return value if _WEB_ADDRESS.fullmatch(value) else None


def _prefixed(name: str, *, prefix: str) -> str | None:
    return prefix + name if _NAME.fullmatch(name) else None
