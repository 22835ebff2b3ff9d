"""A measured figure and the bar it must hold."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure; without a bar it is told for what it says about the others, and always holds."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def holds(self) -> bool:
        """A figure that is not a number holds no bar."""
        below = self.at_most is None or self.value <= self.at_most
        above = self.at_least is None or self.value >= self.at_least
        return below and above

    @property
    def bar(self) -> str:
        bars = [("at most", self.at_most), ("at least", self.at_least)]
        return ", ".join(f"{word} {number:,.4g} {self.unit}" for word, number in bars if number is not None)


def table(figures: Sequence[Figure]) -> str:
    """The figures in lines: name, value, bar, and whether it holds."""
    rows = [(one.name, f"{one.value:,.4g} {one.unit}", one.bar, _verdict(one)) for one in figures]
    widths = [max(map(len, column), default=0) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _verdict(figure: Figure) -> str:
    if not figure.bar:
        return ""
    return "held" if figure.holds else "MISSED"
