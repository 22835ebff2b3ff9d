"""A statement is prepared once for a connection, and its plan kept: it still answers each reader with theirs alone."""

import pytest
from django.db import connection

from sharing.access.actions import give, revoke
from sharing.base.principals import ALL_MEMBERS
from sharing.base.rights import Right
from sharing.discovery.listings import newest_papers
from sharing.papers.actions import Words, add_version, start_paper

pytestmark = pytest.mark.django_db

TIMES = 15  # Five until it is prepared, five with plans for their very values, the rest with the one that is kept.
READERS = ("bob", "dan", "noor", "alice")
# What the policy would never ask: the fence alone answers.
TITLES = "SELECT title FROM sharing_card WHERE number = %s ORDER BY title"


@pytest.fixture
def grant(world):
    """Bob's on Alice's paper; another of hers is for all members, and a third is Dan's own."""
    with world.alice.acting() as alice:
        one, another = (start_paper(Words(title=title, summary="", abstract="", body=""), by=alice) for title in "AB")
        add_version(one, by=alice)
        add_version(another, by=alice)
        give(Right.READ, on=another.guarded, to=ALL_MEMBERS, by=alice)
        grant = give(Right.READ, on=one.guarded, to=world.bob.user.pk, by=alice)
    with world.dan.acting() as dan:
        add_version(start_paper(Words(title="C", summary="", abstract="", body=""), by=dan), by=dan)
    return grant


def titles_listed_for(actor) -> list[str]:
    with actor.acting() as viewer:
        return sorted(card.title for card in newest_papers(viewer).cards)


def titles_the_fence_shows(actor) -> list[str]:
    with actor.acting(), connection.cursor() as cursor:
        cursor.execute(TITLES, [1])
        return [title for (title,) in cursor.fetchall()]


def plans_kept_for(words: str) -> list[bool]:
    """Of each prepared statement that has these words, whether it was answered from the plan that is kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans > 0 FROM pg_prepared_statements WHERE statement LIKE %s", [f"{words}%"])
        return [is_kept for (is_kept,) in cursor.fetchall()]


@pytest.mark.parametrize(
    ("titles_for", "words"),
    [(titles_the_fence_shows, "SELECT title FROM"), (titles_listed_for, 'SELECT "sharing_card"."version_id"')],
)
def test_readers_who_take_turns_on_one_kept_plan_see_only_theirs(world, grant, titles_for, words):
    seen = [{name: titles_for(getattr(world, name)) for name in READERS} for _ in range(TIMES)]

    assert seen == [{"bob": ["A", "B"], "dan": ["B", "C"], "noor": [], "alice": ["A", "B"]}] * TIMES
    assert set(plans_kept_for(words)) == {True}


@pytest.mark.parametrize("titles_for", [titles_the_fence_shows, titles_listed_for])
def test_a_kept_plan_knows_of_a_grant_no_longer_than_it_lasts(world, grant, titles_for):
    before = [titles_for(world.bob) for _ in range(TIMES)]
    with world.alice.acting() as alice:
        revoke(grant, by=alice)

    assert before == [["A", "B"]] * TIMES
    assert titles_for(world.bob) == ["B"]
