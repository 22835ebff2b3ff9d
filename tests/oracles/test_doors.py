"""What no page asks for, because a fence before it refuses: each fence refuses it alone too."""

import pytest

from sharing.access import actions as access
from sharing.base.reader import reading_as
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.groups.models import Group
from sharing.papers.models import Body, WorkingCopy


def test_the_database_shows_somebody_suspended_only_what_is_public(full_world):
    """Whatever the site takes them for."""
    with reading_as(full_world.principal("sam")):
        papers = set(Body.objects.values_list("paper", flat=True))
        others = [*WorkingCopy.objects.all(), *Group.objects.all()]

    assert (papers, others) == ({full_world.public_paper.pk}, [])


def test_nobody_gives_anything_to_a_group_they_do_not_know(full_world):
    with full_world.alice.acting() as alice, pytest.raises(Unseen):
        access.give(Right.READ, on=full_world.trusted.guarded, to=full_world.dans_group.pk, by=alice)


def test_an_author_is_not_made_less_by_sharing(full_world):
    with full_world.alice.acting() as alice, pytest.raises(Refused):
        access.give(Right.READ, on=full_world.trusted.guarded, to=alice.principal, by=alice)
