"""The same done to a paper twice at once, or two things that do not go together.

Whatever comes of it happened in one order or the other, each is told so, and nobody is told that we failed.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sharing.access.asking import open_asks
from sharing.access.models import Closing, Grant, Guarded, Nod
from sharing.audit import Kind
from sharing.base.rights import Right
from sharing.groups import actions as groups
from sharing.papers.actions import publishable
from sharing.papers.figures.models import Figure
from sharing.papers.models import Paper, Version, WorkingCopy
from sharing.papers.sharing import Living, share
from sharing.papers.sharing import Terms as Shared
from tests.faults.crowd import at_once, browser, count, events, posting, refusal_of, row, statuses
from tests.papers.pictures import picture

pytestmark = [
    pytest.mark.django_db(databases=["default", "owner"], transaction=True),
    pytest.mark.usefixtures("races"),
]

WORDS = {"title": "Typed title", "summary": "", "abstract": "", "body": "One body"}


def forms(talk) -> dict[str, dict[str, str]]:
    """What Alice's pages send, by the last word of their addresses."""
    with talk.world.alice.acting() as by:
        shown = publishable(talk.paper, by=by).fingerprint
    return {"publication": {"shown": shown}, "closing": {"closed": "yes"}, "erasure": {}}


# --- Papers -----------------------------------------------------------------------------


def test_of_two_drafts_saved_at_once_one_stands_whole_and_the_other_is_given_back(talk, url, alice, opened):
    drafts = [{**WORDS, "body": "First body"}, {**WORDS, "title": "Another", "body": "Second body"}]

    answers = at_once(*(posting(alice, f"{url}edit/", **draft, **opened) for draft in drafts))

    copy = row(WorkingCopy, pk=talk.paper.pk)
    stands = {name: getattr(copy, name) for name in WORDS}
    [overtaken] = [answer.context["form"] for answer in answers if answer.status_code == 422]
    given_back = {name: overtaken[name].value() for name in WORDS}
    assert (statuses(answers), events(Kind.PAPER_EDITED)) == ([302, 422], 1)
    assert [stands, given_back] in (drafts, drafts[::-1])


def test_the_same_draft_saved_twice_at_once_is_saved_and_no_conflict(talk, url, alice, opened):
    answers = at_once(*[posting(alice, f"{url}edit/", **WORDS, **opened)] * 2)

    assert (statuses(answers), row(WorkingCopy, pk=talk.paper.pk).body) == ([302, 302], WORDS["body"])


def test_the_same_version_saved_twice_at_once_is_one_version(talk, url, alice, opened):
    answers = at_once(*[posting(alice, f"{url}edit/", **WORDS, **opened, as_version="1")] * 2)

    [refused] = [answer for answer in answers if answer.status_code != 302]
    assert (statuses(answers), count(Version, paper=talk.paper)) == ([302, 422], 2)
    assert refused.context["form"].non_field_errors() == ["Nothing has changed since version 2."]


@pytest.mark.parametrize("first", ["publication", "closing"])
def test_published_and_closed_at_once_it_is_both(talk, url, alice, first):
    acts = [first, *({"publication", "closing"} - {first})]

    sent = forms(talk)
    answers = at_once(*(posting(alice, f"{url}{act}/", **sent[act]) for act in acts))

    is_closed = row(Guarded, pk=talk.paper.pk).closed_at is not None
    assert (statuses(answers), row(Paper, pk=talk.paper.pk).state, is_closed) == ([302, 302], "published", True)
    assert browser(talk.world.dan).get(url).status_code == 404


@pytest.mark.parametrize("act", ["publication", "erasure"])
def test_what_is_done_once_and_asked_twice_at_once_is_refused_the_second_time(talk, url, alice, act):
    answers = at_once(*[posting(alice, f"{url}{act}/", **forms(talk)[act])] * 2)

    [refused] = [answer for answer in answers if answer.status_code != 302]
    assert (statuses(answers), refusal_of(refused) != "") == ([302, 403], True)
    assert events(Kind.PAPER_PUBLISHED) + events(Kind.PAPER_ERASED) == 1


def test_closed_twice_at_once_it_is_closed_once(talk, url, alice):
    answers = at_once(*[posting(alice, f"{url}closing/", closed="yes")] * 2)

    assert (statuses(answers), events(Kind.PAPER_CLOSED)) == ([302, 302], 1)
    assert count(Closing, guarded=talk.guarded, reopened_at=None) == 1


def test_published_while_it_is_erased_it_is_erased(talk, url, alice):
    sent = forms(talk)["publication"]
    answers = at_once(posting(alice, f"{url}publication/", **sent), posting(alice, f"{url}erasure/"))

    assert row(Paper, pk=talk.paper.pk).state == "erased"
    assert statuses(answers) in ([302, 302], [302, 403])


def test_saved_while_it_is_erased_no_word_stays(talk, url, alice, opened):
    answers = at_once(posting(alice, f"{url}edit/", **WORDS, **opened), posting(alice, f"{url}erasure/"))

    assert row(Paper, pk=talk.paper.pk).state == "erased"
    assert (statuses(answers) in ([302, 302], [302, 422]), count(WorkingCopy, pk=talk.paper.pk)) == (True, 0)


def test_two_figures_of_one_name_at_once_are_one_figure(talk, url, alice):
    def image():
        return SimpleUploadedFile("a.png", picture())

    forms = [posting(alice, f"{url}figures/", image=image(), name="mine.png") for _ in range(2)]
    answers = at_once(*forms)

    assert (statuses(answers), count(Figure, paper=talk.paper, last_version=None)) == ([302, 302], 1)


def test_a_figure_taken_out_twice_at_once(talk, url, alice):
    alice.post(f"{url}figures/", {"image": SimpleUploadedFile("a.png", picture()), "name": "mine.png"})
    figure = row(Figure, paper=talk.paper)

    answers = at_once(*[posting(alice, f"{url}figures/{figure.pk}/remove/")] * 2)

    assert statuses(answers) == [302, 404]
    assert (count(Figure, paper=talk.paper), events(Kind.PAPER_EDITED)) == (0, 2)


# --- Audiences --------------------------------------------------------------------------


def test_the_same_share_twice_at_once_is_one_grant(talk, url, alice, lab):
    form = {"whom": lab.pk, "right": 3, "living": "living", "confirmed": "yes"}
    with talk.world.alice.acting() as by:
        form["shown"] = publishable(talk.paper, by=by).fingerprint

    answers = at_once(*[posting(alice, f"{url}sharing/", **form)] * 2)

    assert statuses(answers) == [302, 302]
    assert count(Grant, guarded=talk.guarded, principal=lab.pk, revoked_at=None) == 1


def test_access_taken_back_twice_at_once_ends_once(talk, url, alice):
    grant = row(Grant, guarded=talk.guarded, principal=talk.world.bob.user.pk)
    before = events(Kind.GRANT_REVOKED)

    answers = at_once(*[posting(alice, f"{url}sharing/{grant.pk}/remove/")] * 2)

    [refused] = [answer for answer in answers if answer.status_code != 302]
    assert (statuses(answers), refusal_of(refused)) == ([302, 403], "This access has ended already.")
    assert events(Kind.GRANT_REVOKED) - before == 1


def test_two_answers_about_one_newcomer_at_once_are_one(talk, url, alice, lab):
    with talk.world.alice.acting() as by:
        share(talk.paper, to=lab.pk, terms=Shared(right=Right.READ, living=Living.ASK), by=by)
        stay = groups.admit(talk.world.dan.user, to=lab, by=by)
        ask = open_asks(by).get()
    path = f"{url}sharing/asks/{ask.pk}/{stay.pk}/"

    answers = at_once(posting(alice, path, answer="yes"), posting(alice, path, answer="no"))

    [refused] = [answer for answer in answers if answer.status_code != 302]
    nod = row(Nod, ask=ask, membership=stay)
    held = count(Grant, guarded=talk.guarded, principal=talk.world.dan.user.pk, revoked_at=None)
    assert (statuses(answers), refusal_of(refused)) == ([302, 403], "They do not wait any more.")
    assert (held == 1) is nod.is_yes


def test_asking_ended_twice_at_once_ends_once(talk, url, alice, lab):
    with talk.world.alice.acting() as by:
        share(talk.paper, to=lab.pk, terms=Shared(right=Right.READ, living=Living.ASK), by=by)
        ask = open_asks(by).get()

    answers = at_once(*[posting(alice, f"{url}sharing/asks/{ask.pk}/end/")] * 2)

    [refused] = [answer for answer in answers if answer.status_code != 302]
    assert (statuses(answers), refusal_of(refused)) == ([302, 403], "You are not asked about this group any more.")
