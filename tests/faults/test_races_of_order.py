"""Moderators and reporters at once, and comments deleted meanwhile.

Whatever comes of it happened in one order or the other, each is told so, and nobody is told that we failed.
"""

import pytest

from sharing.audit import Kind
from sharing.moderation.actions import report
from sharing.moderation.models import Decision
from sharing.moderation.passing_on import Choice, fingerprint, passed_on
from sharing.notifications.models import Notice, NoticeKind
from sharing.notifications.telling import tell_of_what_waits
from tests.faults.crowd import at_once, browser, count, events, posting, row, statuses

pytestmark = [
    pytest.mark.django_db(databases=["default", "owner"], transaction=True),
    pytest.mark.usefixtures("races"),
]


@pytest.fixture
def reported(talk):
    comment = talk.said("Spam.", by=talk.world.bob)
    with talk.world.gita.acting() as gita:
        choice = Choice(words="It is spam.", also=frozenset())
        return report(comment, choice, by=gita, previewed=fingerprint(passed_on(comment, choice, viewer=gita)))


@pytest.mark.parametrize("outcomes", [("hidden", "dismissed"), ("dismissed", "hidden"), ("hidden", "hidden")])
def test_two_moderators_who_decide_on_one_report_at_once_make_one_decision(talk, reported, outcomes):
    user = talk.world.xavier.user
    type(user).objects.filter(pk=user.pk).update(is_moderator=True)
    moderators = [browser(talk.world.mia), browser(talk.world.xavier)]

    answers = at_once(
        *(
            posting(moderator, f"/moderation/{reported.pk}/", outcome=outcome, reason="Because.")
            for moderator, outcome in zip(moderators, outcomes, strict=True)
        )
    )
    list(tell_of_what_waits())

    [refused] = [answer for answer in answers if answer.status_code != 302]
    decision = row(Decision, report=reported)
    assert (statuses(answers), refused.context["report"].state) == ([302, 422], decision.outcome)
    [sentence] = refused.context["form"].non_field_errors()
    assert sentence.startswith("A moderator has decided on this in the meantime: it is ")
    assert count(Notice, kind=NoticeKind.DECIDED) == 1


def test_the_same_report_sent_twice_at_once_is_one_report(talk, url):
    comment, gita = talk.said("Spam.", by=talk.world.bob), browser(talk.world.gita)
    path, form = f"{url}comments/{comment.pk}/report/", {"words": "It is spam."}
    previewed = gita.post(path, form).context["previewed"]

    answers = at_once(*[posting(gita, path, **form, previewed=previewed, send="1")] * 2)

    assert (statuses(answers), events(Kind.REPORT_MADE)) == ([302, 409], 1)


def test_a_comment_deleted_twice_at_once_is_deleted_once(talk, url):
    comment, bob = talk.said("Words.", by=talk.world.bob), browser(talk.world.bob)

    answers = at_once(*[posting(bob, f"{url}comments/{comment.pk}/delete/")] * 2)

    assert (statuses(answers), events(Kind.COMMENT_DELETED)) == ([302, 302], 1)


def test_a_comment_edited_while_it_is_deleted_keeps_no_word(talk, url):
    comment, bob = talk.said("Words.", by=talk.world.bob), browser(talk.world.bob)
    path = f"{url}comments/{comment.pk}/"

    answers = at_once(posting(bob, f"{path}edit/", text="Other words."), posting(bob, f"{path}delete/"))

    assert row(type(comment), pk=comment.pk).text == ""
    assert statuses(answers) in ([200, 302], [302, 302], [302, 422])
