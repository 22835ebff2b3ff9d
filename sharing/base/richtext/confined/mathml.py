"""math-core's output, made fit for a page that allows no inline style.

Every style that math-core writes becomes a class of ``static/css/components/math.css``
or an attribute of MathML; what is left must match one strict pattern, or it is not shown.
"""

import re
from functools import lru_cache
from html import unescape

#: The classes the style sheet defines, by the declaration each stands for. A colour is not
#: here, and so is dropped: words must not be made invisible, and one colour cannot suit
#: the light theme and the dark one.
CLASS_OF_DECLARATION = {
    "width: 100%": "math-full-width",
    "width: 50%": "math-half-width",
    "width: 7.5%": "math-margin-width",
    "text-align: left": "math-left",
    "text-align: right": "math-right",
    "padding-left: 0": "math-joined-left",
    "padding-right: 0": "math-joined-right",
    "padding-left: 1em": "math-gap-left",
    "padding-left: 0.1em": "math-narrow-left",
    "padding-right: 0.1em": "math-narrow-right",
    "padding-top: 0": "math-tight-above",
    "padding-bottom: 0": "math-tight-below",
    "padding-top: 0.1667em": "math-space-above",
    "border-top: 0.05em solid currentcolor": "math-line-above",
    "border-left: 0.05em solid currentcolor": "math-line-left",
    "border-right: 0.05em solid currentcolor": "math-line-right",
    "border-top: 0.05em dashed currentcolor": "math-dashes-above",
    "border-left: 0.05em dashed currentcolor": "math-dashes-left",
    "border-right: 0.05em dashed currentcolor": "math-dashes-right",
    "font-variant-caps: small-caps": "math-small-caps",
    "math-shift: compact": "math-compact",
}

#: The most, in em or rem or ex, that a formula may ask for: beyond it, it would leave its place
#: and write over the rest of the page.
FARTHEST = 10.0
FARTHEST_BACK = FARTHEST_UP = 1.0

_STYLED = re.compile(r'<([a-z]+)((?: [a-z]+="[^"<>]*")*?) style="([^"<>]*)"((?: [a-z]+="[^"<>]*")*)(/?)>')
_MEASURE = re.compile(r' (width|height|depth|voffset|linethickness)="(-?[0-9.]+)(em|ex|rem)"')
_BACKWARDS = re.compile(r"margin-left: ?-([0-9.]+)r?em")
_UNKNOWN = re.compile(r'<merror class="math-core-unknown-cmd">(<mtext)>([^<>]*)(</mtext>)</merror>')
_NAMED = ' class="formula-unknown">'
_CLASS = re.compile(r' class="([^"]*)"')

_ELEMENTS = (
    "math|semantics|m(?:i|n|o|s|row|space|text|padded|phantom|enclose|sub|sup|subsup|under|over|underover"
    "|multiscripts|prescripts|frac|sqrt|root|table|tr|td)|none|a|b|code|em|i|s|span|u"
)
_ATTRIBUTES = (
    "accent|accentunder|class|columnspan|depth|display|displaystyle|encoding|fence|form|height|id|largeop"
    "|linethickness|lspace|mathvariant|maxsize|minsize|movablelimits|notation|rspace|scriptlevel"
    "|separator|stretchy|symmetric|voffset|width"
)
_TAG = rf'</(?:{_ELEMENTS})>|<(?:{_ELEMENTS})(?: (?:{_ATTRIBUTES})="[\w.%+: -]*"| href="#[\w.:-]+")*/?>'
# Each letter in one way only, so that it takes no longer than the formula is long. Not by possessive groups, of which
# Python before 3.11.5 takes what their last attempt only began (gh-106052).
_EXPECTED = re.compile(rf"[^<>]*(?:(?:{_TAG})[^<>]*)*")


def fit_for_page(mathml: str) -> str | None:
    """The same formula with classes in place of styles; None if it holds anything unknown to us."""
    fitting = _STYLED.sub(_without_style, mathml) if " style=" in mathml else mathml
    fitting = _UNKNOWN.sub(rf"\1{_NAMED}\2\3", fitting)
    fitting = _MEASURE.sub(_within_reach, fitting)
    return fitting if _EXPECTED.fullmatch(fitting) else None


def unknown_commands(mathml: str) -> list[str]:
    """The commands that the converter did not know and wrote out by name, such as ``\\XQM``."""
    return [unescape(found[2]) for found in _UNKNOWN.finditer(mathml)]


def names_unknown_command(fitting: str) -> bool:
    return _NAMED in fitting


def _without_style(tag: re.Match[str]) -> str:
    name, before, style, after, closed = tag.groups()
    classes, attributes = _classes_for(style), before + after
    if found := _CLASS.search(attributes):
        classes = f"{found[1]} {classes}".strip()
        attributes = attributes.replace(found[0], "")
    named = f' class="{classes}"' if classes else ""
    return f"<{name}{named}{attributes}{closed}>"


@lru_cache(maxsize=256)
def _classes_for(style: str) -> str:
    if back := _BACKWARDS.search(style):
        sixths = max(1, round(min(float(back[1]), FARTHEST_BACK) * 6))
        return f"math-back-{sixths}"
    declarations = (re.sub(r":\s*", ": ", part.strip()) for part in style.split(";"))
    classes = (CLASS_OF_DECLARATION.get(declaration, "") for declaration in declarations)
    return " ".join(filter(None, classes))


def _within_reach(measure: re.Match[str]) -> str:
    name, number, unit = measure.groups()
    limit = FARTHEST_UP if name in ("voffset", "linethickness") else FARTHEST
    length = max(-limit, min(float(number), limit))
    return f' {name}="{length:g}{"ex" if unit == "ex" else "em"}"'
