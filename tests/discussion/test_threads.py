"""The order of comments, what stands for deleted ones, and what it costs."""

import pytest

from sharing.access import actions as access
from sharing.base.guarded import may
from sharing.base.rights import Right
from sharing.discussion.actions import delete_comment
from sharing.discussion.models import Comment
from sharing.discussion.threads import thread_of

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def outline(talk, actor) -> list[tuple[str, int]]:
    """What they read, and how deep each stands."""
    with actor.acting() as viewer:
        return [(entry.comment.text or "[deleted]", entry.depth) for entry in thread_of(talk.paper, viewer).entries]


def count(talk, actor) -> int:
    with actor.acting() as viewer:
        return thread_of(talk.paper, viewer).count


def delete(comment, *, by) -> None:
    with by.acting() as viewer:
        delete_comment(comment, by=viewer)


def test_answers_follow_what_they_answer_oldest_first(talk):
    bob, gita = talk.world.bob, talk.world.gita
    first = talk.said("1", by=bob)
    talk.said("2", by=gita)
    answer = talk.said("1.1", by=gita, to=first)
    talk.said("1.2", by=bob, to=first)
    talk.said("1.1.1", by=bob, to=answer)

    assert outline(talk, talk.world.alice) == [("1", 0), ("1.1", 1), ("1.1.1", 2), ("1.2", 1), ("2", 0)]


def test_a_deleted_comment_vanishes_unless_somebody_answered(talk):
    bob, gita = talk.world.bob, talk.world.gita
    answered, alone = talk.said("1", by=bob), talk.said("2", by=bob)
    below = talk.said("1.1", by=gita, to=answered)
    delete(answered, by=bob)
    delete(alone, by=bob)
    assert outline(talk, gita) == [("[deleted]", 0), ("1.1", 1)]
    assert count(talk, gita) == 1

    delete(below, by=gita)
    assert outline(talk, gita) == []


@pytest.mark.parametrize("name", ["alice", "bob", "gita", "dan", "noor"])
def test_what_is_offered_is_what_the_policy_answers(talk, name):
    """Dan may read and not comment; one of Bob's is deleted, one hidden, and both are answered."""
    with talk.world.alice.acting() as alice:
        access.give(Right.READ, on=talk.guarded, to=talk.world.dan.user.pk, by=alice)
    for text in ("Stays", "Is deleted", "Is hidden"):
        said = talk.said(text, by=talk.world.bob)
        talk.said(f"To what {text}", by=talk.world.gita, to=said)
        if text == "Is deleted":
            delete(said, by=talk.world.bob)
        if text == "Is hidden":
            talk.hide(said)

    with getattr(talk.world, name).acting() as viewer:
        entries = thread_of(talk.paper, viewer).entries
        for entry in entries:
            allowed = [bool(may(viewer, right, entry.comment)) for right in (Right.COMMENT, Right.EDIT, Right.OWN)]
            assert [entry.may_reply, entry.may_edit, entry.may_delete] == allowed, entry.comment.text
    assert len(entries) == (0 if name == "noor" else 6)


def test_a_deleted_comment_does_not_betray_answers_one_may_not_see(talk):
    talk.publish()
    public = talk.said("To all", by=talk.world.bob)
    with talk.world.alice.acting():
        Comment.objects.create(
            paper=talk.paper, number=1, rung="private", text="Aside", writer=talk.world.alice.user, parent=public
        )
    delete(public, by=talk.world.bob)

    assert outline(talk, talk.world.alice) == [("[deleted]", 0), ("Aside", 1)]
    assert outline(talk, talk.world.dan) == []
    assert outline(talk, talk.world.noor) == []


def test_what_one_may_not_see_changes_nothing_of_what_one_sees(talk):
    talk.publish()
    talk.said("To all", by=talk.world.dan)
    before = outline(talk, talk.world.dan), count(talk, talk.world.dan)
    with talk.world.alice.acting():
        Comment.objects.create(paper=talk.paper, number=1, rung="private", text="Aside", writer=talk.world.alice.user)

    assert (outline(talk, talk.world.dan), count(talk, talk.world.dan)) == before == ([("To all", 0)], 1)
    assert count(talk, talk.world.bob) == 2


@pytest.mark.parametrize("comments", [1, 3, 50])
def test_any_number_of_comments_costs_two_queries(talk, comments, django_assert_num_queries):
    said = None
    for number in range(comments):
        said = talk.said(f"{number}", by=talk.world.bob, to=said if number % 3 else None)

    with talk.world.gita.acting() as gita, django_assert_num_queries(2):
        thread = thread_of(talk.paper, gita)
        names = {entry.comment.writer.name for entry in thread.entries}

    assert (thread.count, names) == (comments, {"Bob"})


@pytest.mark.parametrize("name", ["alice", "bob", "gita", "dan", "noor"])
def test_what_one_is_offered_is_what_one_may_do(talk, name):
    private = talk.said("Between us", by=talk.world.bob)
    talk.said("Indeed", by=talk.world.gita, to=private)
    second = talk.add_version()
    talk.publish()
    talk.said("To all", by=talk.world.dan, on=second)
    delete(private, by=talk.world.bob)

    with getattr(talk.world, name).acting() as viewer:
        entries = thread_of(talk.paper, viewer).entries
        offered = {
            Right.COMMENT: {entry.comment.pk for entry in entries if entry.may_reply},
            Right.EDIT: {entry.comment.pk for entry in entries if entry.may_edit},
            Right.OWN: {entry.comment.pk for entry in entries if entry.may_delete},
        }
        allowed = {
            right: set(Comment.objects.visible_to(viewer, right).values_list("pk", flat=True)) for right in offered
        }

    assert offered == allowed
