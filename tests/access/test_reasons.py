"""Why somebody was let in, or let go, is their paper's owners' to read, and not their own."""

from uuid import uuid4

import pytest

from sharing.access.actions import give, pass_on, revoke
from sharing.access.models import Reason
from sharing.access.standing import notes_on
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.rights import Right
from sharing.papers.actions import Words, add_version, start_paper
from tests.access.test_fence_writes import refused
from tests.agreements.test_fences import by_both, by_fence, by_policy, who_sees

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(world):
    with world.alice.acting() as alice:
        paper = start_paper(Words(title="Title"), by=alice)
        add_version(paper, by=alice)
    return paper


def reasons() -> list[tuple]:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return list(Reason.objects.order_by("of", "text").values_list("grant", "of", "text"))


@pytest.mark.parametrize("by", [by_both, by_policy, by_fence])
def test_a_reason_is_the_owners_alone(world, paper, by):
    with world.alice.acting() as alice:
        ended = give(Right.READ, on=paper.guarded, to=world.xavier.user.pk, by=alice, note="He asked twice")
        revoke(ended, by=alice, because="He told somebody")
        given = give(Right.COMMENT, on=paper.guarded, to=world.bob.user.pk, by=alice, note="His boss reads along")
        give(Right.READ, on=paper.guarded, to=world.cara.user.pk, by=alice)

    assert reasons() == [
        (ended.pk, "ending", "He told somebody"),
        (ended.pk, "giving", "He asked twice"),
        (given.pk, "giving", "His boss reads along"),
    ]
    with reading_as_system(SystemWork.BUILD_TESTS):
        all_of_them = set(Reason.objects.values_list("pk", flat=True))
    assert who_sees(world, Reason, by=by) == {"alice": all_of_them}
    with world.alice.acting() as alice:
        assert notes_on(paper.guarded, viewer=alice) == {ended.pk: "He asked twice", given.pk: "His boss reads along"}


def test_whoever_passes_a_paper_on_says_why_and_reads_no_reason(world, paper):
    with world.alice.acting() as alice:
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice)
        give(Right.SHARE, on=paper.guarded, to=world.bob.user.pk, by=alice)
    with world.bob.acting() as bob:
        passed = pass_on(Right.READ, on=paper.guarded, to=world.dan.user, by=bob, note="She can help")
        assert list(Reason.objects.visible_to(bob)) == list(Reason.objects.all()) == []

    assert reasons() == [(passed.pk, "giving", "She can help")]


def test_the_database_takes_a_reason_from_the_giver_of_the_grant_alone(world, paper):
    with world.alice.acting() as alice:
        grant = give(Right.EDIT, on=paper.guarded, to=world.bob.user.pk, by=alice)
        other = start_paper(Words(title="Other"), by=alice)

    def write(*, of=Reason.Of.GIVING, guarded=paper.guarded):
        return lambda: Reason.objects.create(id=uuid4(), grant=grant, guarded=guarded, of=of, text="Because").pk

    for name in ("bob", "gita", "dan", "noor", "mia", "omar"):
        with getattr(world, name).acting():
            assert refused(write())
    with world.alice.acting():
        assert refused(write(of=Reason.Of.ENDING))
        assert refused(write(guarded=other.guarded))
        assert not refused(write())
        assert refused(lambda: Reason.objects.update(text="Another"))
        assert refused(lambda: Reason.objects.all().delete())
