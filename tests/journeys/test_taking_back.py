"""Revoking a link, and what it gave."""

import pytest

from accounts.invites.actions import revoke
from accounts.invites.terms import Terms
from sharing.access import actions as access
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.groups import actions as groups
from sharing.groups.models import Membership, Role
from sharing.journeys.inviting import revoke_with_what_it_gave, what_came_by
from sharing.papers.models import Paper
from tests.journeys.conftest import grants_of, stays_of

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

FOR_THREE = Terms(max_uses=3)


def test_revoking_the_link_leaves_what_it_gave(world, paper, to_paper):
    link = to_paper(terms=FOR_THREE)
    link.redeemed_by(world.bob)

    with world.alice.acting() as alice:
        revoke(link.made, by=alice.user)

    assert world.bob.sees(Paper.objects) == {paper.pk}
    with pytest.raises(Refused):
        link.redeemed_by(world.cara)


def test_revoking_it_with_what_it_gave_ends_that_alone(world, paper, to_paper):
    with world.alice.acting() as alice:
        access.give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice)
    link, other = to_paper(Right.COMMENT, terms=FOR_THREE), to_paper()
    for actor in (world.bob, world.cara):
        link.redeemed_by(actor)
    other.redeemed_by(world.dan)

    with world.alice.acting() as alice:
        assert what_came_by(link.made, by=alice) == [world.bob.user, world.cara.user]
        revoke_with_what_it_gave(link.made, by=alice)
        assert what_came_by(link.made, by=alice) == []

    assert [grants_of(actor) for actor in (world.bob, world.cara, world.dan)] == [
        [(Right.READ, 1, None, None)],
        [],
        [(Right.READ, 1, other.made.pk, None)],
    ]
    with pytest.raises(Refused):
        link.redeemed_by(world.gita)


def test_what_somebody_passed_on_ends_with_their_link(world, paper, to_paper):
    with world.alice.acting() as alice:
        for right in (Right.READ, Right.SHARE):
            access.give(right, on=paper.guarded, to=world.bob.user.pk, by=alice)
    link = to_paper(by=world.bob)
    link.redeemed_by(world.dan)

    with world.bob.acting() as bob:
        revoke_with_what_it_gave(link.made, by=bob)

    assert grants_of(world.dan) == []


def test_in_a_group_it_ends_the_stays_of_plain_members(world, group, to_group):
    link = to_group(terms=FOR_THREE)
    for actor in (world.bob, world.gita):
        link.redeemed_by(actor)
    with world.alice.acting() as alice:
        groups.change_role(Membership.objects.get(member=world.bob.user), Role.MODERATOR, by=alice)

        assert what_came_by(link.made, by=alice) == [world.gita.user]
        revoke_with_what_it_gave(link.made, by=alice)

    assert stays_of(world.gita) == []
    assert stays_of(world.bob) == [(group.pk, Role.MODERATOR, link.made.pk)]


def test_nobody_takes_back_by_anothers_link(world, paper, group, to_paper, to_group):
    for link in (to_paper(), to_group()):
        link.redeemed_by(world.dan)

        with world.bob.acting() as bob:
            assert what_came_by(link.made, by=bob) == []
            with pytest.raises(Refused):
                revoke_with_what_it_gave(link.made, by=bob)

    assert (len(grants_of(world.dan)), len(stays_of(world.dan))) == (1, 1)


def test_who_may_no_longer_admit_ends_only_the_link(world, group, to_group):
    with world.alice.acting() as alice:
        stay = groups.admit(world.bob.user, to=group, by=alice)
        groups.change_role(stay, Role.MODERATOR, by=alice)
    link = to_group(by=world.bob)
    link.redeemed_by(world.dan)
    with world.alice.acting() as alice:
        groups.change_role(stay, Role.MEMBER, by=alice)

    with world.bob.acting() as bob:
        assert what_came_by(link.made, by=bob) == []
        revoke_with_what_it_gave(link.made, by=bob)

    assert stays_of(world.dan) == [(group.pk, Role.MEMBER, link.made.pk)]
    assert link.made.revoked_at is not None
