"""What a report passes on: made once, from the reporter's choice, for the preview and for the moderators alike."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.viewer import Viewer
from sharing.moderation.models import PassedOn
from sharing.moderation.subjects import SUBJECTS

LINES = {
    "name": "Reported by",
    "words": "In the reporter's words",
    "comment": "The comment",
    "title": "Title of the paper",
    "summary": "Safe summary of the paper",
}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The reporter's words, and what else they want passed on: names of PassedOn's fields."""

    words: str
    also: frozenset[str] = field(default_factory=frozenset)


def passed_on(thing: Any, choice: Choice, *, viewer: Viewer) -> dict[str, str]:
    """Exactly what the moderators get, by field of PassedOn: what is chosen and the viewer sees, as it reads now."""
    subject = SUBJECTS[type(thing)]
    wanted = subject.by_default | choice.also
    words = {name: text for name, text in subject.words_of(thing, viewer).items() if name in wanted}
    if "name" in wanted and viewer.user:
        words["name"] = viewer.user.name_and_handle
    return {**words, "words": choice.words}


def fingerprint(passed: Mapping[str, str]) -> str:
    """Equal where the same would be passed on; in hexadecimal."""
    return hashlib.sha256(json.dumps(dict(passed), sort_keys=True).encode()).hexdigest()


def lines_of(passed: Mapping[str, str] | PassedOn) -> list[tuple[str, str]]:
    """What is passed on as moderators read it: each line with its name."""
    texts = passed if isinstance(passed, Mapping) else {name: getattr(passed, name) for name in LINES}
    return [(label, texts[name]) for name, label in LINES.items() if texts.get(name)]
