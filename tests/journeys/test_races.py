"""Many at once at one link to a paper: as many grants as it has uses."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from accounts.invites.actions import UNUSABLE, redeem
from accounts.invites.terms import Terms
from accounts.invites.tokens import digest_of
from accounts.models import User
from sharing.access.models import Grant
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from tests.world import make_member

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

AT_ONCE = 40


@pytest.fixture
def room_for_all(settings):
    """A pool with fewer connections than threads: they queue for one, as requests do."""
    yield
    connections["default"].close_pool()  # type: ignore[attr-defined]  # PostgreSQL's


def test_of_forty_at_once_five_get_in_by_a_link_for_five(paper, to_paper, text, room_for_all):
    link = to_paper(Right.READ, terms=Terms(max_uses=5), agreements=[str(text.agreement_id)])
    crowd = [make_member(f"member{number}") for number in range(AT_ONCE)]
    barrier = Barrier(AT_ONCE)

    def go_in(member: User) -> str:
        barrier.wait()
        try:
            redeem(digest_of(link.token), by=member)
        except Refused as refusal:
            return refusal.sentence
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(go_in, crowd))

    with reading_as_system(SystemWork.BUILD_TESTS):
        grants = list(Grant.objects.filter(by_invite_id=link.made.pk).values_list("principal", flat=True))
    assert sorted(answers) == sorted([UNUSABLE] * 35 + ["in"] * 5)
    assert sorted(grants) == sorted(member.pk for member, answer in zip(crowd, answers, strict=True) if answer == "in")
    assert link.uses == 5
