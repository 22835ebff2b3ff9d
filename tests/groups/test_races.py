"""A group's leaders and members at the same time: whoever comes second meets what the first has done."""

import pytest

from sharing.base.refusals import Unseen
from sharing.groups import actions as groups
from sharing.groups.models import Membership, Role
from sharing.groups.standing import standing_in
from tests.races import all_at_once, overtaken

pytestmark = [
    pytest.mark.django_db(databases=["default", "owner"], transaction=True),
    pytest.mark.usefixtures("pool_closed_afterwards"),
]


@pytest.fixture
def group(world):
    """Alice and Bob own it, Gita moderates it, and Dan is in it."""
    with world.alice.acting() as alice:
        group = groups.found_group(name="Lab", purpose="", by=alice)
        for actor, role in ((world.bob, Role.OWNER), (world.gita, Role.MODERATOR), (world.dan, Role.MEMBER)):
            groups.admit(actor.user, to=group, by=alice, role=role)
    return group


@pytest.fixture
def does(world):
    """``does("alice", act, …)`` is the act, ready to be done by them."""

    def does(name, act, /, *about, **terms):
        def doing():
            with getattr(world, name).acting() as viewer:
                return act(*about, **terms, by=viewer)

        return doing

    return does


@pytest.fixture
def stay(world, group):
    def stay(name) -> Membership:
        with getattr(world, name).acting() as viewer:
            return Membership.objects.select_related("group").get(group=group, member=viewer.principal, left_at=None)

    return stay


def present(world) -> set[str]:
    with world.alice.acting():
        return set(Membership.objects.filter(left_at=None).values_list("member__handle", flat=True))


def test_who_leaves_twice_at_once_has_left(world, group, does):
    leaving = does("dan", groups.leave, group)

    assert overtaken(leaving, by=leaving) == "unseen"

    assert present(world) == {"alice", "bob", "gita"}


def test_of_twenty_clicks_one_leaves(group, does):
    def click(_number) -> str:
        try:
            does("dan", groups.leave, group)()
        except Unseen:
            return "unseen"
        return "left"

    assert sorted(all_at_once(click, list(range(20)))) == ["left"] + ["unseen"] * 19


@pytest.fixture
def bobs(world, group, stay, does):
    """What Bob may do as an owner, ready to be done."""
    dans = stay("dan")
    return {
        "change": does("bob", groups.change_group, group, name="Other", purpose=""),
        "admit": does("bob", groups.admit, world.cara.user, to=group),
        "leave": does("bob", groups.leave, group),
        "remove": does("bob", groups.remove, dans),
        "promote": does("bob", groups.change_role, dans, Role.MODERATOR),
    }


@pytest.mark.parametrize("act", ["change", "admit", "leave", "remove", "promote"])
def test_who_is_just_being_removed_does_no_more(world, does, stay, bobs, act):
    assert overtaken(bobs[act], by=does("alice", groups.remove, stay("bob"))) == "unseen"

    assert present(world) == {"alice", "gita", "dan"}


@pytest.mark.parametrize("act", ["change", "promote", "admit", "remove"])
def test_who_is_just_losing_a_role_does_what_the_new_one_may(world, does, stay, bobs, act):
    ending = overtaken(bobs[act], by=does("alice", groups.change_role, stay("bob"), Role.MEMBER))

    assert ending.startswith("You may not")
    assert (stay("dan").role, stay("dan").group.name) == (Role.MEMBER, "Lab")
    assert present(world) == {"alice", "bob", "gita", "dan"}


def test_a_moderator_does_not_remove_who_is_just_becoming_one(world, does, stay):
    dans = stay("dan")

    ending = overtaken(
        does("gita", groups.remove, dans), by=does("alice", groups.change_role, stay("dan"), Role.MODERATOR)
    )

    assert ending.startswith("You may not")
    assert present(world) == {"alice", "bob", "gita", "dan"}


def test_who_has_left_has_no_standing(world, group, does):
    does("dan", groups.leave, group)()

    with world.dan.acting() as dan, pytest.raises(Unseen):
        standing_in(group, viewer=dan)
