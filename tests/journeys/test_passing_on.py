"""The second fence holds whoever may pass a paper on to what they hold themselves, whatever the application asks."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sharing.access import actions as access
from sharing.access.audience import grants_by_invite
from sharing.access.models import Grant
from sharing.access.passing import PassingTerms, all_terms_for_passing_on, terms_for_passing_on
from sharing.access.signing import sign
from sharing.agreements.actions import Wording, write_agreement
from sharing.base.clock import now
from sharing.base.principals import ALL_MEMBERS, PUBLIC
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.papers.actions import Words, add_version, save_working_copy
from tests.evidence import evidence
from tests.journeys.conftest import grants_of
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

TOMORROW = now() + timedelta(days=1)


@pytest.fixture
def requirement(world, paper, text):
    with world.alice.acting() as alice:
        return access.require_agreements([text], on=paper.guarded, by=alice)


@pytest.fixture
def passing(world, paper):
    """Bob reads from the second of two versions until tomorrow, and may pass the paper on."""
    with world.alice.acting() as alice:
        save_working_copy(paper, Words(title="2"), by=alice)
        add_version(paper, by=alice)
        paper.guarded.refresh_from_db()
        terms = {"on": paper.guarded, "to": world.bob.user.pk, "by": alice}
        access.give(Right.READ, from_version=2, expires_at=TOMORROW, **terms)
        return access.give(Right.SHARE, **terms)


def insert(actor, paper, **row) -> bool:
    """Whether the database takes this grant from this person, whatever the policy says."""
    with actor.acting() as viewer:
        grant = {
            "guarded": paper.guarded,
            "right": Right.READ,
            "from_version": 2,
            "expires_at": TOMORROW,
            "given_by": viewer.principal,
            **row,
        }
        try:
            with transaction.atomic():
                Grant.objects.create(**grant)
        except ProgrammingError:
            return False
    return True


def test_the_fence_lets_pass_what_the_passer_holds(world, paper, passing):
    for right in (Right.SEE, Right.ABSTRACT, Right.READ):
        assert insert(world.bob, paper, principal=world.dan.user.pk, right=right)


@pytest.mark.parametrize(
    "more",
    [
        {"right": Right.COMMENT},
        {"right": Right.EDIT},
        {"right": Right.OWN},
        {"right": Right.SHARE},
        {"right": Right.DOWNLOAD},
        {"right": Right.REVIEW},
        {"from_version": 1},
        {"from_version": 0},
        {"from_version": 3},
        {"expires_at": None},
        {"expires_at": TOMORROW + timedelta(seconds=1)},
        {"principal": ALL_MEMBERS},
        {"principal": PUBLIC},
        {"principal": 424242},
    ],
)
def test_and_nothing_more(world, paper, passing, more):
    assert not insert(world.bob, paper, **{"principal": world.dan.user.pk, **more})


def test_nor_in_anothers_name_nor_to_a_group(world, paper, passing, group):
    assert not insert(world.bob, paper, principal=world.dan.user.pk, given_by=world.alice.user.pk)
    assert not insert(world.bob, paper, principal=group.pk)


def test_nor_by_somebody_who_may_not_pass_on(world, paper, passing):
    assert not insert(world.dan, paper, principal=world.cara.user.pk)
    with world.alice.acting() as alice:
        access.revoke(passing, by=alice)
    assert not insert(world.bob, paper, principal=world.dan.user.pk)


def test_nor_while_the_paper_is_closed(world, paper, passing):
    with world.alice.acting() as alice:
        access.close(paper.guarded, by=alice)

    assert not insert(world.bob, paper, principal=world.dan.user.pk)


@pytest.mark.parametrize("asking", ["held", "passing"])
def test_the_agreements_of_either_grant_travel_along(world, paper, text, requirement, asking):
    with world.alice.acting() as alice:
        terms = {"on": paper.guarded, "to": world.bob.user.pk, "by": alice}
        access.give(Right.READ, requirement=requirement if asking == "held" else None, **terms)
        access.give(Right.SHARE, requirement=requirement if asking == "passing" else None, **terms)
    to_dan = {"principal": world.dan.user.pk, "from_version": 1, "expires_at": None}

    assert not insert(world.bob, paper, requirement=requirement, **to_dan)  # Bob has not signed.
    with world.bob.acting() as bob:
        assert terms_for_passing_on(Right.READ, on=paper.guarded, by=bob) is None
        sign(text, on=paper.guarded, by=bob, evidence=evidence("bob"))
        possible = terms_for_passing_on(Right.READ, on=paper.guarded, by=bob)
    assert possible == PassingTerms(from_version=1, requirement_id=requirement.pk, expires_at=None)
    assert not insert(world.bob, paper, **to_dan)
    assert insert(world.bob, paper, requirement=requirement, **to_dan)


def test_two_different_requirements_cannot_be_passed_on_as_one(world, paper, text, requirement):
    with world.alice.acting() as alice:
        second = write_agreement(Wording(title="Second", in_short="s", text="2"), by=alice)
        other = access.require_agreements([second], on=paper.guarded, by=alice)
        terms = {"on": paper.guarded, "to": world.bob.user.pk, "by": alice}
        access.give(Right.READ, requirement=requirement, **terms)
        access.give(Right.SHARE, requirement=other, **terms)
    with world.bob.acting() as bob:
        for version in (text, second):
            sign(version, on=paper.guarded, by=bob, evidence=evidence("bob"))
        assert terms_for_passing_on(Right.READ, on=paper.guarded, by=bob) is None

    for asked in (requirement, other, None):
        to_dan = {"principal": world.dan.user.pk, "from_version": 1, "expires_at": None, "requirement": asked}
        assert not insert(world.bob, paper, **to_dan)


def test_nothing_can_be_passed_on_of_a_closed_paper(world, paper, passing):
    with world.alice.acting() as alice:
        access.close(paper.guarded, by=alice)

    with world.bob.acting() as bob, as_tables_owner():
        assert terms_for_passing_on(Right.READ, on=paper.guarded, by=bob) is None


# --- The first fence without the second -----------------------------------------------------


def passes_on(actor, paper, right, *, to) -> list[tuple]:
    with as_tables_owner(), actor.acting() as viewer, transaction.atomic():
        access.pass_on(right, on=paper.guarded, to=to.user, by=viewer)
    return [held[:2] for held in grants_of(to)]


def test_the_policy_alone_takes_over_the_passers_terms(world, paper, passing):
    assert passes_on(world.bob, paper, Right.READ, to=world.dan) == [(Right.READ, 2)]
    with world.dan.acting():
        assert Grant.objects.get(right=Right.READ).expires_at == TOMORROW


@pytest.mark.parametrize("right", [Right.COMMENT, Right.EDIT, Right.OWN, Right.SHARE, Right.DOWNLOAD, Right.REVIEW])
def test_the_policy_alone_refuses_more(world, paper, passing, right):
    with pytest.raises(Refused):
        passes_on(world.bob, paper, right, to=world.dan)


def test_the_policy_alone_refuses_who_may_not_pass_on(world, paper, passing):
    with pytest.raises(Unseen):
        passes_on(world.dan, paper, Right.READ, to=world.cara)
    with world.alice.acting() as alice:
        access.revoke(passing, by=alice)
    with pytest.raises(Refused):
        passes_on(world.bob, paper, Right.READ, to=world.dan)


def test_the_policy_alone_refuses_whoever_is_no_member(world, paper, passing):
    world.suspend(world.sam)
    world.sam.user.refresh_from_db()

    with pytest.raises(Unseen):
        passes_on(world.bob, paper, Right.READ, to=world.sam)


# --- Taking back ------------------------------------------------------------------------------


def test_what_came_by_an_invite_is_for_its_maker_to_end(world, paper, passing, to_paper):
    link = to_paper(by=world.bob)
    link.redeemed_by(world.dan)

    for actor in (world.alice, world.dan, world.cara, world.noor):
        with actor.acting() as viewer:
            assert (grants_by_invite(link.made.pk), access.take_back(link.made.pk, on=paper.guarded, by=viewer)) == (
                [],
                [],
            )
    assert [held[0] for held in grants_of(world.dan)] == [Right.READ]

    with world.bob.acting() as bob:
        access.take_back(link.made.pk, on=paper.guarded, by=bob)
    assert grants_of(world.dan) == []
    assert [held[0] for held in grants_of(world.bob)] == [Right.READ, Right.SHARE]


def test_but_not_once_they_may_give_nothing_there(world, paper, passing, to_paper):
    link = to_paper(by=world.bob)
    link.redeemed_by(world.dan)
    with world.alice.acting() as alice:
        access.revoke(passing, by=alice)

    with world.bob.acting() as bob:
        assert access.take_back(link.made.pk, on=paper.guarded, by=bob) == []
    assert [held[0] for held in grants_of(world.dan)] == [Right.READ]


def test_the_page_asks_once_for_all_that_could_be_passed_on(world, paper, passing, signed_in):
    """Its four rights cost it as much as one."""
    bob = signed_in(world.bob)
    for verb in ("get", "post"):
        with CaptureQueriesContext(connection) as queries:
            page = getattr(bob, verb)(f"/papers/{paper.pk}/invites/")
        asked = [query["sql"] for query in queries if 'FROM "sharing_requiredagreement"' in query["sql"]]
        assert (page.status_code, len(asked)) == ({"get": 200, "post": 422}[verb], 1)


def test_terms_for_every_right_take_three_queries(world, paper, passing, django_assert_num_queries):
    with world.bob.acting() as bob, django_assert_num_queries(3):
        terms = all_terms_for_passing_on(on=paper.guarded, by=bob)

    widest = PassingTerms(from_version=2, requirement_id=None, expires_at=TOMORROW)
    assert terms == dict.fromkeys((Right.SEE, Right.ABSTRACT, Right.READ), widest)
