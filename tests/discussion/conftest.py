"""A paper that the cast talks about, and how they come to it."""

from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.test import Client

from sharing.access import actions as access
from sharing.access.rungs import Rung
from sharing.access.signing import sign
from sharing.agreements.actions import Wording, write_agreement
from sharing.base.principals import ALL_MEMBERS
from sharing.base.rights import Right
from sharing.discussion.actions import reply_to, write_comment
from sharing.discussion.models import Comment
from sharing.groups import actions as groups
from sharing.moderation.actions import decide, report
from sharing.moderation.passing_on import Choice, fingerprint, passed_on
from sharing.moderation.states import State
from sharing.papers.actions import Words, add_version, publish, publishable, save_working_copy, start_paper
from sharing.papers.models import Version
from tests.evidence import evidence
from tests.world import Actor, World


class Talk:
    """A private paper of one version: Bob and Gita may comment, Cara too once she has signed, Xavier no longer."""

    def __init__(self, world: World) -> None:
        self.world = world
        with world.alice.acting() as alice:
            self.paper = start_paper(Words(title="Löb for two", body="All of it"), by=alice)
            self.first = add_version(self.paper, by=alice)
            self.guarded = self.paper.guarded
            group = groups.found_group(name="Lab", purpose="", by=alice)
            groups.admit(world.gita.user, to=group, by=alice)
            agreement = write_agreement(Wording(title="A", in_short="a", text="1"), by=alice)
            asks = access.require_agreements([agreement], on=self.guarded, by=alice)
            for actor in (world.bob, world.cara):
                self._let_in(actor.user.pk, by=alice, requirement=asks)
            self._let_in(group.pk, by=alice)
            access.revoke(self._let_in(world.xavier.user.pk, by=alice), by=alice)
        with world.bob.acting() as bob:
            sign(agreement, on=self.guarded, by=bob, evidence=evidence("bob"))

    def _let_in(self, principal: int, **terms):
        return access.give(Right.COMMENT, on=self.guarded, to=principal, **terms)

    def open_to_members(self) -> None:
        with self.world.alice.acting() as alice:
            access.give(Right.COMMENT, on=self.guarded, to=ALL_MEMBERS, by=alice)

    def publish(self) -> None:
        with self.world.alice.acting() as alice:
            publish(self.paper, by=alice, shown=publishable(self.paper, by=alice).fingerprint)

    def add_version(self) -> Version:
        with self.world.alice.acting() as alice:
            save_working_copy(self.paper, Words(title="Löb for three"), by=alice)
            return add_version(self.paper, by=alice)

    def said(self, text: str, *, by: Actor, to: Comment | None = None, on: Version | None = None) -> Comment:
        """A comment or an answer, by somebody who knows who will read it."""
        with by.acting() as viewer:
            if to:
                return reply_to(to, text, by=viewer, shown=Rung.PUBLIC)
            return write_comment(text, on=on or self.first, by=viewer, shown=Rung.PUBLIC)

    def hide(self, said: Comment) -> None:
        """Reported by Gita, hidden by Mia, restored, and hidden once more for another reason."""
        for number in range(2):
            choice = Choice(words="Look.")
            with self.world.gita.acting() as gita:
                previewed = fingerprint(passed_on(said, choice, viewer=gita))
                made = report(said, choice, by=gita, previewed=previewed)
            with self.world.mia.acting() as mia:
                decide(made, State.HIDDEN, by=mia, reason=f"Why {number}")
                if number == 0:
                    decide(made, State.RESTORED, by=mia, reason="Not so")


@pytest.fixture
def talk(world) -> Talk:
    return Talk(world)


@pytest.fixture
def browser(settings) -> Callable[[Actor], Client]:
    """A browser in which somebody is signed in, or nobody."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    caches["default"].clear()

    def sign_in(actor: Actor) -> Client:
        client = Client()
        if actor.user:
            client.force_login(actor.user)
        return client

    return sign_in
