"""HTML remembered for a while."""

from sharing.base.richtext.memory import Memory


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def memory(**limits):
    clock = Clock()
    return clock, Memory(**({"entries": 10, "size": 100, "seconds": 60} | limits), clock=clock)


def recalled(kept, keys):
    return [kept.recall(key) for key in keys]


def test_what_is_remembered_is_recalled_until_its_time_is_over():
    clock, kept = memory()
    kept.remember("a", 1, size=1)
    clock.now = 59.9
    assert recalled(kept, "ab") == [1, None]

    clock.now = 60
    assert recalled(kept, "ab") == [None, None]


def test_the_oldest_goes_first_when_there_are_too_many():
    _, kept = memory(entries=2)
    for key in "abc":
        kept.remember(key, key, size=1)

    assert recalled(kept, "abc") == [None, "b", "c"]


def test_the_oldest_go_first_when_they_are_too_large_together():
    _, kept = memory(size=10)
    for key, size in (("a", 6), ("b", 4), ("b", 5), ("c", 5)):
        kept.remember(key, key, size=size)

    assert recalled(kept, "abc") == [None, "b", "c"]


def test_what_is_too_large_alone_is_not_kept():
    _, kept = memory(size=10)
    kept.remember("a", 1, size=11)

    assert recalled(kept, "a") == [None]


def test_everything_can_be_forgotten():
    _, kept = memory()
    kept.remember("a", 1, size=1)
    kept.forget_everything()

    assert recalled(kept, "a") == [None]
