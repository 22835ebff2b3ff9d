"""Who is told of a report and of what became of it, and who is not named."""

import pytest
from django.core import mail

from sharing.access.actions import give, revoke
from sharing.access.audience import grants_on
from sharing.access.rungs import Rung
from sharing.base.rights import Right
from sharing.discussion.actions import write_comment
from sharing.moderation.actions import decide, report
from sharing.moderation.passing_on import Choice, fingerprint, passed_on
from sharing.moderation.states import State
from sharing.notifications.models import Notice
from sharing.papers.models import Version
from tests.notifications.conftest import forget_notices, post, tell, told, words_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(world, paper):
    """A comment of Gita's on Alice's paper, which Bob reads too."""
    with world.alice.acting() as alice:
        for name in ("bob", "gita"):
            give(Right.COMMENT, on=paper.guarded, to=getattr(world, name).user.pk, by=alice)
        version = Version.objects.get(paper=paper)
    with world.gita.acting() as gita:
        return write_comment("Canarysaid", on=version, by=gita, shown=Rung.PRIVATE)


@pytest.fixture
def reports(world, said):
    def reports(thing):
        tell()
        forget_notices()
        choice = Choice(words="Canarycomplaint")
        with world.bob.acting() as bob:
            made = report(thing, choice, by=bob, previewed=fingerprint(passed_on(thing, choice, viewer=bob)))
        tell()
        return made

    return reports


@pytest.mark.parametrize("what", ["paper", "said"])
def test_authors_and_moderators_are_told_of_a_report_and_not_by_whom(world, reports, request, what):
    reports(request.getfixturevalue(what))

    assert told() == [("alice", "reported"), ("mia", "to_decide")]
    for actor in (world.alice, world.mia):
        with actor.acting() as viewer:
            assert [notice.by for notice in Notice.objects.visible_to(viewer)] == [None]


def test_a_moderator_who_owns_the_paper_is_told_as_its_author(world, reports, said):
    type(world.alice.user).objects.filter(pk=world.alice.user.pk).update(is_moderator=True)

    reports(said)

    assert told() == [("alice", "reported"), ("mia", "to_decide")]


def test_who_owns_the_paper_no_more_knows_of_no_report_and_is_mailed_of_none(world, paper, reports, said):
    reports(said)
    with world.alice.acting() as alice:
        give(Right.OWN, on=paper.guarded, to=world.gita.user.pk, by=alice)
    with world.gita.acting() as gita:
        [own] = [held for held in grants_on(paper.pk) if (held.principal, held.right) == (alice.principal, Right.OWN)]
        revoke(own, by=gita)
        give(Right.READ, on=paper.guarded, to=alice.principal, by=gita)
    post()

    assert world.alice.sees(Notice.objects.filter(kind="reported")) == set()
    assert [each.to for each in mail.outbox if "reported" in each.subject.lower()] == []


@pytest.mark.parametrize(("what", "who_decides"), [("paper", ["gita", "mia"]), ("said", ["mia"])])
def test_only_moderators_who_may_decide_are_told_that_something_waits(world, reports, request, what, who_decides):
    """Gita moderates too, and wrote the comment; Bob does, and is the one who reports."""
    for actor in (world.gita, world.bob):
        type(actor.user).objects.filter(pk=actor.user.pk).update(is_moderator=True)

    reports(request.getfixturevalue(what))

    assert told() == [("alice", "reported"), *((name, "to_decide") for name in who_decides)]


@pytest.mark.parametrize(("what", "whose"), [("paper", "alice"), ("said", "gita")])
def test_the_reporter_hears_of_the_decision_and_whose_it_is_of_the_hiding(world, reports, request, what, whose):
    made = reports(request.getfixturevalue(what))
    for outcome, kind in ((State.HIDDEN, "hidden"), (State.RESTORED, "restored")):
        forget_notices()
        with world.mia.acting() as mia:
            decide(made, outcome, by=mia, reason="Why")
        tell()

        assert sorted(told()) == sorted([("bob", "decided"), (whose, kind)])


def test_of_a_report_that_was_dismissed_the_reporter_alone_hears(world, reports, said):
    made = reports(said)
    forget_notices()
    with world.mia.acting() as mia:
        decide(made, State.DISMISSED, by=mia, reason="Why")
    tell()

    assert told() == [("bob", "decided")]


def test_inbox_and_mail_say_which_of_the_two_happened(world, paper, reports, browser, settings):
    made = reports(paper)
    subjects, words = [], []
    for outcome in (State.HIDDEN, State.RESTORED):
        mail.outbox.clear()
        with world.mia.acting() as mia:
            decide(made, outcome, by=mia, reason="Canaryreason")
        tell()
        post()
        subjects += [letter.subject for letter in mail.outbox if letter.to == ["alice@example.org"]][-1:]
        words += words_on(browser(world.alice).get("/inbox/"))[:1]

    assert subjects == [
        f"The moderators have {done} something of yours on {settings.SITE_NAME}" for done in ("hidden", "restored")
    ]
    assert words == [f"Unread: The moderators have {done} your paper “Canarytitle”" for done in ("hidden", "restored")]


def test_the_writer_of_a_comment_reads_what_became_of_it(world, reports, said, browser):
    made = reports(said)
    words = []
    for outcome in (State.HIDDEN, State.RESTORED):
        with world.mia.acting() as mia:
            decide(made, outcome, by=mia, reason="Canaryreason")
        tell()
        words += words_on(browser(world.gita).get("/inbox/"))[:1]
    assert words == [f"Unread: The moderators have {done} a comment of yours" for done in ("hidden", "restored")]


def test_no_mail_says_a_word_of_it(world, reports, said):
    made = reports(said)
    with world.mia.acting() as mia:
        decide(made, State.HIDDEN, by=mia, reason="Canaryreason")
    tell()
    post()

    assert len(mail.outbox) >= 4
    assert [each.to for each in mail.outbox if "canary" in (each.subject + each.body).lower()] == []
