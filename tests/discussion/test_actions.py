"""Writing, answering, editing and deleting: who may, on which rung, and what is recorded."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from sharing.access import actions as access
from sharing.access.audience import grants_on
from sharing.access.rungs import Rung
from sharing.audit import Kind
from sharing.audit.models import Event
from sharing.base.principals import ALL_MEMBERS
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.discussion.actions import (
    DELETED,
    HIDDEN,
    Widened,
    delete_comment,
    edit_comment,
    reply_to,
    write_comment,
)
from sharing.discussion.models import Comment
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def read_by(talk, comment) -> set[str]:
    return {name for name, actor in talk.world.everybody.items() if actor.sees(Comment.objects.filter(pk=comment.pk))}


def end(talk, actor) -> None:
    """Take everything from somebody who was let in by name."""
    with talk.world.alice.acting() as alice:
        held = grants_on(talk.paper.pk)
        for grant in held:
            if grant.principal == actor.user.pk:
                access.revoke(grant, by=alice)


def events() -> list[Event]:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return list(Event.objects.filter(kind__startswith="comment.").order_by("at"))


# --- Who reads it ------------------------------------------------------------------


def test_a_private_comment_is_read_by_those_it_was_shared_with(talk):
    said = talk.said("Between us", by=talk.world.bob)

    assert said.rung == Rung.PRIVATE
    assert read_by(talk, said) == {"alice", "bob", "gita"}


def test_publishing_does_not_carry_private_comments_along(talk):
    said = talk.said("Between us", by=talk.world.bob)
    talk.open_to_members()
    talk.publish()

    assert read_by(talk, said) == {"alice", "bob", "gita"}


def test_a_comment_among_members_is_not_published_either(talk):
    talk.open_to_members()
    said = talk.said("Among us", by=talk.world.dan)
    talk.publish()

    assert said.rung == Rung.MEMBERS
    assert read_by(talk, said) == set(talk.world.everybody) - {"noor"}


def test_everybody_reads_a_comment_on_what_is_public(talk):
    talk.publish()
    said = talk.said("To all", by=talk.world.dan)

    assert said.rung == Rung.PUBLIC
    assert read_by(talk, said) == set(talk.world.everybody)


def test_a_public_card_makes_no_comment_on_the_body_public(talk):
    with talk.world.alice.acting() as alice:
        access.give(Right.SEE, on=talk.guarded, to=ALL_MEMBERS, by=alice)
    said = talk.said("Between us", by=talk.world.bob)

    assert said.rung == Rung.PRIVATE


def test_a_comment_is_as_private_as_the_version_it_is_about(talk):
    talk.add_version()
    talk.publish()

    assert talk.said("On the first", by=talk.world.bob, on=talk.first).rung == Rung.PRIVATE


def test_whoever_is_let_in_later_reads_private_comments(talk):
    said = talk.said("Between us", by=talk.world.bob)
    with talk.world.alice.acting() as alice:
        access.give(Right.READ, on=talk.guarded, to=talk.world.dan.user.pk, by=alice)

    assert read_by(talk, said) == {"alice", "bob", "gita", "dan"}


def test_whoever_may_see_the_card_alone_reads_no_comment(talk):
    said = talk.said("Between us", by=talk.world.bob)
    with talk.world.alice.acting() as alice:
        access.give(Right.ABSTRACT, on=talk.guarded, to=talk.world.dan.user.pk, by=alice)

    assert read_by(talk, said) == {"alice", "bob", "gita"}


def test_a_writer_who_is_removed_no_longer_reads_their_own(talk):
    said = talk.said("Between us", by=talk.world.bob)
    end(talk, talk.world.bob)

    assert read_by(talk, said) == {"alice", "gita"}


# --- Answers -------------------------------------------------------------------------


def test_an_answer_is_no_wider_than_what_it_answers(talk):
    said = talk.said("Between us", by=talk.world.bob)
    talk.open_to_members()
    answer = talk.said("Still between us", by=talk.world.gita, to=said)

    assert (answer.rung, answer.number, answer.parent_id) == (Rung.PRIVATE, 1, said.pk)


def test_an_answer_is_about_the_version_of_what_it_answers(talk):
    said = talk.said("Between us", by=talk.world.bob)
    talk.add_version()
    answer = talk.said("Indeed", by=talk.world.gita, to=said)

    assert answer.number == 1


def test_an_answer_narrows_with_the_paper(talk):
    talk.publish()
    said = talk.said("To all", by=talk.world.bob)
    with talk.world.alice.acting() as alice:
        access.close(talk.guarded, by=alice)
    answer = talk.said("To the authors", by=talk.world.alice, to=said)

    assert answer.rung == Rung.PRIVATE


@pytest.mark.parametrize("name", ["cara", "xavier", "dan", "noor"])
def test_what_one_cannot_see_is_answered_like_what_never_was(talk, name):
    said = talk.said("Between us", by=talk.world.bob)
    talk.publish()
    never = Comment(id=uuid4(), paper=talk.paper, number=1, rung=Rung.PRIVATE)

    with getattr(talk.world, name).acting() as viewer:
        for parent in (said, never):
            with pytest.raises(Unseen):
                reply_to(parent, "Hello?", by=viewer, shown=Rung.PUBLIC)


def test_nobody_answers_what_was_deleted(talk):
    said = talk.said("Between us", by=talk.world.bob)
    with talk.world.bob.acting() as bob:
        delete_comment(said, by=bob)

    with talk.world.gita.acting() as gita, pytest.raises(Refused, match="You may not comment"):
        reply_to(said, "What?", by=gita, shown=Rung.PUBLIC)


# --- The rung one was shown ------------------------------------------------------------


@pytest.mark.parametrize(
    ("widen", "shown", "now"),
    [
        ("open_to_members", Rung.PRIVATE, Rung.MEMBERS),
        ("publish", Rung.PRIVATE, Rung.PUBLIC),
        ("publish", Rung.MEMBERS, Rung.PUBLIC),
    ],
)
def test_nothing_is_said_more_widely_than_its_writer_was_shown(talk, widen, shown, now):
    getattr(talk, widen)()

    with talk.world.bob.acting() as bob:
        with pytest.raises(Widened) as widened:
            write_comment("Between us?", on=talk.first, by=bob, shown=shown)
        assert widened.value.rung == now
        assert list(Comment.objects.all()) == []

        assert write_comment("Then to all", on=talk.first, by=bob, shown=now).rung == now


def test_what_became_narrower_is_said_more_narrowly(talk):
    with talk.world.bob.acting() as bob:
        assert write_comment("Hello", on=talk.first, by=bob, shown=Rung.PUBLIC).rung == Rung.PRIVATE


# --- Who may write ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cara", "xavier", "dan", "noor"])
def test_outsiders_cannot_write(talk, name):
    with getattr(talk.world, name).acting() as viewer, pytest.raises(Unseen):
        write_comment("Hello?", on=talk.first, by=viewer, shown=Rung.PUBLIC)


def test_who_may_only_read_cannot_write(talk):
    with talk.world.alice.acting() as alice:
        access.give(Right.READ, on=talk.guarded, to=talk.world.dan.user.pk, by=alice)

    with talk.world.dan.acting() as dan, pytest.raises(Refused, match="You may not comment"):
        write_comment("Hello?", on=talk.first, by=dan, shown=Rung.PUBLIC)


def test_a_comment_needs_words(talk):
    with talk.world.bob.acting() as bob, pytest.raises(Refused, match="Write something first"):
        write_comment(" \n", on=talk.first, by=bob, shown=Rung.PUBLIC)


# --- Editing and deleting ----------------------------------------------------------------


def test_ones_own_words_can_be_changed_and_stay_on_their_rung(talk):
    said = talk.said("Betwen us", by=talk.world.bob)
    talk.publish()
    with talk.world.bob.acting() as bob:
        edit_comment(said, "Between us", by=bob)
        now = Comment.objects.get(pk=said.pk)

    assert (now.text, now.rung, now.edited_at is None) == ("Between us", Rung.PRIVATE, False)


def test_nobody_changes_or_deletes_what_others_said(talk):
    said = talk.said("Between us", by=talk.world.bob)

    with talk.world.alice.acting() as alice:
        with pytest.raises(Refused):
            edit_comment(said, "I agree", by=alice)
        with pytest.raises(Refused):
            delete_comment(said, by=alice)


def test_who_may_only_read_now_can_still_delete_but_not_edit(talk):
    said = talk.said("Between us", by=talk.world.bob)
    with talk.world.alice.acting() as alice:
        access.give(Right.READ, on=talk.guarded, to=talk.world.bob.user.pk, by=alice)

    with talk.world.bob.acting() as bob:
        with pytest.raises(Refused):
            edit_comment(said, "Changed", by=bob)
        delete_comment(said, by=bob)
        assert Comment.objects.get(pk=said.pk).text == ""


def test_an_edit_works_on_the_comment_as_it_is_now_and_gives_it_back(talk):
    said = talk.said("Betwen us", by=talk.world.bob)
    with talk.world.bob.acting() as bob:
        edited = edit_comment(said, "Between us", by=bob)
        again = edit_comment(said, "Between us", by=bob)
        now = Comment.objects.get(pk=said.pk)

    assert (said.text, edited.text, again.edited_at) == ("Betwen us", "Between us", now.edited_at)


def test_its_writer_reads_why_a_comment_cannot_be_edited_any_more(talk):
    hidden, deleted = (talk.said(text, by=talk.world.bob) for text in ("Insults", "Regrets"))
    talk.hide(hidden)
    with talk.world.bob.acting() as bob:
        delete_comment(deleted, by=bob)
        for said, sentence in ((hidden, HIDDEN), (deleted, DELETED)):
            with pytest.raises(Refused) as refusal:
                edit_comment(said, "Other words", by=bob)
            assert refusal.value.sentence == sentence


def test_what_became_of_a_comment_is_not_told_to_a_writer_who_was_removed(talk):
    """By neither fence: what they wrote answers like what never was."""
    gone = [talk.said(text, by=talk.world.bob) for text in ("Open", "Hidden", "Deleted")]
    talk.hide(gone[1])
    with talk.world.bob.acting() as bob:
        delete_comment(gone[2], by=bob)
    end(talk, talk.world.bob)

    for said in (*gone, Comment(id=uuid4(), paper=talk.paper, number=1, writer=talk.world.bob.user)):
        with talk.world.bob.acting() as bob, pytest.raises(Unseen):
            edit_comment(said, "Other words", by=bob)
        with talk.world.bob.acting() as bob, as_tables_owner(), pytest.raises(Unseen):
            edit_comment(said, "Other words", by=bob)


def test_deleting_erases_the_words_for_good(talk):
    said = talk.said("Between us", by=talk.world.bob)
    with talk.world.bob.acting() as bob:
        delete_comment(said, by=bob)
        with pytest.raises(Refused):
            edit_comment(said, "Back again", by=bob)
        delete_comment(said, by=bob)  # Once more, which does nothing more.

    with as_tables_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM sharing_comment c")
        assert "Between" not in str(cursor.fetchall())


def test_events_hold_ids_and_no_words(talk):
    said = talk.said("Between us", by=talk.world.bob)
    with talk.world.bob.acting() as bob:
        edit_comment(said, "Among us", by=bob)
        edit_comment(said, "Among us", by=bob)
        delete_comment(said, by=bob)

    paper, me = str(talk.paper.pk), talk.world.bob.user.pk
    assert [(event.kind, event.by, event.about_kind, event.about_id, event.facts) for event in events()] == [
        (
            Kind.COMMENT_WRITTEN,
            me,
            "comment",
            str(said.pk),
            {"paper": paper, "number": 1, "parent": None, "rung": "private"},
        ),
        (Kind.COMMENT_EDITED, me, "comment", str(said.pk), {"paper": paper}),
        (Kind.COMMENT_DELETED, me, "comment", str(said.pk), {"paper": paper}),
    ]


# --- The fence alone ------------------------------------------------------------------------


def refused_by_fence(**fields) -> bool:
    try:
        with transaction.atomic():
            Comment.objects.create(id=uuid4(), text="words", **fields)
    except DatabaseError as error:
        return "row-level security" in str(error)
    return False


def test_the_fence_lets_nobody_write_what_they_may_not(talk):
    said = talk.said("Between us", by=talk.world.bob)
    deleted = talk.said("Oh", by=talk.world.bob)
    with talk.world.bob.acting() as bob:
        delete_comment(deleted, by=bob)
    here = {"paper": talk.paper, "number": 1, "rung": Rung.PRIVATE}
    bobs = {**here, "writer": talk.world.bob.user}
    dans = {**here, "writer": talk.world.dan.user}

    with talk.world.dan.acting():
        assert refused_by_fence(**dans)
    talk.open_to_members()
    with talk.world.dan.acting():
        assert refused_by_fence(**bobs), "in another's name"
        assert refused_by_fence(**{**dans, "rung": Rung.PUBLIC}), "wider than the paper"
        assert refused_by_fence(**{**dans, "rung": Rung.MEMBERS}, parent_id=said.pk), "an answer to what is hidden"
        assert refused_by_fence(**{**dans, "rung": Rung.MEMBERS}, parent_id=uuid4()), "an answer to what never was"
        assert not refused_by_fence(**{**dans, "rung": Rung.MEMBERS})
    with talk.world.bob.acting():
        assert refused_by_fence(**{**bobs, "rung": Rung.MEMBERS}, parent_id=said.pk), "wider than what it answers"
        assert refused_by_fence(**bobs, parent_id=deleted.pk), "an answer to what was deleted"
        assert not refused_by_fence(**bobs, parent_id=said.pk)


def test_the_fence_lets_nobody_change_what_they_may_not(talk):
    said = talk.said("Between us", by=talk.world.bob)

    with talk.world.alice.acting():
        assert Comment.objects.filter(pk=said.pk).update(text="I agree") == 0
    with talk.world.bob.acting(), transaction.atomic():
        for column, value in (("rung", "public"), ("writer", talk.world.alice.user), ("number", 2)):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                Comment.objects.filter(pk=said.pk).update(**{column: value})
    with talk.world.alice.acting() as alice:
        access.give(Right.READ, on=talk.guarded, to=talk.world.bob.user.pk, by=alice)
    with (
        talk.world.bob.acting(),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        Comment.objects.filter(pk=said.pk).update(text="Changed")
