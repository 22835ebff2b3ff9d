"""Two who write at one paper: neither takes the other's words away unseen."""

from dataclasses import replace

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError

from sharing.access import actions as access
from sharing.base.rights import Right
from sharing.papers.actions import (
    Overtaken,
    Words,
    add_version,
    save_as_version,
    save_working_copy,
    start_paper,
    words_of,
)
from sharing.papers.models import Paper, Version, WorkingCopy

pytestmark = pytest.mark.django_db

OPENED, ALICES, BOBS = (Words(title=title, body=title) for title in ("Opened", "Alice's", "Bob's"))
SAVES = [save_working_copy, save_as_version]


@pytest.fixture
def paper(world) -> Paper:
    """Alice's, and Bob edits it too."""
    with world.alice.acting() as alice:
        paper = start_paper(OPENED, by=alice)
        add_version(paper, by=alice)
        access.give(Right.EDIT, on=paper.guarded, to=world.bob.user.pk, by=alice)
    return paper


@pytest.fixture
def saves(world, paper):
    def saves(name, words, *, over, save=save_working_copy):
        with getattr(world, name).acting() as viewer:
            return save(paper, words, by=viewer, shown=over.sha256 if over else "")

    return saves


@pytest.fixture
def stands(world, paper):
    """What the working copy says, who saved it, and how many versions there are."""

    def stands():
        with world.alice.acting():
            copy = WorkingCopy.objects.select_related("saved_by").get(pk=paper.pk)
            return words_of(copy), copy.saved_by.handle, Version.objects.filter(paper=paper).count()

    return stands


@pytest.mark.parametrize("save", SAVES)
@pytest.mark.parametrize("over", [OPENED, None, BOBS])
def test_words_saved_meanwhile_by_another_stay(saves, stands, save, over):
    saves("alice", ALICES, over=OPENED)

    with pytest.raises(Overtaken):
        saves("bob", BOBS, over=over, save=save)

    assert stands() == (ALICES, "alice", 1)


@pytest.mark.parametrize("save", SAVES)
def test_they_go_once_they_were_seen(saves, stands, save):
    saves("alice", ALICES, over=OPENED)

    saves("bob", BOBS, over=ALICES, save=save)

    assert stands() == (BOBS, "bob", 1 if save is save_working_copy else 2)


def test_one_writers_own_other_tab_is_another(saves, stands):
    saves("alice", ALICES, over=OPENED)

    with pytest.raises(Overtaken):
        saves("alice", BOBS, over=OPENED)

    assert stands() == (ALICES, "alice", 1)


def test_saving_the_very_words_that_stand_there_overtakes_nobody(saves, stands):
    for name in ("alice", "alice", "bob"):
        saves(name, ALICES, over=OPENED)

    assert stands() == (ALICES, "bob", 1)


def test_words_that_came_back_were_seen(saves, stands):
    saves("alice", ALICES, over=OPENED)
    saves("alice", OPENED, over=ALICES)

    saves("bob", BOBS, over=OPENED)

    assert stands() == (BOBS, "bob", 1)


def test_whoever_does_not_say_what_they_saw_replaces_what_there_is(world, paper, stands):
    with world.bob.acting() as bob:
        save_working_copy(paper, BOBS, by=bob)

    assert stands() == (BOBS, "bob", 1)


def test_nobody_saves_in_the_name_of_another(world, paper, stands):
    with world.bob.acting(), pytest.raises(ProgrammingError), transaction.atomic():
        WorkingCopy.objects.filter(pk=paper.pk).update(title="Alice's", saved_by=world.alice.user)

    assert stands() == (OPENED, "alice", 1)


# --- Their hash --------------------------------------------------------------------------------------


def test_the_hash_of_words_without_a_bibliography_is_what_it_was_before_papers_had_one():
    words = Words(title="On $x$", summary="In short", abstract="Löb", body="All of it.")

    assert words.sha256 == "8c43ad004a8307282b2c3e3bf3b85f4c1cb17e5b13b28f7e8b86e4846d3ec188"
    assert len({replace(words, bibliography=each).sha256 for each in ("", "@misc{a}", "@misc{b}")}) == 3
