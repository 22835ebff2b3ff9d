"""Comments before the moderators: what is passed on, who stops reading it, and what stays."""

import pytest
from django.db import DatabaseError, connection, transaction

from sharing.access.actions import give
from sharing.access.rungs import Rung
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.discussion.actions import delete_comment, edit_comment, reply_to, write_comment
from sharing.discussion.models import Comment
from sharing.discussion.threads import thread_of
from sharing.moderation.actions import decide
from sharing.moderation.models import Decision, PassedOn, Report
from sharing.moderation.passing_on import Choice, lines_of, passed_on
from sharing.moderation.states import State
from sharing.papers.models import Version
from tests.moderation.conftest import CANARIES, canaries_in
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db

SAID, ANSWER = "Canarysaid", "Canaryanswer"


@pytest.fixture
def said(world, paper) -> Comment:
    """Bob's, in private, answered by Alice."""
    with world.alice.acting() as alice:
        give(Right.COMMENT, on=paper.guarded, to=world.bob.user.pk, by=alice)
        version = Version.objects.get(paper=paper)
    with world.bob.acting() as bob:
        comment = write_comment(SAID, on=version, by=bob, shown=Rung.PRIVATE)
    with world.alice.acting() as alice:
        reply_to(comment, ANSWER, by=alice, shown=Rung.PRIVATE)
    return comment


@pytest.fixture
def decided(world, reported, said):
    """Gita reports it, and Mia decides."""

    def decide_on(*outcomes: State) -> Report:
        report = reported("gita", thing=said)
        for outcome in outcomes:
            with world.mia.acting() as mia:
                decide(report, outcome, by=mia, reason="Canaryreason")
        return report

    return decide_on


def url_of(comment: Comment) -> str:
    return f"/papers/{comment.paper_id}/comments/{comment.pk}/report/"


def readers(world, comment: Comment) -> set[str]:
    return {name for name, actor in world.everybody.items() if actor.sees(Comment.objects.filter(pk=comment.pk))}


def readers_by_fence_alone(world, comment: Comment) -> set[str]:
    seen = set()
    for name, actor in world.everybody.items():
        with actor.acting():
            if Comment.objects.filter(pk=comment.pk).exists():
                seen.add(name)
    return seen


def readers_by_policy_alone(world, comment: Comment) -> set[str]:
    with as_tables_owner():
        return readers(world, comment)


LOOKS = [readers, readers_by_policy_alone, readers_by_fence_alone]


# --- Reporting ---------------------------------------------------------------------------


def test_by_default_the_one_comment_is_passed_on_and_nothing_of_the_paper(world, said):
    with world.gita.acting() as gita:
        passed = passed_on(said, Choice(words="It insults."), viewer=gita)

    assert lines_of(passed) == [("In the reporter's words", "It insults."), ("The comment", SAID)]


def test_the_title_goes_along_where_it_is_chosen(world, said):
    with world.gita.acting() as gita:
        passed = passed_on(said, Choice(words="x", also=frozenset({"title"})), viewer=gita)

    assert passed == {"words": "x", "comment": SAID, "title": CANARIES["title"]}


def test_moderators_read_what_was_passed_on_and_no_other_word(world, reported, said, browser):
    report = reported("gita", thing=said)

    page = browser("mia").get(f"/moderation/{report.pk}/")

    assert (page.status_code, SAID.encode() in page.content, ANSWER.encode() in page.content) == (200, True, False)
    assert canaries_in(page.content) == set()
    assert readers(world, said) == {"alice", "bob", "gita"}


def test_in_the_browser_it_is_looked_at_first_and_then_sent(world, said, browser):
    gita = browser("gita")
    assert url_of(said).encode() in gita.get(f"/papers/{said.paper_id}/").content

    preview = gita.post(url_of(said), {"words": "It insults."})
    previewed = preview.context["previewed"]
    sent = gita.post(url_of(said), {"words": "It insults.", "previewed": previewed, "send": "1"})

    assert (preview.status_code, sent.status_code) == (200, 302)
    with world.mia.acting() as mia:
        [passed] = PassedOn.objects.visible_to(mia)
    assert (passed.words, passed.comment, passed.title, passed.name) == ("It insults.", SAID, "", "")


def test_what_changed_since_it_was_looked_at_is_not_sent(world, said, browser):
    gita = browser("gita")
    previewed = gita.post(url_of(said), {"words": "x"}).context["previewed"]
    with world.bob.acting() as bob:
        edit_comment(said, "Something else", by=bob)

    sent = gita.post(url_of(said), {"words": "x", "previewed": previewed, "send": "1"})

    assert sent.status_code == 409
    with world.mia.acting() as mia:
        assert not Report.objects.visible_to(mia).exists()


def test_its_writer_is_told_what_they_can_do_themselves(world, said, browser):
    answer = browser("bob").get(url_of(said))

    assert (answer.status_code, b"you can edit or delete it yourself" in answer.content) == (403, True)


@pytest.mark.parametrize("end", [State.HIDDEN, "deleted"])
def test_what_is_gone_cannot_be_reported(world, decided, said, browser, end):
    if end == "deleted":
        with world.bob.acting() as bob:
            delete_comment(said, by=bob)
    else:
        decided(end)

    assert browser("alice").get(url_of(said)).status_code == 404


@pytest.mark.parametrize("name", ["dan", "xavier", "mia", "omar"])
def test_to_everybody_else_it_is_as_if_it_had_never_been(said, browser, name):
    made_up = url_of(said).replace(str(said.pk), "11111111-1111-4111-8111-111111111111")
    client = browser(name)

    real, random = (client.post(url, {"words": "x"}) for url in (url_of(said), made_up))

    assert (real.status_code, real.content) == (404, random.content)


def test_the_fence_alone_lets_only_a_reader_report_it_and_not_its_writer(world, said):
    can = set()
    for name, actor in world.everybody.items():
        with actor.acting():
            try:
                with transaction.atomic():
                    Report.objects.create(kind="comment", about=said.pk, guarded_id=said.paper_id)
                can.add(name)
            except DatabaseError:
                pass

    assert can == {"alice", "gita"}


# --- Deciding ----------------------------------------------------------------------------


@pytest.mark.parametrize("look", LOOKS)
def test_hidden_it_is_its_writers_alone_until_it_is_restored(world, decided, said, look):
    report = decided(State.HIDDEN)
    hidden = look(world, said)
    with world.mia.acting() as mia:
        decide(report, State.RESTORED, by=mia, reason="A mistake.")

    assert (hidden, look(world, said)) == ({"bob"}, {"alice", "bob", "gita"})


@pytest.mark.parametrize(("name", "shown"), [("alice", (False, True)), ("gita", (False, True)), ("bob", (True, False))])
def test_its_place_stays_for_whoever_reads_an_answer(decided, said, browser, name, shown):
    decided(State.HIDDEN)

    page = browser(name).get(f"/papers/{said.paper_id}/").content

    assert (SAID.encode() in page, b"This comment was hidden by the moderators." in page) == shown
    assert ANSWER.encode() in page
    assert (b"Canaryreason" in page) is (name == "bob")


def test_its_place_says_neither_who_wrote_it_nor_what(world, paper, decided, said):
    decided(State.HIDDEN)

    with world.gita.acting() as gita:
        hidden, answer = thread_of(paper, gita).entries

    assert (hidden.comment.pk, hidden.comment.text, hidden.comment.writer_id, hidden.is_hidden) == (
        said.pk,
        "",
        None,
        True,
    )
    assert (answer.comment.text, answer.depth, answer.parent) == (ANSWER, 1, hidden.comment)


def test_a_stranger_learns_of_no_place(world, paper, decided):
    decided(State.HIDDEN)
    for name in ("dan", "xavier", "mia", "noor"):
        with getattr(world, name).acting(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM fence.hidden_places(%s)", [paper.pk])
            assert cursor.fetchall() == []


def test_nobody_answers_or_edits_what_is_hidden_and_its_writer_may_erase_it(world, decided, said):
    decided(State.HIDDEN)

    for name in ("alice", "bob"):
        with getattr(world, name).acting() as viewer, pytest.raises((Refused, Unseen)):
            reply_to(said, "Back", by=viewer, shown=Rung.PRIVATE)
    with world.bob.acting() as bob:
        with pytest.raises((Refused, Unseen)):
            edit_comment(said, "Back", by=bob)
        delete_comment(said, by=bob)


def test_the_fence_alone_lets_its_writer_change_nothing_of_what_is_hidden(world, decided, said):
    decided(State.HIDDEN)

    with world.bob.acting():
        for change in ({"text": "Back"}, {"hidden_at": None}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Comment.objects.filter(pk=said.pk).update(**change)


def test_it_stays_hidden_as_long_as_one_decision_hides_it(world, reported, decided, said):
    second = reported("alice", thing=said)
    first = decided(State.HIDDEN)
    with world.mia.acting() as mia:
        decide(second, State.HIDDEN, by=mia, reason="Also this.")
        decide(first, State.RESTORED, by=mia, reason="Not for that.")
    still = readers(world, said)
    with world.mia.acting() as mia:
        decide(second, State.RESTORED, by=mia, reason="Nor for this.")

    assert (still, readers(world, said)) == ({"bob"}, {"alice", "bob", "gita"})


def test_hiding_a_comment_closes_nothing_of_the_paper(world, paper, decided):
    decided(State.HIDDEN)

    with world.gita.acting() as gita:
        assert [version.number for version in Version.objects.visible_to(gita)] == [1]


def test_a_moderator_decides_on_no_comment_of_their_own(world, reported, said):
    type(world.bob.user).objects.filter(pk=world.bob.user.pk).update(is_moderator=True)
    report = reported("gita", thing=said)
    with world.bob.acting() as bob:
        assert not Report.objects.visible_to(bob, Right.REVIEW).exists()
        assert not PassedOn.objects.visible_to(bob).exists()
        assert (Report.objects.update(state=State.HIDDEN), PassedOn.objects.count()) == (0, 0)
    with as_tables_owner(), world.bob.acting() as bob:
        assert not Report.objects.visible_to(bob, Right.REVIEW).filter(pk=report.pk).exists()


def test_who_was_told_why(world, decided):
    decided(State.HIDDEN)

    assert {name for name, actor in world.everybody.items() if actor.sees(Decision.objects)} == {
        "alice",
        "bob",
        "gita",
        "mia",
    }
