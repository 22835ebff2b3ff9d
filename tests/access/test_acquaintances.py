"""Nobody is offered by name whom one has not met here."""

import pytest

from sharing.access.acquaintances import acquaintances_of
from sharing.access.actions import give
from sharing.base.rights import Right
from sharing.groups.actions import admit, found_group, leave
from sharing.papers.actions import Words, start_paper

pytestmark = pytest.mark.django_db


def offered_to(actor) -> list[str]:
    with actor.acting() as viewer:
        return [user.handle for user in acquaintances_of(viewer)]


def test_a_member_is_offered_those_of_their_groups_and_those_they_shared_with(world):
    with world.alice.acting() as alice:
        group = found_group(name="Lab", purpose="", by=alice)
        admit(world.gita.user, to=group, by=alice)
        admit(world.xavier.user, to=group, by=alice)
        give(Right.READ, on=start_paper(Words(title="T"), by=alice).guarded, to=world.bob.user.pk, by=alice)
    with world.xavier.acting() as xavier:
        leave(group, by=xavier)
    world.suspend(world.mia)

    assert {name: offered_to(actor) for name, actor in world.everybody.items() if offered_to(actor)} == {
        "alice": ["bob", "gita"],
        "gita": ["alice"],
    }
