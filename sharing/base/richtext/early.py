"""Texts that are refused at a glance, because their cost grows with the square of their length.

Whatever else is slow is stopped by the clock; these would only waste two seconds first.
"""

import re

from . import refusals
from .refusals import CannotRender

LONGEST = 200_000  #: bytes of UTF-8

_BRACKETS = re.compile(r"(?:!?\[){201}")
_NOTE = re.compile(r"\[\^")
_MOST_NOTES = 500
_REFERENCE = re.compile(r"^[ >]*\[[^\]\n]*\]:", re.MULTILINE)
_MOST_REFERENCES = 1_000

_FENCE = re.compile(r"[ >]*(```+|~~~+)")
#: Formulas and code in the line, which Markdown does not look into. Each ends at the next sign that could begin one.
_SET_APART = re.compile(
    r"\$\$(?:[^$\\]|\\.)*\$\$|\$(?:[^$\\]|\\.)+\$|\\\[(?:[^\\]|\\[^\]\[])*\\\]|\\\((?:[^\\]|\\[^()])*\\\)|`[^`]*`",
    re.DOTALL,
)
_PARAGRAPH_BREAK = re.compile(r"\n[ \t>]*\n")
_SIGN = re.compile(r"\\.|\]\(|[\[\]()]", re.DOTALL)
_TAG_OR_END = re.compile(r"<(?=[A-Za-z/])|>")
#: Of characters that Markdown would read again and again, looking for what closes a bracket: a third of a second's
#: work. Real chapters have 3,000.
_MOST_READ_AGAIN = 400_000
_OF_A_TARGET, _OF_A_TAG = 0.5, 0.25  # Looking for the end of these takes less time for each character.


def refuse_at_a_glance(text: str) -> None:
    """Raise ``CannotRender`` for a text that is too long or absurd; takes a few milliseconds for the longest."""
    refuse_too_long(text, sentence=refusals.TOO_LONG)
    if _BRACKETS.search(text):
        raise CannotRender(refusals.TOO_MANY_BRACKETS)
    if len(_NOTE.findall(text)) > _MOST_NOTES:
        raise CannotRender(refusals.TOO_MANY_NOTES)
    if len(_REFERENCE.findall(text)) > _MOST_REFERENCES:
        raise CannotRender(refusals.TOO_MANY_REFERENCES)
    if _read_again(text) > _MOST_READ_AGAIN:
        raise CannotRender(refusals.TOO_MANY_OPEN)


def refuse_too_long(text: str, *, sentence: str) -> None:
    if len(text) > LONGEST or len(text.encode("utf-8", "surrogatepass")) > LONGEST:
        raise CannotRender(sentence)


def _read_again(text: str) -> float:
    """How many characters Markdown reads again, because it looks for the end of each bracket anew."""
    if (text.count("[") + text.count("<")) * len(text) <= _MOST_READ_AGAIN:
        return 0
    prose = _SET_APART.sub(" ", "\n".join(_outside_fences(text.split("\n"))))
    return _of_tags(prose) * _OF_A_TAG + sum(_of_brackets(part) for part in _PARAGRAPH_BREAK.split(prose))


def _outside_fences(lines: list[str]) -> list[str]:
    """The lines that are not code between fences: its brackets mean nothing. A fence that never closes is none."""
    outside: list[str] = []
    code: list[str] = []
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if fence and mark and mark[1].startswith(fence):
            fence = ""
            code.clear()
        elif fence:
            code.append(line)
        else:
            outside.append(line)
            fence = mark[1] if mark else ""
    return outside + code


def _of_brackets(paragraph: str) -> float:
    """From each bracket to the one that closes it, or to the paragraph's end where none does."""
    labels: list[int] = []
    targets: list[tuple[int, bool]] = []  # Parentheses, and whether each is a link's.
    again = 0.0
    for sign in _SIGN.finditer(paragraph):
        at = sign.start()
        if sign[0] == "[":
            labels.append(at)
        elif sign[0] == "(":
            targets.append((at, False))
        elif sign[0] == ")" and targets:
            begun, is_links = targets.pop()
            again += (at - begun) * _OF_A_TARGET * is_links
        elif sign[0][0] == "]":
            if labels:
                again += at - labels.pop()
            if sign[0] == "](":
                targets.append((at, True))
    end = len(paragraph)
    open_targets = sum(end - begun for begun, is_links in targets if is_links)
    return again + sum(end - begun for begun in labels) + open_targets * _OF_A_TARGET


def _of_tags(text: str) -> int:
    """From each ``<`` that may begin a tag to the next ``>``, or to the end."""
    again = 0
    waiting: list[int] = []
    for sign in _TAG_OR_END.finditer(text):
        if sign[0] == "<":
            waiting.append(sign.start())
            continue
        again += sum(sign.start() - begun for begun in waiting)
        waiting.clear()
    return again + sum(len(text) - begun for begun in waiting)
