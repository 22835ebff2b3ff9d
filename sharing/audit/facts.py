"""What may stand in a record for good: ids, numbers, hashes and words of our own, never a member's words."""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Any
from uuid import UUID

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
UUID_SHAPE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HASH_SHAPE = re.compile(r"[0-9a-f]{32,64}")
OUR_WORD = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
LARGEST = 2**63 - 1
MOST_IN_A_LIST = 100


def plain_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The same facts as JSON values; ValueError, without the value, for anything that could be words.

    Allowed: None, booleans, integers of 64 bits, UUIDs, the strings of a UUID
    or a hash (32 to 64 hexadecimal digits), members of an Enum in our source
    (the one way for a word to get in), and flat lists of up to 100 of these.
    """
    return {_key(key): _list_or_plain(key, fact) for key, fact in facts.items()}


def refuse_unplain_keys(keys: Mapping[str, Any]) -> None:
    for key in keys:
        _key(key)


def _key(key: str) -> str:
    if not KEY.fullmatch(key):
        raise ValueError("A fact's name is 1 to 40 lower-case letters, digits and underscores, a letter first.")
    return key


def _list_or_plain(key: str, fact: Any) -> Any:
    if not isinstance(fact, list | tuple):
        return _plain(key, fact)
    if len(fact) > MOST_IN_A_LIST:
        raise ValueError(f"The fact {key} lists more than {MOST_IN_A_LIST} things.")
    return [_plain(key, one) for one in fact]


def _plain(key: str, fact: Any) -> Any:
    if isinstance(fact, Enum):
        fact = fact.value
        if isinstance(fact, str) and OUR_WORD.fullmatch(fact):
            return str(fact)
    if fact is None or isinstance(fact, bool):
        return fact
    if isinstance(fact, int) and -LARGEST <= fact <= LARGEST:
        return int(fact)
    if isinstance(fact, UUID):
        return str(fact)
    if isinstance(fact, str) and (UUID_SHAPE.fullmatch(fact) or HASH_SHAPE.fullmatch(fact)):
        return str(fact)
    raise ValueError(f"The fact {key} is not an id, a number, a hash or a word of our own.")
