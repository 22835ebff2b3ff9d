"""Many at once: exactly as many get in as the invite has uses."""

import pytest
from django.db import connections

from accounts.invites.actions import redeem
from accounts.invites.models import Invite, Redemption
from accounts.invites.terms import Terms
from accounts.invites.tokens import digest_of
from accounts.models import User
from sharing.base.reader import SystemWork, reading_as_system
from tests.races import all_at_once

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

AT_ONCE = 20


@pytest.fixture(autouse=True)
def _no_pool_outlives_its_threads():
    yield
    connections["default"].close_pool()  # type: ignore[attr-defined]  # PostgreSQL's


def counts(made: Invite) -> tuple[int, int]:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return Invite.objects.get(pk=made.pk).uses, Redemption.objects.filter(invite=made).count()


def test_of_twenty_at_once_five_get_in_by_a_link_for_five(invited, people):
    made, token = invited(terms=Terms(max_uses=5))
    crowd = [people(f"member{number}") for number in range(AT_ONCE)]

    let_in = all_at_once(lambda user: redeem(digest_of(token), by=user), crowd)

    assert [answer for answer in let_in if answer is not None] == [made] * 5
    assert counts(made) == (5, 5)


def test_one_member_twenty_times_at_once_uses_it_once(invited, alice):
    made, token = invited(terms=Terms(max_uses=5))

    let_in = all_at_once(lambda pk: redeem(digest_of(token), by=User.objects.get(pk=pk)), [alice.pk] * AT_ONCE)

    assert let_in == [made] * AT_ONCE
    assert counts(made) == (1, 1)
