"""A group whose newcomers wait for an owner's nod."""

import pytest
from django.db import DatabaseError, connection, transaction

from sharing.access.actions import give, revoke
from sharing.access.asking import decline, let_in, open_asks, waiting_for
from sharing.access.audience import grants_on
from sharing.access.denying import deny
from sharing.access.models import Ask, Nod
from sharing.access.signing import awaiting
from sharing.agreements.actions import Wording, write_agreement
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.groups.actions import admit, found_group, leave
from sharing.groups.models import Membership, Role
from sharing.papers.actions import Words, add_version, start_paper
from sharing.papers.models import Body, Paper
from sharing.papers.sharing import Living, Terms, share
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(world):
    with world.alice.acting() as alice:
        group = found_group(name="Canarygroup", purpose="", by=alice)
        admit(world.gita.user, to=group, by=alice)
    return group


@pytest.fixture
def paper(world):
    with world.alice.acting() as alice:
        paper = start_paper(Words(title="Canarytitle", body="Canarybody"), by=alice)
        add_version(paper, by=alice)
    return paper


@pytest.fixture
def shares(world, paper, group):
    def shares(living: Living = Living.ASK, right: Right = Right.READ) -> list:
        with world.alice.acting() as alice:
            return share(paper, to=group.pk, terms=Terms(right=right, living=living), by=alice)

    return shares


@pytest.fixture
def joins(world, group):
    def joins(actor) -> Membership:
        with world.alice.acting() as alice:
            return admit(actor.user, to=group, by=alice)

    return joins


def waits(actor) -> list[str]:
    with actor.acting() as viewer:
        return [each.stay.member.handle for each in waiting_for(open_asks(viewer), viewer=viewer)]


def answers(actor, act) -> None:
    """About whoever waits first."""
    with actor.acting() as viewer:
        first = waiting_for(open_asks(viewer), viewer=viewer)[0]
        act(first.ask, first.stay, by=viewer)


def readers(world) -> list[str]:
    return [name for name, actor in world.everybody.items() if actor.sees(Body.objects)]


def test_members_of_today_are_let_in_and_newcomers_wait(world, shares, joins):
    shares()
    joins(world.dan)

    assert readers(world) == ["alice", "gita"]
    assert waits(world.alice) == ["dan"]


def test_a_nod_lets_a_newcomer_in_for_as_long_as_they_stay(world, shares, joins, group):
    shares()
    joins(world.dan)
    answers(world.alice, let_in)
    assert (readers(world), waits(world.alice)) == (["alice", "gita", "dan"], [])

    with world.dan.acting() as dan:
        leave(group, by=dan)
    assert readers(world) == ["alice", "gita"]

    joins(world.dan)
    assert (readers(world), waits(world.alice)) == (["alice", "gita"], ["dan"])


def test_who_was_declined_stays_declined_whatever_the_terms_become(world, shares, joins):
    shares()
    joins(world.dan)
    answers(world.alice, decline)
    shares(right=Right.COMMENT)

    assert (readers(world), waits(world.alice)) == (["alice", "gita"], [])


def test_new_terms_let_nobody_in_who_waits_or_was_removed(world, shares, joins, paper):
    given = shares()
    joins(world.dan)
    with world.alice.acting() as alice:
        revoke(given[0], by=alice)

    assert shares(right=Right.COMMENT) == []
    assert (readers(world), waits(world.alice)) == (["alice"], ["dan"])


def test_asking_ends_what_the_group_itself_held(world, shares, joins):
    shares(Living.LIVING)
    joins(world.bob)
    shares(Living.ASK)
    joins(world.dan)

    assert readers(world) == ["alice", "bob", "gita"]


@pytest.mark.parametrize("first", Living)
@pytest.mark.parametrize("last", Living)
def test_narrower_terms_narrow_it_for_those_who_were_in_whichever_the_way(world, shares, first, last):
    shares(first, Right.COMMENT)
    shares(last, Right.SEE)

    assert readers(world) == ["alice"]


@pytest.mark.parametrize(
    ("living", "expected"), [(Living.LIVING, ["alice", "gita", "dan"]), (Living.FROZEN, ["alice", "gita"])]
)
def test_the_way_chosen_last_says_what_becomes_of_newcomers(world, shares, joins, living, expected):
    shares()
    shares(living)
    joins(world.dan)

    assert (readers(world), waits(world.alice)) == (expected, [])


def test_a_newcomer_is_told_nothing_and_sees_nothing(world, shares, joins, paper):
    shares()
    joins(world.dan)

    for seen in (Paper.objects, Ask.objects, Nod.objects):
        assert world.dan.sees(seen) == set()
        with world.dan.acting():
            assert not seen.exists()
        with as_tables_owner(), world.dan.acting() as dan:
            assert not seen.visible_to(dan).exists()


def test_nobody_waits_who_is_denied(world, shares, joins, paper):
    shares()
    joins(world.dan)
    with world.alice.acting() as alice:
        deny("dan", on=paper.guarded, by=alice)

    assert waits(world.alice) == []


def test_nobody_but_an_owner_answers(world, shares, joins, paper):
    shares()
    stay = joins(world.dan)
    with world.alice.acting() as alice:
        ask = open_asks(alice).get()

    for actor, refusal in ((world.gita, Refused), (world.dan, Unseen)):
        for act in (let_in, decline):
            with actor.acting() as viewer, pytest.raises(refusal):
                act(ask, stay, by=viewer)
        with actor.acting() as viewer, pytest.raises(DatabaseError), transaction.atomic():
            Nod.objects.create(ask=ask, membership=stay, is_yes=True, answered_by=viewer.principal)


def test_an_owner_who_is_not_in_the_group_learns_of_nobody_in_it(world, shares, joins, paper, group):
    with world.alice.acting() as alice:
        give(Right.OWN, on=paper.guarded, to=world.bob.user.pk, by=alice)
    shares()
    stay = joins(world.dan)

    assert waits(world.bob) == []
    with world.bob.acting() as bob:
        ask = open_asks(bob).get()
        with pytest.raises(Refused):
            let_in(ask, stay, by=bob)
        with pytest.raises(DatabaseError), transaction.atomic():
            Nod.objects.create(ask=ask, membership=stay, is_yes=True, answered_by=bob.principal)


def test_a_nod_is_given_once_and_never_changed(world, shares, joins):
    shares()
    stay = joins(world.dan)
    answers(world.alice, decline)
    with world.alice.acting() as alice:
        with pytest.raises(Refused, match="do not wait any more"):
            let_in(open_asks(alice).get(), stay, by=alice)
        with pytest.raises(DatabaseError), transaction.atomic():
            Nod.objects.update(is_yes=True)


def test_what_is_asked_about_is_never_more_than_editing(world, shares, group, paper):
    shares()
    with pytest.raises(DatabaseError), transaction.atomic(), as_tables_owner(), connection.cursor() as cursor:
        cursor.execute('UPDATE sharing_ask SET "right" = 6')


def test_a_suspended_member_of_the_group_stops_nobody(world, shares, joins):
    joins(world.sam)
    world.suspend(world.sam)

    shares()
    assert (readers(world), waits(world.alice)) == (["alice", "gita"], [])


@pytest.mark.parametrize("first", Living)
@pytest.mark.parametrize("last", Living)
def test_narrower_terms_reach_those_who_are_suspended_meanwhile(*, world, shares, joins, first, last):
    joins(world.sam)
    shares(first, Right.COMMENT)
    world.suspend(world.sam)
    shares(last, Right.SEE)
    world.restore(world.sam)

    is_newly_given = (first, last) in {(Living.LIVING, Living.FROZEN), (Living.LIVING, Living.ASK)}
    assert len(world.sam.sees(Paper.objects)) == (0 if is_newly_given else 1)
    assert readers(world) == ["alice"]
    assert waits(world.alice) == (["sam"] if is_newly_given and last == Living.ASK else [])


@pytest.mark.parametrize("living", [Living.FROZEN, Living.ASK])
def test_so_does_an_agreement(*, world, shares, joins, group, paper, living):
    joins(world.sam)
    shares(living)
    world.suspend(world.sam)
    with world.alice.acting() as alice:
        text = write_agreement(Wording(title="T", in_short="s", text="I ask."), by=alice)
        share(paper, to=group.pk, terms=Terms(right=Right.READ, agreements=[text], living=living), by=alice)
    world.restore(world.sam)

    assert readers(world) == ["alice"]
    with world.sam.acting() as sam:
        assert awaiting(sam, on=paper.guarded) == [text]


def test_nothing_is_given_by_another_way_than_ones_stay(world, shares, joins, paper):
    shares()
    joins(world.dan)
    answers(world.alice, let_in)
    with world.alice.acting() as alice:
        stays = {stay.pk: stay.member_id for stay in Membership.objects.visible_to(alice)}
        held = [
            (grant.principal, stays[grant.through_membership_id])
            for grant in grants_on(paper.pk)
            if grant.right == Right.READ
        ]

    assert sorted(held) == sorted((actor.user.pk, actor.user.pk) for actor in (world.gita, world.dan))


def test_moderators_of_the_group_who_do_not_own_the_paper_do_not_learn_that_somebody_waits(world, shares, group):
    shares()
    with world.alice.acting() as alice:
        admit(world.mia.user, to=group, by=alice, role=Role.MODERATOR)
    with world.mia.acting() as mia:
        admit(world.dan.user, to=group, by=mia)

    assert (waits(world.mia), waits(world.alice)) == ([], ["mia", "dan"])
