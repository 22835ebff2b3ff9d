"""Each layer of a paper has its own audience."""

import pytest
from allauth.account.models import EmailAddress

from sharing.access.actions import give, revoke
from sharing.base.principals import ALL_MEMBERS
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.papers.actions import Words, add_version, start_paper
from sharing.papers.models import Abstract, Body, Card, Paper, Version, WorkingCopy

pytestmark = pytest.mark.django_db

WORDS = Words(title="Löb for two", summary="What is said", abstract="More", body="All of it")


@pytest.fixture
def paper(world):
    with world.alice.acting() as alice:
        paper = start_paper(WORDS, by=alice)
        add_version(paper, by=alice)
    return paper


def layers_seen_by(actor) -> list[str]:
    return [
        model.__name__ for model in (Paper, Version, Card, Abstract, Body, WorkingCopy) if actor.sees(model.objects)
    ]


def test_a_new_paper_is_its_submitters_alone(world, paper):
    seen = {name: layers_seen_by(actor) for name, actor in world.everybody.items()}

    assert {name: layers for name, layers in seen.items() if layers} == {
        "alice": ["Paper", "Version", "Card", "Abstract", "Body", "WorkingCopy"]
    }


@pytest.mark.parametrize(
    ("right", "layers"),
    [
        (Right.SEE, ["Paper", "Version", "Card"]),
        (Right.ABSTRACT, ["Paper", "Version", "Card", "Abstract"]),
        (Right.READ, ["Paper", "Version", "Card", "Abstract", "Body"]),
        (Right.COMMENT, ["Paper", "Version", "Card", "Abstract", "Body"]),
        (Right.EDIT, ["Paper", "Version", "Card", "Abstract", "Body", "WorkingCopy"]),
        (Right.SHARE, []),
        (Right.DOWNLOAD, []),
        (Right.REVIEW, []),
    ],
)
def test_each_right_opens_its_layers_and_no_more(world, paper, right, layers):
    with world.alice.acting() as alice:
        give(right, on=paper.guarded, to=world.bob.user.pk, by=alice)

    assert layers_seen_by(world.bob) == layers
    assert layers_seen_by(world.dan) == []


def test_a_grant_from_a_later_version_leaves_earlier_ones_closed(world, paper):
    with world.alice.acting() as alice:
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice, from_version=2)
    assert layers_seen_by(world.bob) == []

    with world.alice.acting() as alice:
        WorkingCopy.objects.filter(pk=paper.pk).update(title="Löb for three")
        second = add_version(paper, by=alice)

    assert world.bob.sees(Version.objects) == {second.pk}
    assert world.bob.sees(Body.objects) == {second.pk}


def test_all_members_are_those_in_good_standing(world, paper):
    with world.alice.acting() as alice:
        give(Right.READ, on=paper.guarded, to=world.sam.user.pk, by=alice)
        give(Right.READ, on=paper.guarded, to=ALL_MEMBERS, by=alice)
    world.suspend(world.sam)
    EmailAddress.objects.filter(user=world.dan.user).update(verified=False)

    outside = {name for name, actor in world.everybody.items() if not layers_seen_by(actor)}

    assert outside == {"sam", "dan", "noor"}


def test_revoking_ends_it_at_once(world, paper):
    with world.alice.acting() as alice:
        grant = give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice)
        revoke(grant, by=alice)

    assert layers_seen_by(world.bob) == []


def test_an_author_is_not_given_less_than_they_hold(world, paper):
    with world.alice.acting() as alice, pytest.raises(Refused):
        give(Right.READ, on=paper.guarded, to=world.alice.user.pk, by=alice)

    assert layers_seen_by(world.alice) == ["Paper", "Version", "Card", "Abstract", "Body", "WorkingCopy"]
