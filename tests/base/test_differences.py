"""What differs between two texts, word by word, in bounded time."""

import random
from time import monotonic, process_time

import pytest

from sharing.base.differences import Part, words_changed
from tests.timing import collecting_no_garbage


def test_differences_are_told_word_by_word():
    assert words_changed("You may read it.\n\nYou ask first.", "You may read it.\n\nYou must ask first.") == [
        Part("same", "You may read it.\n\nYou "),
        Part("added", "must "),
        Part("same", "ask first."),
    ]


def test_equal_words_have_no_differences():
    assert words_changed("a b\n\nc", "a b\n\nc") == [Part("same", "a b\n\nc")]
    assert words_changed("", "") == []


@pytest.mark.parametrize("kinds", [1, 2, 20, 200])
@pytest.mark.parametrize("paragraph", [5, 100, 1000])
def test_every_word_of_both_stands_once_in_bounded_time(kinds, paragraph):
    random.seed(kinds)
    words = [f"w{number}" for number in range(kinds)]

    def text() -> str:
        chosen = random.choices(words, k=12_000)
        return "\n\n".join(" ".join(chosen[start : start + paragraph]) for start in range(0, 12_000, paragraph))

    old, new = text()[:50_000], text()[:50_000]
    began = monotonic()
    parts = words_changed(old, new)

    assert monotonic() - began < 2
    assert "".join(part.text for part in parts if part.kind != "added") == old
    assert "".join(part.text for part in parts if part.kind != "removed") == new


def test_a_long_text_changed_in_many_places_takes_bounded_time_too():
    random.seed(1)

    def text() -> str:
        return "\n\n".join(f"{' '.join(random.choices('ab', k=590))}\n\nKept {number}" for number in range(150))

    old, new = text(), text()
    began = monotonic()
    parts = words_changed(old, new)

    assert monotonic() - began < 2
    assert "".join(part.text for part in parts if part.kind != "added") == old
    assert "".join(part.text for part in parts if part.kind != "removed") == new


def revised(text: str, *, share: float) -> str:
    """With so many of its words replaced, wherever they stand."""
    return " ".join("other" if random.random() < share else word for word in text.split(" "))


@pytest.mark.parametrize("between", ["\n\n", " "])
@pytest.mark.parametrize(("share", "kept"), [(0.0, 1.0), (0.001, 0.99), (0.02, 0.95), (0.2, 0.6), (1.0, 0.0)])
def test_a_paper_revised_throughout_is_told_word_by_word_within_half_a_second(between, share, kept):
    """100 kB of words as often as words of a language are, in paragraphs or in one."""
    random.seed(4)
    words = ["".join(random.choices("abcdefghij", k=random.randint(1, 9))) for _ in range(4000)]
    often = [1 / place for place in range(1, 4001)]
    old = between.join(" ".join(random.choices(words, often, k=120)) for _ in range(150))[:100_000]
    new = revised(old, share=share)
    with collecting_no_garbage():
        began = process_time()
        parts = words_changed(old, new)
        taken = process_time() - began

    assert taken < 0.5
    assert "".join(part.text for part in parts if part.kind != "added") == old
    assert "".join(part.text for part in parts if part.kind != "removed") == new
    assert sum(len(part.text) for part in parts if part.kind == "same") >= kept * len(old)


@pytest.mark.parametrize("new", ["".join("!?"[at.bit_count() % 2] for at in range(1195)), "!!!!!?" * 199])
def test_a_place_whose_every_run_is_looked_for_again_is_given_up_in_time(new):
    """Held against each other just once these are few pairs, but there is a next run on both sides of each."""
    old = "!" * 1195
    began = monotonic()

    parts = words_changed(f"({old}(", f"){new})")

    assert monotonic() - began < 3  # Minutes without a limit.
    assert parts == [Part("removed", f"({old}("), Part("added", f"){new})")]
