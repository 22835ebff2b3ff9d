"""Publishing opens more to more people, and takes nothing from anybody."""

import pytest

from sharing.access import actions as access
from sharing.access.rungs import Rung
from sharing.base.principals import ALL_MEMBERS, PUBLIC
from sharing.base.rights import Right
from sharing.discussion.actions import write_comment
from sharing.discussion.models import Comment
from sharing.papers.actions import Words, add_version, publish, publishable, save_as_version, start_paper
from sharing.papers.models import Body, Card, Paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(world):
    """The first of two versions of a paper of Alice's."""
    with world.alice.acting() as alice:
        paper = start_paper(Words(title="1", body="1"), by=alice)
        first = add_version(paper, by=alice)
        save_as_version(paper, Words(title="2", body="2"), by=alice)
    return first


@pytest.fixture
def gives(world, first):
    def gives(right, *, to):
        with world.alice.acting() as alice:
            return access.give(right, on=first.paper.guarded, to=to, by=alice)

    return gives


@pytest.fixture
def published(world, first):
    def published() -> Paper:
        with world.alice.acting() as alice:
            publish(first.paper, by=alice, shown=publishable(first.paper, by=alice).fingerprint)
        return first.paper

    return published


def numbers(actor, layer) -> list[int]:
    with actor.acting() as viewer:
        return sorted(layer.objects.visible_to(viewer).values_list("number", flat=True))


def test_members_keep_the_earlier_versions_they_had_and_what_they_said_there(world, first, gives, published):
    gives(Right.COMMENT, to=ALL_MEMBERS)
    with world.dan.acting() as dan:
        said = write_comment("Among us", on=first, by=dan, shown=Rung.MEMBERS)

    published()

    assert [numbers(actor, Body) for actor in (world.dan, world.noor)] == [[1, 2], [2]]
    assert [actor.sees(Comment.objects) for actor in (world.dan, world.bob, world.noor)] == [
        {said.pk},
        {said.pk},
        set(),
    ]


def test_members_who_could_edit_still_can(world, gives, published):
    gives(Right.EDIT, to=ALL_MEMBERS)

    paper = published()

    assert world.dan.sees(Paper.objects, Right.EDIT) == {paper.pk}


def test_everybody_keeps_the_earlier_cards_they_had(world, gives, published):
    gives(Right.SEE, to=PUBLIC)

    published()

    assert [numbers(world.noor, layer) for layer in (Card, Body)] == [[1, 2], [2]]


def test_what_opens_is_the_latest_version_to_all_and_to_comment_on_for_members(world, published):
    paper = published()

    rights = {
        name: [right for right in (Right.READ, Right.COMMENT, Right.EDIT) if actor.sees(Paper.objects, right)]
        for name, actor in (("dan", world.dan), ("noor", world.noor))
    }
    assert rights == {"dan": [Right.READ, Right.COMMENT], "noor": [Right.READ]}
    assert [numbers(world.dan, Body), paper.state] == [[2], Paper.State.PUBLISHED]
