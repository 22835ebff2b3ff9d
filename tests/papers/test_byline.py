"""Who stands in a byline: nobody by their own name who has not said yes to it."""

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError

from sharing.access.actions import give
from sharing.access.denying import deny
from sharing.base.principals import PUBLIC
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.notifications.models import Notice
from sharing.notifications.tasks import drain_outbox
from sharing.papers.actions import Outdated, Words, add_version, erase, start_paper
from sharing.papers.asking_authors import asked_of, declined_on
from sharing.papers.byline import (
    Line,
    accept,
    arrange,
    ask_author,
    byline_of,
    decline,
    fingerprint,
    leave_byline,
    name_author,
)
from sharing.papers.models import AskedAuthor, Author, Paper
from tests.agreements.test_fences import by_both, by_fence, by_policy, refused_by_fence, who_sees

pytestmark = pytest.mark.django_db
FENCES = pytest.mark.parametrize("by", [by_both, by_policy, by_fence])


@pytest.fixture
def paper(world) -> Paper:
    """Alice's, which Bob reads."""
    with world.alice.acting() as alice:
        paper = start_paper(Words(title="Title"), by=alice)
        add_version(paper, by=alice)
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice)
    return paper


@pytest.fixture
def asks(world, paper):
    """Alice asks whoever has this handle."""

    def asks(handle: str, **beside) -> AskedAuthor:
        with world.alice.acting() as alice:
            ask_author(paper, handle, by=alice, **beside)
            return AskedAuthor.objects.get(paper=paper, handle=handle, ended_at=None)

    return asks


@pytest.fixture
def byline(world, paper):
    """The names that somebody sees, in their order."""

    def byline(name: str = "bob") -> list[str]:
        with getattr(world, name).acting() as viewer:
            seen = Author.objects.visible_to(viewer).filter(paper=paper).order_by("position")
            return list(seen.values_list("name", flat=True))

    return byline


@FENCES
def test_who_is_asked_is_known_to_the_owners_and_to_themselves(world, paper, asks, by):
    dans, nobodys = asks("dan"), asks("nobody")

    assert who_sees(world, AskedAuthor, by=by) == {"alice": {dans.pk, nobodys.pk}, "dan": {dans.pk}}


@FENCES
def test_until_they_say_yes_their_name_stands_nowhere_and_then_for_whoever_sees_the_paper(world, paper, asks, by):
    asked = asks("dan", is_corresponding=True)
    assert [len(each) for each in who_sees(world, Author, by=by).values()] == [1, 1]

    with world.dan.acting() as dan:
        accept(asked, by=dan, name="D. A. N.", affiliation="Here")
    with world.alice.acting():
        author = Author.objects.get(member=world.dan.user)

    assert (author.name, author.affiliation, author.is_corresponding, author.position) == ("D. A. N.", "Here", True, 2)
    seen = who_sees(world, Author, by=by)
    assert {name for name, authors in seen.items() if author.pk in authors} == {"alice", "bob", "dan"}
    assert who_sees(world, AskedAuthor, by=by) == {"alice": {asked.pk}}


def test_being_named_gives_no_right(world, paper, asks):
    with world.dan.acting() as dan:
        accept(asks("dan"), by=dan, name="Dan")

    assert [world.dan.sees(Paper.objects, right) for right in Right] == [set()] * len(Right)


def test_a_name_alone_stands_there_at_once(world, paper, byline):
    with world.alice.acting() as alice:
        name_author(paper, "A. Friend", by=alice, affiliation="Elsewhere")

    assert byline() == ["Alice", "A. Friend"]


@FENCES
def test_who_declines_is_not_named_and_the_owners_see_that(world, paper, asks, byline, by):
    asked = asks("dan")
    with world.dan.acting() as dan:
        decline(asked, by=dan)

    assert byline() == ["Alice"]
    assert who_sees(world, AskedAuthor, by=by) == {"alice": {asked.pk}}
    with world.alice.acting() as alice:
        assert [row.handle for row in declined_on(paper, viewer=alice)] == ["dan"]


def test_an_answer_is_given_once_and_by_nobody_else(world, asks):
    asked = asks("dan")

    for name in ("bob", "alice", "noor"):
        with getattr(world, name).acting() as other, pytest.raises(Unseen):
            accept(asked, by=other, name="Dan")
    with world.dan.acting() as dan:
        accept(asked, by=dan, name="Dan")
        for answer in (lambda: accept(asked, by=dan, name="Dan"), lambda: decline(asked, by=dan)):
            with pytest.raises(Unseen):
                answer()


def test_the_database_lets_nobody_else_put_a_members_name_there(world, paper):
    def author(member, **more) -> Author:
        return Author(paper=paper, position=7, member=member.user, name="A name", **more)

    assert refused_by_fence(world.alice, author(world.dan))
    assert refused_by_fence(world.dan, author(world.dan))
    with world.alice.acting(), pytest.raises(ProgrammingError), transaction.atomic():
        Author.objects.filter(paper=paper).update(name="Another")


def test_nor_an_owner_say_yes_for_them(world, paper, asks):
    asked = asks("dan")

    with world.alice.acting(), pytest.raises(ProgrammingError), transaction.atomic():
        AskedAuthor.objects.filter(pk=asked.pk).update(ended_as="accepted", ended_at=asked.asked_at)


# --- Whether somebody has a handle ------------------------------------------------------------------


def test_a_handle_is_asked_alike_whether_somebody_has_it_or_not(world, asks):
    rows = [asks(handle) for handle in ("dan", "nobody")]

    assert [(row.handle, row.member) for row in rows] == [("dan", world.dan.user), ("nobody", None)]


def test_whoever_takes_the_handle_later_was_not_meant(world, asks):
    asks("later")
    type(world.dan.user).objects.filter(pk=world.dan.user.pk).update(handle="later")

    with world.dan.acting() as dan:
        assert list(asked_of(dan)) == []


def test_one_names_oneself_at_once(world, paper, byline):
    with world.alice.acting() as alice:
        give(Right.OWN, on=paper.guarded, to=world.gita.user.pk, by=alice)
    with world.gita.acting() as gita:
        ask_author(paper, "gita", by=gita)
        with pytest.raises(Refused, match="You stand in the byline already"):
            ask_author(paper, "gita", by=gita)

    assert byline() == ["Alice", "Gita"]


def test_the_same_is_not_asked_twice_at_a_time_nor_all_day(world, paper, asks):
    asks("dan")
    with pytest.raises(Refused, match="@dan has been asked, and has not answered"):
        asks("dan")
    with world.alice.acting() as alice:
        rows = byline_of(paper, viewer=alice)
        arrange(paper, [Line(rows[0].pk, "", False)], by=alice, shown=fingerprint(rows))
    for _ in range(4):
        with world.alice.acting() as alice:
            ask_author(paper, "dan", by=alice)
            rows = byline_of(paper, viewer=alice)
            arrange(paper, [Line(rows[0].pk, "", False)], by=alice, shown=fingerprint(rows))

    with pytest.raises(Refused, match="You have asked them often enough for today"):
        asks("dan")


# --- Who hears of it ------------------------------------------------------------------------------------


def notices_of(world, name: str) -> int:
    drain_outbox()
    with getattr(world, name).acting() as viewer:
        shown = Notice.objects.visible_to(viewer).filter(kind="named").count()
        assert Notice.objects.filter(kind="named").count() == shown  # The fence alone shows as many.
        return shown


def test_who_is_asked_is_told_and_nobody_else(world, asks):
    asks("dan")
    asks("nobody")

    assert {name: notices_of(world, name) for name in ("alice", "bob", "dan", "gita")} == {
        "alice": 0,
        "bob": 0,
        "dan": 1,
        "gita": 0,
    }


def take_back(world, paper, asked) -> None:
    with world.alice.acting() as alice:
        rows = byline_of(paper, viewer=alice)
        arrange(paper, [Line(rows[0].pk, "", False)], by=alice, shown=fingerprint(rows))


def keep_out(world, paper, asked) -> None:
    with world.alice.acting() as alice:
        deny("dan", on=paper.guarded, by=alice)


def say_no(world, paper, asked) -> None:
    with world.dan.acting() as dan:
        decline(asked, by=dan)


def erase_it(world, paper, asked) -> None:
    with world.alice.acting() as alice:
        erase(paper, by=alice)


@pytest.mark.parametrize("end", [take_back, keep_out, say_no, erase_it])
def test_the_notice_falls_silent_with_the_question(world, paper, asks, end):
    asked = asks("dan")
    assert notices_of(world, "dan") == 1

    end(world, paper, asked)

    assert notices_of(world, "dan") == 0
    with world.dan.acting() as dan:
        assert list(asked_of(dan)) == []


def test_whoever_is_kept_out_is_not_asked(world, paper):
    with world.alice.acting() as alice:
        deny("dan", on=paper.guarded, by=alice)
        deny("nobody", on=paper.guarded, by=alice)

        for handle in ("dan", "nobody"):
            with pytest.raises(Refused, match=f"@{handle} is kept out of this paper"):
                ask_author(paper, handle, by=alice)


# --- Its order -------------------------------------------------------------------------------------------


def test_owners_say_who_stands_where_those_asked_among_them(world, paper, asks, byline):
    asked = asks("dan")
    with world.alice.acting() as alice:
        friend = name_author(paper, "A. Friend", by=alice)
        own, *_ = rows = byline_of(paper, viewer=alice)
        order = [Line(asked.pk, "", False), Line(friend.pk, "There", True), Line(own.pk, "", False)]
        arrange(paper, order, by=alice, shown=fingerprint(rows))
    assert byline() == ["A. Friend", "Alice"]

    with world.dan.acting() as dan:
        accept(asked, by=dan, name="Dan")

    assert byline() == ["Dan", "A. Friend", "Alice"]
    with world.alice.acting():
        friend.refresh_from_db()
    assert (friend.affiliation, friend.is_corresponding) == ("There", True)


def test_a_byline_that_is_another_by_now_is_looked_at_first(world, paper, byline):
    with world.alice.acting() as alice:
        rows = byline_of(paper, viewer=alice)
        name_author(paper, "A. Friend", by=alice)
        with pytest.raises(Outdated):
            arrange(paper, [Line(rows[0].pk, "Elsewhere", False)], by=alice, shown=fingerprint(rows))

    assert byline() == ["Alice", "A. Friend"]


def test_it_keeps_a_name_that_everybody_sees(world, paper, asks):
    asked = asks("dan")
    with world.alice.acting() as alice:
        rows = byline_of(paper, viewer=alice)
        with pytest.raises(Refused, match="A byline keeps at least one name"):
            arrange(paper, [Line(asked.pk, "", False)], by=alice, shown=fingerprint(rows))


@pytest.mark.parametrize("name", ["bob", "gita", "dan", "noor"])
def test_nobody_but_its_owners_changes_it(world, paper, name):
    with world.alice.acting() as alice:
        give(Right.EDIT, on=paper.guarded, to=world.gita.user.pk, by=alice)
        rows = byline_of(paper, viewer=alice)
        shown = fingerprint(rows)

    with getattr(world, name).acting() as other:
        for change in (
            lambda: name_author(paper, "A. Friend", by=other),
            lambda: ask_author(paper, "dan", by=other),
            lambda: arrange(paper, [], by=other, shown=shown),
        ):
            with pytest.raises((Refused, Unseen)):
                change()


def test_ones_own_name_is_ones_own_to_take_off_whatever_became_of_the_paper(world, paper, asks, byline):
    with world.dan.acting() as dan:
        accept(asks("dan"), by=dan, name="Dan")
        mine = Author.objects.get(member=world.dan.user)
    with world.bob.acting() as bob, pytest.raises(Refused):
        leave_byline(mine, by=bob)
    assert byline() == ["Alice", "Dan"]

    with world.dan.acting() as dan:
        leave_byline(mine, by=dan)

    assert byline() == ["Alice"]


def test_the_public_sees_names_and_nobody_who_was_asked(world, paper, asks, byline):
    asks("dan")
    with world.alice.acting() as alice:
        give(Right.SEE, on=paper.guarded, to=PUBLIC, by=alice)

    assert byline("noor") == ["Alice"]
