"""Figures and bars, and the runner that fails where one is missed."""

import math
import sys
from types import ModuleType

import pytest

from deploy.measure.__main__ import main
from deploy.measure.figures import Figure, table

HELD = Figure(name="listing", value=2.5, unit="times", at_most=3)
MISSED = Figure(name="guardian", value=99.0, unit="times", at_least=100)
TOLD = Figure(name="rows", value=1_000_000, unit="rows")


def run_bench_that_yields(*figures: Figure, monkeypatch: pytest.MonkeyPatch) -> int:
    bench = ModuleType("deploy.benches.made_up", "What it measures.")
    bench.figures = lambda: iter(figures)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "deploy.benches.made_up", bench)
    return main("made_up")


@pytest.mark.parametrize(
    ("figure", "holds"),
    [
        (HELD, True),
        (MISSED, False),
        (TOLD, True),
        (Figure(name="at the bar", value=3, unit="s", at_most=3, at_least=3), True),
        (Figure(name="not a number", value=math.nan, unit="s", at_most=3), False),
    ],
)
def test_whether_a_figure_holds(figure: Figure, holds: bool):
    assert figure.holds == holds


def test_the_table_shows_each_figure_beside_its_bar():
    assert table([HELD, MISSED, TOLD]).splitlines() == [
        "listing   2.5 times   at most 3 times     held",
        "guardian  99 times    at least 100 times  MISSED",
        "rows      1e+06 rows",
    ]


def test_it_fails_where_a_bar_is_missed_or_nothing_was_measured(monkeypatch, capsys):
    codes = [run_bench_that_yields(*figures, monkeypatch=monkeypatch) for figures in ([HELD, TOLD], [HELD, MISSED], [])]

    assert codes == [0, 1, 1]
    assert capsys.readouterr().out.splitlines()[0] == "made_up: What it measures."
