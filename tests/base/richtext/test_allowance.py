"""All texts of a page together have so much time and room, and each that comes after says that it got none."""

import pytest

from sharing.base.richtext import Allowance, CannotRender, refusals, render
from sharing.base.richtext import allowance as module


class Clock:
    """Each look at it takes three quarters of a second."""

    now = 0.0

    def monotonic(self) -> float:
        self.now += 0.75
        return self.now


def told(text, **kwargs):
    try:
        return str(render(text, **kwargs).html)
    except CannotRender as refusal:
        return refusal.sentence


def test_a_page_has_so_many_seconds_and_what_is_remembered_costs_none(monkeypatch):
    monkeypatch.setattr(module, "time", Clock())
    texts = [f"allowed {number}" for number in range(4)]

    def page():
        allowance = Allowance(seconds=2.0)
        return [told(text, about=f"on a page: {text}", allowance=allowance) for text in texts]

    whole = [f"<p>{text}</p>" for text in texts]
    assert (page(), page()) == ([*whole[:3], refusals.LATER], whole)


def test_a_page_has_so_much_room():
    allowance = Allowance(size=25)

    told_of = [told(text, allowance=allowance) for text in ("a" * 10, "b" * 10, "c")]

    assert told_of == ["<p>aaaaaaaaaa</p>", refusals.NO_SPACE, "<p>c</p>"]


def test_one_text_may_become_so_many_characters():
    assert [told("a" * 3, most=10), told("a" * 4, most=10)] == ["<p>aaa</p>", refusals.TOO_MUCH_HTML]


@pytest.mark.parametrize("seconds", [0, -1.5])
def test_where_nothing_is_left_nothing_is_tried(seconds):
    assert told("never tried", allowance=Allowance(seconds=seconds)) == refusals.LATER
