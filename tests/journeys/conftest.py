"""A paper and a group of Alice's, and links to them."""

from dataclasses import dataclass

import pytest
from django.core.cache import caches
from django.test import Client

from accounts.invites.actions import redeem
from accounts.invites.models import Invite, Redemption
from accounts.invites.terms import ONCE, Terms
from accounts.invites.tokens import digest_of
from accounts.models import User
from sharing.access.models import Grant
from sharing.agreements.actions import Wording, write_agreement
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.rights import Right
from sharing.groups.actions import found_group
from sharing.groups.models import Membership
from sharing.journeys.inviting import invite_to_group, invite_to_paper
from sharing.papers.actions import Words, add_version, start_paper
from tests.world import Actor


@pytest.fixture(autouse=True)
def _plain_pages(settings):
    """Files are served as they are, and no limit reached by one test meets the next."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    caches["default"].clear()


@pytest.fixture
def signed_in():
    """``signed_in(world.bob)`` is a browser of Bob's."""

    def make(actor: Actor) -> Client:
        browser = Client()
        browser.force_login(user_of(actor))
        return browser

    return make


WORDS = Words(title="canarytitle", summary="canarysummary", abstract="canaryabstract", body="canarybody")


@dataclass
class Link:
    """An invite and its token, as whoever follows the link comes by them."""

    made: Invite
    token: str

    def redeemed_by(self, actor: Actor) -> Invite:
        with actor.acting() as viewer:
            assert viewer.user
            return redeem(digest_of(self.token), by=viewer.user)

    @property
    def uses(self) -> int:
        with reading_as_system(SystemWork.BUILD_TESTS):
            redemptions = Redemption.objects.filter(invite=self.made).count()
            uses = Invite.objects.get(pk=self.made.pk).uses
        assert uses == redemptions
        return uses


@pytest.fixture
def paper(world):
    with world.alice.acting() as alice:
        paper = start_paper(WORDS, by=alice)
        add_version(paper, by=alice)
    return paper


@pytest.fixture
def group(world):
    with world.alice.acting() as alice:
        return found_group(name="canarygroup", purpose="canarypurpose", by=alice)


@pytest.fixture
def text(world):
    """An agreement of Alice's."""
    with world.alice.acting() as alice:
        return write_agreement(Wording(title="Not for capabilities", in_short="Ask first.", text="I ask."), by=alice)


@pytest.fixture
def to_paper(world, paper):
    def make(right: Right = Right.READ, *, by: Actor | None = None, terms: Terms = ONCE, agreements=()) -> Link:
        with (by or world.alice).acting() as viewer:
            return Link(*invite_to_paper(paper, right, by=viewer, terms=terms, agreements=agreements))

    return make


@pytest.fixture
def to_group(world, group):
    def make(*, by: Actor | None = None, terms: Terms = ONCE) -> Link:
        with (by or world.alice).acting() as viewer:
            return Link(*invite_to_group(group, by=viewer, terms=terms))

    return make


def user_of(actor: Actor) -> User:
    assert actor.user
    return actor.user


def grants_of(actor: Actor) -> list[tuple]:
    """What a member holds and nobody has ended: right, from which version, by which invite, asking for what."""
    with reading_as_system(SystemWork.BUILD_TESTS):
        held = Grant.objects.filter(principal=user_of(actor).pk, revoked_at=None).order_by("given_at")
        return list(held.values_list("right", "from_version", "by_invite_id", "requirement_id"))


def stays_of(actor: Actor) -> list[tuple]:
    with reading_as_system(SystemWork.BUILD_TESTS):
        stays = Membership.objects.filter(member=actor.user, left_at=None)
        return list(stays.values_list("group_id", "role", "by_invite_id"))
