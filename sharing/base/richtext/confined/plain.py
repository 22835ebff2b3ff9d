"""A title as mere text, for where no formula can be set: a browser's tab, a mail's subject."""

import re
from html import unescape
from xml.etree import ElementTree as ET

_MATH = re.compile(r"<math.*?</math>", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_SIGNS = {"msub": "_", "msup": "^", "mfrac": "/"}


def plain(html: str) -> str:
    """The words of a title's HTML, its formulas written in a line: ``x^2``, ``a/(b+c)``."""
    return unescape(_TAG.sub("", _MATH.sub(_written, html)))


def _written(math: re.Match[str]) -> str:
    return _in_line(ET.fromstring(math[0])).replace("&", "&amp;").replace("<", "&lt;")  # noqa: S314 -- our own MathML


def _in_line(element: ET.Element) -> str:
    if element.tag == "annotation":
        return ""
    parts = [_in_line(each) for each in element]
    if element.tag in _SIGNS and len(parts) == 2:
        first = parts[0] if element.tag != "mfrac" else _grouped(parts[0])
        return f"{first}{_SIGNS[element.tag]}{_grouped(parts[1])}"
    if element.tag == "msubsup" and len(parts) == 3:
        return f"{parts[0]}_{_grouped(parts[1])}^{_grouped(parts[2])}"
    if element.tag == "msqrt":
        return f"√{_grouped(''.join(parts))}"
    return (element.text or "") + "".join(parts)


def _grouped(part: str) -> str:
    return part if len(part) <= 1 or part.isalnum() else f"({part})"
