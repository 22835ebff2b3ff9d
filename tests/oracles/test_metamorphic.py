"""Oracle 3: something hidden is added, and nothing changes that an outsider can see, count or sort by."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from accounts.invites.actions import invite
from accounts.invites.models import Invite
from accounts.invites.terms import Promise
from sharing.access import actions as access
from sharing.access.denying import deny
from sharing.agreements.actions import Wording, write_agreement
from sharing.base.principals import ALL_MEMBERS
from sharing.base.rights import Right
from sharing.discovery import listings
from sharing.groups import actions as groups
from sharing.papers import actions as papers
from sharing.papers.actions import Words
from tests.oracles.asking import Site, address_of
from tests.oracles.canaries import EVERYBODY
from tests.oracles.full_world import FullWorld
from tests.oracles.pages import OF_ALLAUTH, PAGES
from tests.oracles.test_canary import gets

INSIDERS = {"alice", "gita"}
OUTSIDERS = sorted(EVERYBODY - INSIDERS)
WORDS = Words(title="Hidden", summary="Hidden", abstract="Hidden", body="Hidden")


def snapshot(site: Site, actor: str) -> dict[str, tuple]:
    """Every page there is of what they know of, as this actor gets it."""
    paths = [asked.path for asked in gets(site.world) if actor not in asked.hidden_from]
    paths += [address_of(name, arguments) for name, arguments in OF_ALLAUTH.items()]
    paths += ["/nowhere/", "/papers/11111111-1111-4111-8111-111111111111/", "/?title=Hidden"]
    paths += [
        f"/search/?q={words}" for words in ("hidden", "hidden&in=comments", "hiden", "author:alice", "-hidden zq")
    ]
    return {path: site.ask(actor, "GET", path).without() for path in paths}


def write_hidden_papers(world: FullWorld) -> None:
    """For Gita, by name and by the group, after signing, and not for Dan, whom all members' papers leave out."""
    with world.alice.acting() as alice:
        for _ in range(3):
            paper = papers.start_paper(WORDS, by=alice)
            papers.add_version(paper, by=alice)
            paper.refresh_from_db()
            access.give(Right.READ, on=paper.guarded, to=world.principal("gita"), by=alice, note="Hidden")
            access.give(Right.EDIT, on=paper.guarded, to=world.lab.pk, by=alice)


def deny_and_then_open(world: FullWorld) -> None:
    """A paper for all members but each of those who look."""
    with world.alice.acting() as alice:
        paper = papers.start_paper(WORDS, by=alice)
        papers.add_version(paper, by=alice)
        paper.refresh_from_db()
        for name in OUTSIDERS:
            if user := world.users.get(name):
                deny(user.handle, on=paper.guarded, by=alice, because="Hidden")
        access.give(Right.READ, on=paper.guarded, to=ALL_MEMBERS, by=alice)


def publish_and_withdraw(world: FullWorld) -> None:
    with world.alice.acting() as alice:
        for _ in range(2):
            paper = papers.start_paper(WORDS, by=alice)
            papers.publish(paper, by=alice, shown=papers.publishable(paper, by=alice).fingerprint)
            papers.withdraw(paper, by=alice)


def widen_a_whitelist(world: FullWorld) -> None:
    """The others on a paper's whitelist are nobody's to know but its owners'."""
    with world.alice.acting() as alice:
        for paper in (world.trusted, world.ladder, world.public_paper):
            access.give(Right.COMMENT, on=paper.guarded, to=world.principal("gita"), by=alice, note="Hidden")
            deny("omar", on=world.closed.guarded, by=alice, because="Hidden")


def found_a_hidden_group(world: FullWorld) -> None:
    with world.alice.acting() as alice:
        group = groups.found_group(name="Hidden", purpose="Hidden", by=alice)
        groups.admit(world.users["gita"], to=group, by=alice)
        access.give(Right.READ, on=world.draft.guarded, to=group.pk, by=alice)
        write_agreement(Wording(title="Hidden", in_short="Hidden", text="Hidden"), by=alice)


def invite_somebody(world: FullWorld) -> None:
    with world.alice.acting():
        invite(by=world.users["alice"])
        promise = Promise(kind=Invite.Kind.PAPER, about=str(world.trusted.pk), right=Right.READ)
        invite(promise, by=world.users["alice"])


def edit_a_draft(world: FullWorld) -> None:
    """What is being written is nobody's but the authors', its time of saving included."""
    with world.alice.acting() as alice:
        papers.save_working_copy(world.trusted, WORDS, by=alice)


CHANGES: list[Callable[[FullWorld], None]] = [
    write_hidden_papers,
    deny_and_then_open,
    publish_and_withdraw,
    widen_a_whitelist,
    found_a_hidden_group,
    invite_somebody,
    edit_a_draft,
]


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("actor", OUTSIDERS)
def test_no_outsider_notices_what_is_hidden_from_them(site, full_world, actor):
    before = snapshot(site, actor)

    with taken_back():
        for change in CHANGES:
            change(full_world)
        after = snapshot(site, actor)

    assert {path for path in before if before[path] != after[path]} == set()


@pytest.mark.parametrize("change", CHANGES)
def test_the_insiders_do_notice(site, full_world, change):
    """So that the test above could fail: each change shows on one of these."""
    paths = ["/papers/mine/", "/invites/"]
    paths += [address_of(name, {"key": full_world.trusted.pk}) for name in ("sharing", "edit_paper")]
    before = [site.ask("alice", "GET", path).without() for path in paths]

    with taken_back():
        change(full_world)
        after = [site.ask("alice", "GET", path).without() for path in paths]

    assert before != after


@pytest.mark.parametrize("actor", ["dan", "noor"])
@pytest.mark.parametrize("most_looked_through", [1, 1000])
def test_hidden_papers_take_no_room_on_a_page(site, full_world, monkeypatch, actor, most_looked_through):
    """Where a page ends, and how the next is found, tells nothing of the papers left out between."""
    monkeypatch.setattr(listings, "PAGE", 1)
    monkeypatch.setattr(listings, "MOST_LOOKED_THROUGH", most_looked_through)
    pages = ("/", "/?title=zq", "/?title=nothing")
    before = [site.ask(actor, "GET", page).without() for page in pages]

    with taken_back():
        for change in (deny_and_then_open, publish_and_withdraw):
            change(full_world)
        after = [site.ask(actor, "GET", page).without() for page in pages]

    assert after == before


def test_every_page_is_in_some_snapshot(site, full_world):
    named = {
        address_of(name, subject.arguments)
        for name, page in PAGES.items()
        if "GET" in page.takes
        for subject in page.subjects(full_world)
        if subject.known_to - INSIDERS
    }
    asked = {asked.path for actor in OUTSIDERS for asked in gets(full_world) if actor not in asked.hidden_from}

    assert named <= asked
