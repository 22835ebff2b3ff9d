"""What no page asks for, because a fence before it refuses: each fence refuses it alone too."""

import pytest

from sharing.access import actions as access
from sharing.base.reader import reading_as
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.groups.models import Group
from sharing.papers.models import Body, WorkingCopy
from tests.oracles.audiences import label, text_fields
from tests.oracles.canaries import EVERYBODY

# What the database shows to more people than any page does, and why.
SEEN_BY_MORE = {
    "Figure.stored_as": "it comes with the figure, and leads nowhere from outside",
    "User.affiliation": "accounts are not fenced",
    "User.email": "likewise",
    "User.name": "likewise",
}


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


@pytest.mark.parametrize("actor", sorted(EVERYBODY))
def test_the_database_itself_shows_nobody_what_is_not_theirs_to_see(full_world, actor):
    """Every column of words, asked for as a whole."""
    leaked = {}

    with getattr(full_world, actor).acting():
        for model, field in text_fields():
            words = " ".join(map(str, model._base_manager.values_list(field.name, flat=True)))
            found = full_world.canaries.leaked_in(words, to=actor)
            if found and label(model, field) not in SEEN_BY_MORE:
                leaked[label(model, field)] = found

    assert leaked == {}
