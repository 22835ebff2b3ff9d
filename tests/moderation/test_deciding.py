"""Moderators decide by what was passed on, and hide and restore what they cannot read."""

import pytest

from sharing.access.actions import close, reopen
from sharing.access.models import Closing
from sharing.audit import Kind
from sharing.audit.models import Event
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.moderation.actions import decide
from sharing.moderation.models import Decision, Report
from sharing.moderation.states import NEXT, State, move
from sharing.papers.models import Body, Card, Paper

pytestmark = pytest.mark.django_db


def decided(actor, report, outcome=State.HIDDEN, reason="It is spam."):
    with actor.acting() as viewer:
        return decide(report, outcome, by=viewer, reason=reason)


def kinds() -> list[str]:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return list(
            Event.objects.filter(kind__regex="^(report|thing)[.]").order_by("at").values_list("kind", flat=True)
        )


def readers_of(paper, world) -> set[str]:
    return {name for name, actor in world.everybody.items() if actor.sees(Body.objects)}


def test_hiding_closes_it_to_all_but_its_authors_and_restoring_opens_it(world, paper, reported):
    report = reported("bob")
    assert readers_of(paper, world) == {"alice", "bob", "gita"}

    decided(world.mia, report, State.HIDDEN)
    assert readers_of(paper, world) == {"alice"}

    decided(world.mia, report, State.RESTORED, "A mistake.")
    assert readers_of(paper, world) == {"alice", "bob", "gita"}
    assert kinds() == [
        Kind.REPORT_MADE,
        Kind.THING_HIDDEN,
        Kind.REPORT_DECIDED,
        Kind.THING_RESTORED,
        Kind.REPORT_DECIDED,
    ]


def test_a_moderator_gains_no_right_by_deciding(world, paper, reported):
    decided(world.mia, reported("bob"))

    assert [world.mia.sees(Paper.objects, right) for right in Right] == [set()] * len(Right)


def test_dismissing_changes_nothing_on_the_paper(world, paper, reported):
    decided(world.mia, reported("bob"), State.DISMISSED)

    assert readers_of(paper, world) == {"alice", "bob", "gita"}
    assert kinds() == [Kind.REPORT_MADE, Kind.REPORT_DECIDED]


def test_it_stays_hidden_as_long_as_one_report_hides_it(world, paper, reported):
    first, second = reported("bob"), reported("gita")
    decided(world.mia, first)
    decided(world.mia, second)

    decided(world.mia, first, State.RESTORED)
    assert readers_of(paper, world) == {"alice"}

    decided(world.mia, second, State.RESTORED)
    assert readers_of(paper, world) == {"alice", "bob", "gita"}


def test_it_stays_closed_where_its_authors_closed_it_too(world, paper, reported):
    report = reported("bob")
    with world.alice.acting() as alice:
        close(paper.guarded, by=alice)
    decided(world.mia, report)
    decided(world.mia, report, State.RESTORED)
    assert readers_of(paper, world) == {"alice"}

    with world.alice.acting() as alice:
        reopen(paper.guarded, by=alice)
    assert readers_of(paper, world) == {"alice", "bob", "gita"}


def test_authors_do_not_undo_what_moderators_did(world, paper, reported):
    decided(world.mia, reported("bob"))

    with world.alice.acting() as alice:
        with pytest.raises(Refused, match="Only moderators"):
            reopen(paper.guarded, by=alice, because=Closing.Because.HIDDEN)
        close(paper.guarded, by=alice)
        reopen(paper.guarded, by=alice)

    assert readers_of(paper, world) == {"alice"}


@pytest.mark.parametrize("now", State)
@pytest.mark.parametrize("to", State)
def test_a_report_moves_as_the_table_says(world, reported, now, to):
    report = reported("bob")
    with reading_as_system(SystemWork.BUILD_TESTS):
        Report.objects.update(state=now)
        report.refresh_from_db()
        if to in NEXT[now]:
            move(report, to)
        else:
            with pytest.raises(Refused, match=f"it is {now} now"):
                move(report, to)
    allowed = {("open", "dismissed"), ("open", "hidden"), ("hidden", "restored")}
    assert (report.state == to and now != to) == ((now, to) in allowed)


def test_the_second_of_two_moderators_gets_a_sentence(world, paper, reported, second_moderator):
    report = reported("bob")
    stale = Report(pk=report.pk, state=State.OPEN, kind=report.kind, about=report.about, guarded_id=report.guarded_id)
    decided(world.mia, report)

    with pytest.raises(Refused, match=r"^A moderator has decided on this in the meantime: it is hidden now\.$"):
        decided(second_moderator, stale, State.DISMISSED)


@pytest.mark.parametrize("name", ["bob", "gita", "alice", "dan", "omar", "cara", "xavier"])
def test_nobody_but_moderators_decides(world, reported, name):
    with pytest.raises((Refused, Unseen)):
        decided(getattr(world, name), reported("bob"))

    with reading_as_system(SystemWork.BUILD_TESTS):
        assert Decision.objects.count() == 0


def test_nobody_decides_their_own_report(world, reported, second_moderator):
    report = reported("gita")

    with pytest.raises(Refused):
        decided(second_moderator, report)
    decided(world.mia, report)


def test_nobody_decides_on_their_own_paper(world, paper, reported):
    report = reported("bob")
    type(world.alice.user).objects.filter(pk=world.alice.user.pk).update(is_moderator=True)

    with pytest.raises(Refused):
        decided(world.alice, report)


def test_a_suspended_moderator_decides_nothing(world, reported):
    report = reported("bob")
    world.suspend(world.mia)

    with pytest.raises(Unseen):
        decided(world.mia, report)


def test_a_decision_says_why(world, reported):
    with pytest.raises(Refused, match="Say why"):
        decided(world.mia, reported("bob"), reason=" ")


def test_hiding_touches_no_word(world, paper, reported):
    with reading_as_system(SystemWork.BUILD_TESTS):
        before = list(Card.objects.values())
        decided(world.mia, reported("bob"))
        assert list(Card.objects.values()) == before
