from enum import IntEnum, StrEnum
from uuid import UUID

import pytest

from sharing.audit.facts import plain_facts

KEY = UUID(int=5)


class Right(IntEnum):
    READ = 3


class Mode(StrEnum):
    LIVING = "living"
    WORDY = "Nobody may know this"


def test_what_may_stand_in_a_record():
    facts = {
        "version": 3,
        "none": None,
        "yes": True,
        "key": KEY,
        "same_key": str(KEY),
        "sha256": "ab" * 32,
        "right": Right.READ,
        "mode": Mode.LIVING,
        "several": [KEY, 4],
        "pair": (1, 2),
    }
    assert plain_facts(facts) == {
        "version": 3,
        "none": None,
        "yes": True,
        "key": "00000000-0000-0000-0000-000000000005",
        "same_key": "00000000-0000-0000-0000-000000000005",
        "sha256": "ab" * 32,
        "right": 3,
        "mode": "living",
        "several": ["00000000-0000-0000-0000-000000000005", 4],
        "pair": [1, 2],
    }


@pytest.mark.parametrize(
    "words",
    [
        "Honeypots for models that read",
        "honeypots",
        "Alice",
        "alice@example.org",
        "192.0.2.1",
        "",
        "beef",
        "ab" * 33,
        f"{KEY}\n",
        Mode.WORDY,
        b"bytes",
        0.5,
        2**63,
        {"a": "dictionary"},
        {"set"},
        ["honeypots"],
        [[1]],
        list(range(101)),
    ],
)
def test_words_are_refused_and_not_repeated(words):
    with pytest.raises(ValueError, match=r"^The fact title ") as refusal:
        plain_facts({"title": words})
    assert str(refusal.value) in {
        "The fact title is not an id, a number, a hash or a word of our own.",
        "The fact title lists more than 100 things.",
    }


@pytest.mark.parametrize("key", ["", "Title", "a title", "1st", "a" * 41, "title\n"])
def test_a_name_of_a_fact_is_no_sentence_either(key):
    with pytest.raises(ValueError, match=r"^A fact's name is 1 to 40 "):
        plain_facts({key: 1})
