"""The lines between which a theorem or its like stands, in Pandoc's notation or in LaTeX's."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .referring import LABEL

FENCE = ":::"
DEEPEST = 20  #: blocks within blocks
LONGEST = 500  #: characters of what stands behind a fence

_MARGIN = r"(?P<margin> {0,3}(?:> ?)*)"
_FENCE = re.compile(rf"{_MARGIN}:{{3,}}(?P<rest>.*)")
_BEGIN = re.compile(
    rf"{_MARGIN}\\begin\{{(?P<kind>[a-z]+)(?P<star>\*?)\}}[ \t]*(?:\[(?P<title>[^\[\]]*)\])?[ \t]*"
    rf"(?:\\label\{{(?P<label>{LABEL})\}})?[ \t]*(?P<rest>.*)"
)
_END = re.compile(rf"{_MARGIN}(?P<before>.*?)\\end\{{(?P<kind>[a-z]+)\*?\}}[ \t]*")
_LABEL_ALONE = re.compile(rf"(?P<margin>[> \t]*)\\label\{{(?P<label>{LABEL})\}}[ \t]*(?P<rest>.*)")
_WORDS = re.compile(r"(?P<kind>[A-Za-z]+)(?P<star>\*?)(?:[ \t]+(?P<title>[^{}]*))?(?:\{(?P<attributes>[^{}]*)\})?")
_BRACED = re.compile(r"\{(?P<attributes>[^{}]*)\}")
_ATTRIBUTE = re.compile(rf"\#(?P<label>{LABEL})|\.(?P<word>[\w-]+)|(?:name|title)=\"(?P<title>[^\"]*)\"")


@dataclass(frozen=True, slots=True)
class Opening:
    """``closes`` is what its closing must say: of a fence the colons, of an environment its name."""

    written: str
    margin: str
    closes: str
    kind: str
    title: str = ""
    label: str = ""
    is_starred: bool = False  #: has no number


@dataclass(frozen=True, slots=True)
class Closing:
    written: str
    margin: str
    closes: str


Line = str | Opening | Closing


def read(lines: Sequence[str], *, environments: frozenset[str]) -> list[Line]:
    """The text with what opens and closes a block in place of such lines, each of them on a line of its own."""
    found: list[Line] = []
    for line in lines:
        if FENCE in line and (fence := _FENCE.fullmatch(line)):
            found.append(_fence(fence))
        elif r"\begin{" in line and (begin := _BEGIN.fullmatch(line)) and begin["kind"] in environments:
            found += [_environment(begin), *_rest(begin)]
        elif r"\end{" in line and (end := _END.fullmatch(line)) and end["kind"] in environments:
            found += [end["margin"] + end["before"].rstrip()] if end["before"].strip() else []
            found.append(Closing(line, end["margin"], end["kind"]))
        elif found and isinstance(last := found[-1], Opening) and (label := _LABEL_ALONE.fullmatch(line)):
            found[-1] = replace(last, label=last.label or label["label"])
            found += _rest(label)
        else:
            found.append(line)
    return found


def pairs(lines: Sequence[Line]) -> dict[int, int]:
    """For each line that opens a block and each that closes it, the other one: what is open within it stays open."""
    other: dict[int, int] = {}
    waiting: list[tuple[int, tuple[str, str]]] = []
    counted: Counter[tuple[str, str]] = Counter()
    for at, line in enumerate(lines):
        if isinstance(line, str):
            continue
        sort = (line.margin, line.closes)
        if isinstance(line, Opening) and len(waiting) < DEEPEST:
            waiting.append((at, sort))
            counted[sort] += 1
        elif isinstance(line, Closing) and counted[sort]:
            opened, found = waiting.pop()
            while found != sort:
                counted[found] -= 1
                opened, found = waiting.pop()
            counted[sort] -= 1
            other |= {opened: at, at: opened}
    return other


def _fence(fence: re.Match[str]) -> Line:
    rest = fence["rest"].strip().rstrip(":").rstrip()
    if not rest:
        return Closing(fence[0], fence["margin"], FENCE)
    words = _WORDS.fullmatch(rest) or _BRACED.fullmatch(rest) if len(rest) <= LONGEST else None
    if words is None:
        return fence[0]
    given = words.groupdict()
    attributes = list(_ATTRIBUTE.finditer(given["attributes"] or ""))
    classes = [each["word"] for each in attributes if each["word"]]
    label = next((each["label"] for each in attributes if each["label"]), "")
    title = next((each["title"] for each in attributes if each["title"]), given.get("title") or "")
    return Opening(
        written=fence[0],
        margin=fence["margin"],
        closes=FENCE,
        kind=(given.get("kind") or next(iter(classes), "") or re.split("[-:]", label)[0]).lower(),
        title=_without_parentheses(title.strip()),
        label=label,
        is_starred=bool(given.get("star")) or "unnumbered" in classes,
    )


def _environment(begin: re.Match[str]) -> Opening:
    return Opening(
        written=begin[0],
        margin=begin["margin"],
        closes=begin["kind"],
        kind=begin["kind"],
        title=(begin["title"] or "").strip(),
        label=begin["label"] or "",
        is_starred=bool(begin["star"]),
    )


def _rest(line: re.Match[str]) -> Iterator[str]:
    if line["rest"].strip():
        yield line["margin"] + line["rest"]


def _without_parentheses(title: str) -> str:
    return title[1:-1] if title.startswith("(") and title.endswith(")") else title
