"""What could not be rendered is tried again, but ever more seldom."""

from sharing.base.richtext.refusals import TOO_SLOW, CannotRender
from sharing.base.richtext.refused import RefusedTexts


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_each_refusal_lasts_twice_as_long_as_the_one_before_and_at_most_a_day():
    clock = Clock()
    refused = RefusedTexts(entries=5, clock=clock)
    lasted = []
    for _ in range(13):
        assert refused.recall("a") is None
        refused.remember("a", CannotRender(TOO_SLOW))
        began = clock.now
        while refused.recall("a") == TOO_SLOW:
            clock.now += 60
        lasted.append((clock.now - began) / 60)

    assert lasted == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440]


def test_no_more_than_so_many_are_remembered():
    refused = RefusedTexts(entries=2, clock=Clock())
    for text in ("a", "b", "c"):
        refused.remember(text, CannotRender(TOO_SLOW))

    assert [refused.recall(text) for text in ("a", "b", "c")] == [None, TOO_SLOW, TOO_SLOW]
