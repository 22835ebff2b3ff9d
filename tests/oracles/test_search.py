"""Whoever searches for words that are hidden from them is answered as by words that nobody wrote."""

from collections.abc import Iterator
from urllib.parse import quote_plus

import pytest

from tests.oracles.canaries import EVERYBODY
from tests.oracles.full_world import FullWorld
from tests.oracles.test_canary import FENCES, LOOKING

PLACES = dict.fromkeys(FENCES, ("", "&in=comments")) | {"both fences": ("", "&in=comments", "&sort=newest")}
MADE_UP = "zqvvvvvvvvvvvv"
AT_ONCE = 15  # Words that fit into one search.


def hidden_from(world: FullWorld, actor: str) -> Iterator[list[str]]:
    """All the words hidden from them, so many at a time."""
    hidden = [each.word for each in world.canaries.all.values() if not each.is_key and actor not in each.audience]
    return (hidden[start : start + AT_ONCE] for start in range(0, len(hidden), AT_ONCE))


@pytest.mark.parametrize(("fences", "actor"), [(fences, actor) for fences in FENCES for actor in LOOKING[fences]])
def test_hidden_words_find_what_made_up_ones_do(site, full_world, fences, actor):
    differing, leaked = [], {}

    with FENCES[fences]():
        for place in PLACES[fences]:
            for words in hidden_from(full_world, actor):
                asked = [
                    f"/search/?q={quote_plus(' or '.join(each))}{place}" for each in (words, [MADE_UP] * len(words))
                ]
                hidden, made_up = (site.ask(actor, "GET", path) for path in asked)
                if hidden.without(*words) != made_up.without(MADE_UP):
                    differing.append(asked[0])
                leaked[asked[0]] = site.leaks(hidden, to=actor, asked=asked[0])

    assert differing == []
    assert {path: found for path, found in leaked.items() if found} == {}


WORDS_OF_LATEST = ("title", "summary", "abstract", "body")
FOUND = {f"the {words} of the trusted paper's version 2": "" for words in WORDS_OF_LATEST} | {
    "the comment by bob on version 1, Private": "&in=comments"
}


@pytest.mark.parametrize("what", FOUND)
def test_words_of_a_paper_or_comment_are_found_by_those_who_may_read_them(site, full_world, what):
    """So that the test above could fail."""
    [canary] = [canary for canary in full_world.canaries.all.values() if canary.what == what]

    answers = {actor: site.ask(actor, "GET", f"/search/?q={canary.word}{FOUND[what]}") for actor in EVERYBODY}

    assert {actor for actor in EVERYBODY if "paper-entry__title" in answers[actor].sent} == canary.audience
