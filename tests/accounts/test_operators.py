"""One operator is always left, whoever acts and however many at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from accounts.actions import entrust, suspend
from accounts.models import User
from sharing.base.reader import reading_as
from sharing.base.refusals import Refused

pytestmark = pytest.mark.django_db


def end_duty(user: User, *, by: User) -> None:
    entrust(user, is_moderator=user.is_moderator, is_staff=False, by=by)


def refusal_of(act, user: User, *, by: User) -> str | None:
    """What the act answers; ``by`` is whoever they were when their request came in."""
    with reading_as(by.pk):
        try:
            act(user, by=by)
        except Refused as refusal:
            return refusal.sentence
    return None


def as_of_now(user: User) -> User:
    """A row of its own, as each request has one."""
    return User.objects.get(pk=user.pk)


def operators() -> set[str]:
    return set(User.objects.members().filter(is_staff=True).values_list("handle", flat=True))


@pytest.mark.parametrize("act", [end_duty, suspend])
def test_an_operator_may_end_what_another_was_as_long_as_one_is_left(people, act):
    olga, omar = people("olga", is_staff=True), people("omar", is_staff=True)
    omar_before = as_of_now(omar)

    assert refusal_of(act, omar, by=olga) is None
    assert refusal_of(act, olga, by=omar_before) is not None
    assert operators() == {"olga"}


def test_a_moderator_suspends_no_last_operator(people, mia):
    omar = people("omar", is_staff=True)
    people("olga", is_staff=True, verified=False)
    people("otto", is_staff=True, is_active=False)

    assert refusal_of(suspend, omar, by=mia) == "This is the site's last operator. Another one has to be there first."
    assert operators() == {"omar"}

    people("odette", is_staff=True)
    assert refusal_of(suspend, omar, by=mia) is None
    assert operators() == {"odette"}


def test_who_was_suspended_meanwhile_suspends_nobody(people, mia, alice):
    omar, mia_before = people("omar", is_staff=True), as_of_now(mia)
    assert refusal_of(suspend, mia, by=omar) is None

    assert refusal_of(suspend, alice, by=mia_before) == "Only a moderator can suspend or restore a member."
    assert User.objects.get(pk=alice.pk).is_active


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
@pytest.mark.parametrize("act", [end_duty, suspend])
def test_two_operators_who_end_each_other_at_once_leave_one(people, act):
    pair = people("olga", is_staff=True), people("omar", is_staff=True)
    barrier = Barrier(2)

    def act_on_the_other(number: int) -> str | None:
        other, by = as_of_now(pair[1 - number]), as_of_now(pair[number])
        barrier.wait()
        try:
            return refusal_of(act, other, by=by)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(act_on_the_other, (0, 1)))
    connections["default"].close_pool()

    assert (answers.count(None), len(operators())) == (1, 1)
