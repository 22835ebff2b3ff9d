"""What the tests about order share: a paper full of canaries, and browsers."""

import pytest
from django.test import Client

from sharing.access.actions import give
from sharing.base.rights import Right
from sharing.groups.actions import admit, found_group
from sharing.moderation.actions import report
from sharing.moderation.passing_on import Choice, fingerprint, passed_on
from sharing.papers.actions import Words, add_version, start_paper

CANARIES = {
    layer: f"Canary{layer}" for layer in ("title", "summary", "abstract", "body", "group", "copy", "note", "reporter")
}
WORDS = Words(
    title=CANARIES["title"], summary=CANARIES["summary"], abstract=CANARIES["abstract"], body=CANARIES["body"]
)


@pytest.fixture
def paper(world):
    """Alice's, read by Bob, and by Gita as member of a group whose name is a secret too."""
    with world.alice.acting() as alice:
        group = found_group(name=CANARIES["group"], purpose="", by=alice)
        admit(world.gita.user, to=group, by=alice)
        paper = start_paper(WORDS, by=alice)
        add_version(paper, by=alice)
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice, note=CANARIES["note"])
        give(Right.READ, on=paper.guarded, to=group.pk, by=alice)
    return paper


@pytest.fixture
def reported(world, paper):
    """Makes a report: ``reported("bob", also={"title"})``."""

    def make(name="bob", *, thing=None, words="It is spam.", also=()):
        choice = Choice(words=words, also=frozenset(also))
        with getattr(world, name).acting() as viewer:
            passed = passed_on(thing or paper, choice, viewer=viewer)
            return report(thing or paper, choice, by=viewer, previewed=fingerprint(passed))

    return make


@pytest.fixture
def browser(world):
    """A signed-in browser for one of the cast."""

    def browser(name: str, **kwargs) -> Client:
        client = Client(**kwargs)
        if user := getattr(world, name).user:
            client.force_login(user, backend="accounts.backends.MembersOnly")
        return client

    return browser


@pytest.fixture
def second_moderator(world):
    """Gita moderates too."""
    type(world.gita.user).objects.filter(pk=world.gita.user.pk).update(is_moderator=True)
    return world.gita


def canaries_in(content: bytes) -> set[str]:
    return {name for name, word in CANARIES.items() if word.encode() in content}
