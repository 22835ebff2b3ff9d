"""References and citations as they are typed.

A reference is ``\\ref{…}``, ``\\eqref{…}`` or ``\\cref{…}``, to a label of the same text. A citation is Pandoc's
``[@key]``, ``[see @key, p. 3; @other]`` or ``@key [p. 3]``, or LaTeX's ``\\cite[p. 3]{key,other}`` or ``\\citet{key}``.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

LABEL = r"[\w:.+-]{1,100}"
#: As in Pandoc: signs stand within a name, never at its end, so that a full stop after one is a full stop.
_NAME = r"\w(?:\w|[:.#%&+?~/-](?=\w)){0,198}"
_SUFFIX = r"\[[^\[\]`@]{0,300}\]"

REFERENCE = rf"\\(?P<refers>ref|eqref|[cC]ref|autoref)\{{(?P<label>{LABEL})\}}"
CITATION = (
    r"(?<!!)\[(?!\^)(?P<group>[^\[\]`@]*+@[^\[\]`]*+)\](?!\(|\[[^@])"
    rf"|(?<![\w@/.&=?#-])@(?P<bare>{_NAME})(?: (?P<suffix>{_SUFFIX})(?![(\[:]))?"
    rf"|\\(?P<cites>citep?|citet|citealp|parencite|textcite)\*?(?P<options>(?:{_SUFFIX}){{0,2}})"
    r"\{(?P<keys>[^{}\\$`]{1,2000})\}"
)
_KEY = re.compile(rf"(?<![\w@/.])-?@(?:(?P<name>{_NAME})|\{{(?P<braced>[^{{}}\s]{{1,200}})\}})")
_SPACES = re.compile(r"\s*\n[ \t>]*")
_DEFINITION = re.compile(r"(?:^|\n)[ \t>]*$")

#: What a label is called is often known from how it begins, even if nothing has it.
KINDS_OF_LABEL = ("eq", "thm", "lem", "prop", "cor", "conj", "def", "defn", "ex", "rem", "sec", "fig", "tab", "alg")
_TEXTUAL = {"citet", "textcite"}


@dataclass(frozen=True, slots=True)
class Reference:
    """To a label: by its number, as an equation's ``(2)``, or by name and number."""

    label: str
    shows: Literal["number", "equation", "name"]
    written: str


@dataclass(frozen=True, slots=True)
class Key:
    """Of an entry of the bibliography, or a label."""

    name: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Keys, and the words between them. ``is_textual``: the authors' names belong to the sentence."""

    parts: tuple[str | Key, ...]
    is_textual: bool
    written: str


def is_label_of_a_kind(name: str) -> bool:
    return name.partition(":")[0] in KINDS_OF_LABEL and ":" in name


def reference_at(mark: re.Match[str]) -> Reference | None:
    command = mark["refers"]
    if not command:
        return None
    shows: Literal["number", "equation", "name"] = (
        "number" if command == "ref" else "equation" if command == "eqref" else "name"
    )
    return Reference(mark["label"], shows, mark[0])


def citation_at(mark: re.Match[str], *, cites: bool, known: Container[str]) -> Citation | Reference | None:
    if mark["bare"]:
        return _bare(mark, cites=cites, known=known)
    if not cites:
        return None
    if mark["group"] and not _begins_definition(mark):
        parts = _parts(mark["group"])
        return Citation(parts, False, mark[0]) if any(isinstance(part, Key) for part in parts) else None
    return _command(mark) if mark["cites"] else None


def _bare(mark: re.Match[str], *, cites: bool, known: Container[str]) -> Citation | Reference | None:
    name = mark["bare"]
    if is_label_of_a_kind(name):
        return Reference(name, "name", f"@{name}")
    if name not in known:
        return None
    if not cites:
        return Reference(name, "name", f"@{name}")
    suffix = (mark["suffix"] or "")[1:-1].strip()
    parts = (Key(name), f", {suffix}") if suffix else (Key(name),)
    return Citation(parts, True, mark[0])


def _begins_definition(mark: re.Match[str]) -> bool:
    """Whether it is the address of a link, ``[@key]: https://…``, at the beginning of a line."""
    rest = mark.string[mark.end() : mark.end() + 1]
    return rest == ":" and _DEFINITION.search(mark.string[: mark.start()][-200:]) is not None


def _parts(inner: str) -> tuple[str | Key, ...]:
    inner = _SPACES.sub(" ", inner).strip()
    parts: list[str | Key] = []
    done = 0
    for found in _KEY.finditer(inner):
        parts += [inner[done : found.start()], Key(found["name"] or found["braced"])]
        done = found.end()
    return tuple(part for part in (*parts, inner[done:]) if part)


def _command(mark: re.Match[str]) -> Citation | None:
    r"""``\cite[before][after]{one,two}``; with one option, that is what comes after."""
    names = [key.strip() for key in mark["keys"].split(",") if key.strip()]
    if not names:
        return None
    *before, after = [option.strip() for option in mark["options"][1:-1].split("][")]
    parts: list[str | Key] = [f"{words} " for words in before if words]
    for number, name in enumerate(names):
        parts += [", ", Key(name)] if number else [Key(name)]
    if after:
        parts.append(f", {after}")
    return Citation(tuple(parts), mark["cites"] in _TEXTUAL and len(names) == 1 and not before, mark[0])
