"""Versions: named, made of what was looked at, and gone back to; each to those who may know of it."""

import pytest

from sharing.access.actions import give
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.papers.actions import (
    Outdated,
    Overtaken,
    Words,
    add_version,
    erase,
    restore_version,
    save_as_version,
    save_working_copy,
    start_paper,
    words_of,
)
from sharing.papers.comparing import readable_version
from sharing.papers.figures.actions import add_figure, remove_figure
from sharing.papers.figures.images import cleaned
from sharing.papers.figures.shown import figures_gone
from sharing.papers.models import Body, Card, Paper, Version, WorkingCopy
from sharing.papers.unversioned import not_yet_a_version
from tests.agreements.test_fences import by_both, by_fence, by_policy
from tests.papers.pictures import picture

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = (Words(title=word, summary=word, abstract=word, body=word) for word in ("1", "2", "3"))


@pytest.fixture
def paper(world) -> Paper:
    """Alice's, with two versions."""
    with world.alice.acting() as alice:
        paper = start_paper(FIRST, by=alice)
        add_version(paper, by=alice, name="As submitted", what_changed="All of it is new.")
        save_as_version(paper, SECOND, by=alice)
    return paper


@pytest.fixture
def gives(world, paper):
    def gives(right, *, to, from_version=1):
        with world.alice.acting() as alice:
            give(right, on=paper.guarded, to=getattr(world, to).user.pk, by=alice, from_version=from_version)

    return gives


def stands(world, paper) -> Words:
    with world.alice.acting():
        return words_of(WorkingCopy.objects.get(pk=paper.pk))


def versions_of(world, paper) -> int:
    return len(world.alice.sees(Version.objects.filter(paper=paper)))


# --- The name, and what changed --------------------------------------------------------------


@pytest.mark.parametrize("by", [by_both, by_policy, by_fence])
def test_the_name_is_for_whoever_knows_of_the_version_and_what_changed_for_its_readers(world, paper, gives, by):
    for name, right in (("bob", Right.SEE), ("cara", Right.ABSTRACT), ("gita", Right.READ)):
        gives(right, to=name)
    gives(Right.READ, to="mia", from_version=2)
    with world.alice.acting():
        named = Card.objects.get(paper=paper, name="As submitted").pk
        told = Body.objects.get(paper=paper, what_changed="All of it is new.").pk

    assert {name for name, actor in world.everybody.items() if named in by(actor, Card)} == {
        "alice",
        "bob",
        "cara",
        "gita",
    }
    assert {name for name, actor in world.everybody.items() if told in by(actor, Body)} == {"alice", "gita"}


def test_both_are_erased_with_the_words(world, paper):
    with world.alice.acting() as alice:
        erase(paper, by=alice)

        assert [Card.objects.exists(), Body.objects.exists()] == [False, False]


# --- Making one of what was looked at ----------------------------------------------------------


def test_a_version_is_made_of_the_words_that_were_looked_at_and_no_others(world, paper):
    with world.alice.acting() as alice:
        save_working_copy(paper, THIRD, by=alice)
        with pytest.raises(Outdated, match="It has changed since you looked, and is not made a version"):
            add_version(paper, by=alice, shown=SECOND.sha256)
        assert versions_of(world, paper) == 2

        add_version(paper, by=alice, shown=THIRD.sha256)

    assert versions_of(world, paper) == 3


def test_the_same_words_with_another_figure_are_another_version(world, paper):
    with world.alice.acting() as alice:
        with pytest.raises(Refused, match="Nothing has changed since version 2"):
            add_version(paper, by=alice)
        add_figure(paper, name="a.png", image=cleaned(picture()), by=alice)
        assert not_yet_a_version(paper, viewer=alice).has_words is False

        add_version(paper, by=alice)
        with pytest.raises(Refused, match="Nothing has changed since version 3"):
            add_version(paper, by=alice)

    assert versions_of(world, paper) == 3


# --- What is in no version yet -----------------------------------------------------------------------


def test_who_edits_is_told_what_the_working_copy_has_beyond_the_latest_version(world, paper, gives):
    gives(Right.EDIT, to="bob")
    gives(Right.COMMENT, to="gita")
    with world.bob.acting() as bob:
        assert not_yet_a_version(paper, viewer=bob) is None
        copy = save_working_copy(paper, THIRD, by=bob)

    found = {}
    for name in ("alice", "bob", "gita", "dan"):
        with getattr(world, name).acting() as viewer:
            found[name] = not_yet_a_version(paper, viewer=viewer)

    assert found["alice"] == found["bob"]
    assert (found["bob"].number, found["bob"].has_words, found["bob"].saved_at) == (2, True, copy.saved_at)
    assert (found["bob"].saved_by, found["gita"], found["dan"]) == (world.bob.user, None, None)


def test_words_that_are_put_back_are_in_a_version(world, paper):
    with world.alice.acting() as alice:
        save_working_copy(paper, THIRD, by=alice)
        save_working_copy(paper, SECOND, by=alice)

        assert not_yet_a_version(paper, viewer=alice) is None


def test_the_words_of_an_earlier_version_are_not_those_of_the_latest(world, paper):
    with world.alice.acting() as alice:
        save_working_copy(paper, FIRST, by=alice)

        assert not_yet_a_version(paper, viewer=alice).number == 2


# --- Going back to one ---------------------------------------------------------------------------


def test_going_back_changes_the_working_copy_and_no_version(world, paper):
    with world.alice.acting() as alice:
        restore_version(paper, 1, by=alice, shown=SECOND.sha256)

        assert stands(world, paper) == FIRST
        assert [readable_version(paper, number, viewer=alice).words["body"] for number in (1, 2)] == ["1", "2"]
    assert versions_of(world, paper) == 2


def test_words_saved_meanwhile_are_not_gone_back_over(world, paper):
    with world.alice.acting() as alice:
        save_working_copy(paper, THIRD, by=alice)

        with pytest.raises(Overtaken):
            restore_version(paper, 1, by=alice, shown=SECOND.sha256)

    assert stands(world, paper) == THIRD


def test_an_editor_goes_back_to_what_they_may_read_alone(world, paper, gives):
    """Bob edits from version 2 on; Gita as well, and may know of version 1."""
    for name in ("bob", "gita"):
        gives(Right.EDIT, to=name, from_version=2)
    with world.alice.acting() as alice:
        give(Right.SEE, on=paper.guarded, to=world.gita.user.pk, by=alice, beside=True)

    for number in (1, 987):
        with world.bob.acting() as bob, pytest.raises(Unseen):
            restore_version(paper, number, by=bob, shown=SECOND.sha256)
    with world.gita.acting() as gita, pytest.raises(Refused, match="You may not read all of version 1"):
        restore_version(paper, 1, by=gita, shown=SECOND.sha256)
    with world.gita.acting() as gita:
        restore_version(paper, 2, by=gita, shown=SECOND.sha256)

    assert stands(world, paper) == SECOND


def test_nobody_goes_back_who_may_not_edit(world, paper, gives):
    gives(Right.COMMENT, to="bob")

    with world.bob.acting() as bob, pytest.raises(Refused):
        restore_version(paper, 1, by=bob, shown=SECOND.sha256)
    with world.dan.acting() as dan, pytest.raises(Unseen):
        restore_version(paper, 1, by=dan, shown=SECOND.sha256)


def test_figures_of_a_version_that_the_working_copy_lacks_are_named(world, paper):
    with world.alice.acting() as alice:
        figures = {
            name: add_figure(paper, name=name, image=cleaned(picture()), by=alice)
            for name in ("a.png", "b.png", "c.png")
        }
        add_version(paper, by=alice)
        remove_figure(figures["b.png"], by=alice)
        add_figure(paper, name="c.png", image=cleaned(picture()), by=alice)

        assert figures_gone(paper, 3, viewer=alice) == ["b.png", "c.png"]
        assert figures_gone(paper, 2, viewer=alice) == []
