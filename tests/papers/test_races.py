"""Two owners of one paper at the same time: whoever comes second meets what the first has done."""

from types import SimpleNamespace

import pytest

from accounts.invites.terms import ONCE
from sharing.access import actions as access
from sharing.access.asking import ask_about_newcomers, decline, let_in, stop_asking
from sharing.access.audience import grants_on
from sharing.access.denying import deny, lift
from sharing.access.models import Ask, Closing, Denial, Grant
from sharing.agreements.actions import Wording, add_agreement_version, write_agreement
from sharing.base.rights import Right
from sharing.groups import actions as groups
from sharing.journeys.inviting import invite_on_terms, invite_to_paper
from sharing.papers import actions as papers
from sharing.papers.figures.actions import add_figure, remove_figure
from sharing.papers.figures.images import cleaned
from sharing.papers.models import Paper, WorkingCopy
from sharing.papers.sharing import Terms, share
from tests.papers.pictures import picture
from tests.races import all_at_once, overtaken
from tests.roles import as_tables_owner

pytestmark = [
    pytest.mark.django_db(databases=["default", "owner"], transaction=True),
    pytest.mark.usefixtures("pool_closed_afterwards"),
]

State = Paper.State
GONE = "The words of this paper were erased for good."


@pytest.fixture
def is_versioned() -> bool:
    return False


@pytest.fixture
def paper(world, is_versioned):
    """A draft of Alice's and Bob's, before or after its first version."""
    with world.alice.acting() as alice:
        paper = papers.start_paper(papers.Words(title="1"), by=alice)
        access.give(Right.OWN, on=paper.guarded, to=world.bob.user.pk, by=alice, from_version=0)
        if is_versioned:
            papers.add_version(paper, by=alice)
    return paper


@pytest.fixture
def does(world, paper):
    """``does("alice", act)`` is the act, ready to be done by them to the paper as it was when they looked at it."""

    def does(name, act):
        with getattr(world, name).acting() as viewer:
            seen = Paper.objects.visible_to(viewer).select_related("guarded").get(pk=paper.pk)

        def doing():
            with getattr(world, name).acting() as viewer:
                return act(seen, viewer)

        return doing

    return does


@pytest.fixture(params=["dialog", "link", "name"])
def shares(request, world):
    """Each way to share a paper with Dan, or with whoever comes by a link."""
    terms = Terms(right=Right.READ)
    return {
        "dialog": lambda paper, by: share(paper, to=world.dan.user.pk, terms=terms, by=by),
        "link": lambda paper, by: invite_to_paper(paper, Right.READ, by=by, terms=ONCE),
        "name": lambda paper, by: invite_on_terms(paper, named={"handle": "dan"}, terms=terms, by=by),
    }[request.param]


def publish(paper, by):
    papers.publish(paper, by=by, shown=papers.publishable(paper, by=by).fingerprint)


def erase(paper, by):
    papers.erase(paper, by=by)


def standing(world, paper) -> tuple[str, int]:
    with world.alice.acting():
        now = Paper.objects.select_related("guarded").get(pk=paper.pk)
    return now.state, now.guarded.versions


# --- Sharing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("is_versioned", [True, False])
def test_sharing_what_is_just_being_published_leaves_it_published(world, paper, does, shares):
    assert overtaken(does("bob", shares), by=does("alice", publish)) == "done"

    assert standing(world, paper) == (State.PUBLISHED, 1)


@pytest.mark.parametrize("is_versioned", [True, False])
def test_what_is_just_being_erased_is_not_shared(world, paper, does, shares, is_versioned):
    assert overtaken(does("bob", shares), by=does("alice", erase)) == GONE

    assert standing(world, paper) == (State.ERASED, int(is_versioned))
    assert world.dan.sees(Paper.objects) == set()


def test_sharing_a_draft_twice_at_once_makes_one_version(world, paper, does, shares):
    assert overtaken(does("bob", shares), by=does("alice", shares)) == "done"

    assert standing(world, paper) == (State.SHARED, 1)


# --- Losing the right meanwhile ----------------------------------------------------------------


@pytest.fixture
def held(world, paper):
    """``held("bob", Right.OWN)`` is their grant, as the paper's owner finds it."""

    def held(name, right) -> Grant:
        with world.alice.acting():
            grants = grants_on(paper.pk)
        principal = getattr(world, name).user.pk
        return next(each for each in grants if (each.principal, each.right) == (principal, right))

    return held


@pytest.fixture
def given(world, paper, held):
    """Dan reads it, asked for an agreement of Alice's; Cara is denied it, and owners are asked about a group."""
    with world.alice.acting() as alice:
        papers.add_version(paper, by=alice)
        paper.guarded.refresh_from_db()
        text = write_agreement(Wording(title="A", in_short="a", text="1"), by=alice)
        requirement = access.require_agreements([text], on=paper.guarded, by=alice)
        access.give(Right.READ, on=paper.guarded, to=world.dan.user.pk, by=alice, requirement=requirement)
        deny("cara", on=paper.guarded, by=alice)
        lab = groups.found_group(name="Lab", purpose="", by=alice)
        ask_about_newcomers(lab, right=Right.READ, on=paper.guarded, by=alice)
        groups.admit(world.bob.user, to=lab, by=alice)
        stay = groups.admit(world.gita.user, to=lab, by=alice)
        picture_in = add_figure(paper, name="a.png", image=cleaned(picture()), by=alice)
        return SimpleNamespace(
            text=text,
            newer=add_agreement_version(
                text.agreement, Wording(title="A", in_short="a", text="2"), what_changed="", by=alice
            ),
            to_dan=held("dan", Right.READ),
            denial=Denial.objects.get(),
            lab=lab,
            ask=Ask.objects.get(),
            stay=stay,
            figure=picture_in,
        )


ACTS = {
    "give": lambda world, _: lambda paper, by: access.give(Right.SEE, on=paper.guarded, to=world.sam.user.pk, by=by),
    "revoke": lambda _, given: lambda _paper, by: access.revoke(given.to_dan, by=by),
    "deny": lambda *_: lambda paper, by: deny("sam", on=paper.guarded, by=by),
    "lift": lambda _, given: lambda _paper, by: lift(given.denial, by=by),
    "close": lambda *_: lambda paper, by: access.close(paper.guarded, by=by),
    "reopen": lambda *_: lambda paper, by: access.reopen(paper.guarded, by=by),
    "ask for an agreement": lambda _, given: (
        lambda paper, by: access.require_agreements([given.text], on=paper.guarded, by=by)
    ),
    "adopt": lambda _, given: lambda paper, by: access.adopt(given.newer, on=paper.guarded, by=by),
    "ask about newcomers": lambda _, given: (
        lambda paper, by: ask_about_newcomers(given.lab, right=Right.SEE, on=paper.guarded, by=by)
    ),
    "let in": lambda _, given: lambda _paper, by: let_in(given.ask, given.stay, by=by),
    "decline": lambda _, given: lambda _paper, by: decline(given.ask, given.stay, by=by),
    "stop asking": lambda _, given: lambda _paper, by: stop_asking(given.ask, by=by),
    "write": lambda *_: lambda paper, by: papers.save_working_copy(paper, papers.Words(title="2"), by=by),
    "add a version": lambda *_: lambda paper, by: papers.add_version(paper, by=by),
    "publish": lambda *_: lambda paper, by: papers.publish(paper, by=by, shown=""),
    "withdraw": lambda *_: lambda paper, by: papers.withdraw(paper, by=by),
    "erase": lambda *_: erase,
    "share": lambda world, _: lambda paper, by: share(paper, to=world.sam.user.pk, terms=Terms(right=Right.SEE), by=by),
    "add a figure": lambda *_: lambda paper, by: add_figure(paper, name="b.png", image=cleaned(picture()), by=by),
    "remove a figure": lambda _, given: lambda _paper, by: remove_figure(given.figure, by=by),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_owner_who_is_just_losing_the_paper_does_nothing_more_to_it(world, does, held, given, act):
    bobs = does("bob", ACTS[act](world, given))
    his = held("bob", Right.OWN)

    assert overtaken(bobs, by=does("alice", lambda _paper, by: access.revoke(his, by=by))) == "unseen"


@pytest.mark.parametrize(
    "act", ["write", "add a version", "publish", "give", "close", "add a figure", "remove a figure"]
)
def test_the_first_fence_without_the_second_says_the_same(world, does, held, given, act):
    bobs, his = does("bob", ACTS[act](world, given)), held("bob", Right.OWN)

    def unfenced():
        with as_tables_owner():
            bobs()

    assert overtaken(unfenced, by=does("alice", lambda _paper, by: access.revoke(his, by=by))) == "unseen"


def test_an_editor_who_may_only_read_by_now_is_told_so(world, paper, does):
    with world.alice.acting() as alice:
        papers.add_version(paper, by=alice)
        access.give(Right.EDIT, on=paper.guarded, to=world.dan.user.pk, by=alice)
    to_read = does("alice", lambda paper, by: access.give(Right.READ, on=paper.guarded, to=world.dan.user.pk, by=by))

    assert overtaken(does("dan", ACTS["write"](world, None)), by=to_read) == "You may not edit it."


def test_who_may_just_no_longer_pass_it_on_passes_nothing_on(world, paper, does, held):
    with world.alice.acting() as alice:
        papers.add_version(paper, by=alice)
        for right in (Right.READ, Right.SHARE):
            access.give(right, on=paper.guarded, to=world.dan.user.pk, by=alice)
    may_share = held("dan", Right.SHARE)
    passing = does("dan", lambda paper, by: access.pass_on(Right.READ, on=paper.guarded, to=world.sam.user, by=by))

    ending = overtaken(passing, by=does("alice", lambda _paper, by: access.revoke(may_share, by=by)))

    assert ending.startswith("You may not")
    assert world.sam.sees(Paper.objects) == set()


# --- The same twice, and one against the other -------------------------------------------------------


def lasting(world, paper, name) -> list[int]:
    with world.alice.acting():
        principal = getattr(world, name).user.pk
        return [grant.right for grant in grants_on(paper.pk) if grant.principal == principal]


def test_closing_it_twice_at_once_closes_it_once(world, paper, does):
    closing = ACTS["close"](world, None)

    assert overtaken(does("bob", closing), by=does("alice", closing)) == "done"

    with world.alice.acting():
        assert [each.closed_by for each in Closing.objects.all()] == [world.alice.user.pk]


def test_of_twenty_clicks_one_closes_it(world, paper, does):
    closings = [does("alice", ACTS["close"](world, None)) for _ in range(20)]

    all_at_once(lambda closing: closing(), closings)

    with world.alice.acting():
        assert Closing.objects.filter(reopened_at=None).count() == 1


def test_opening_it_again_while_it_is_just_being_opened_changes_nothing(world, paper, does):
    does("alice", ACTS["close"](world, None))()
    opening = ACTS["reopen"](world, None)

    assert overtaken(does("bob", opening), by=does("alice", opening)) == "done"

    with world.alice.acting():
        assert [each.reopened_by for each in Closing.objects.all()] == [world.alice.user.pk]


def test_what_is_just_being_replaced_cannot_be_ended(world, paper, does, held, given):
    ending = overtaken(
        does("bob", lambda _paper, by: access.revoke(given.to_dan, by=by)),
        by=does("alice", lambda paper, by: access.give(Right.SEE, on=paper.guarded, to=world.dan.user.pk, by=by)),
    )

    assert (ending, lasting(world, paper, "dan")) == ("This access has ended already.", [Right.SEE])


def test_what_is_given_while_the_old_is_just_ending_is_all_that_lasts(world, paper, does, given):
    ending = overtaken(
        does("bob", lambda paper, by: access.give(Right.SEE, on=paper.guarded, to=world.dan.user.pk, by=by)),
        by=does("alice", lambda _paper, by: access.revoke(given.to_dan, by=by)),
    )

    assert (ending, lasting(world, paper, "dan")) == ("done", [Right.SEE])


def test_two_owners_who_remove_each_other_at_once_leave_one(world, paper, does, held):
    his, hers = held("bob", Right.OWN), held("alice", Right.OWN)

    ending = overtaken(
        does("bob", lambda _paper, by: access.revoke(hers, by=by)),
        by=does("alice", lambda _paper, by: access.revoke(his, by=by)),
    )

    assert (ending, lasting(world, paper, "alice")[:1]) == ("unseen", [Right.OWN])


OPENED, FIRST, SECOND = (papers.Words(title=title) for title in "123")


def saving(words):
    return lambda paper, by: papers.save_working_copy(paper, words, by=by, shown=OPENED.sha256)


def title_of_the_working_copy(world, paper) -> str:
    with world.alice.acting():
        return WorkingCopy.objects.get(pk=paper.pk).title


def test_words_that_are_just_being_saved_are_not_lost_under_another_editors(world, paper, does):
    ending = overtaken(does("bob", saving(SECOND)), by=does("alice", saving(FIRST)))

    assert ending == "Other words were saved after you had opened this, so yours are not saved yet."
    assert title_of_the_working_copy(world, paper) == FIRST.title


def test_the_second_of_two_clicks_on_save_is_as_good_as_the_first(world, paper, does):
    assert overtaken(does("alice", saving(FIRST)), by=does("alice", saving(FIRST))) == "done"

    assert title_of_the_working_copy(world, paper) == FIRST.title


def test_of_ten_editors_at_once_one_saves(world, paper, does):
    titles = [f"Editor {number}" for number in range(10)]
    savings = [does("alice", saving(papers.Words(title=title))) for title in titles]

    answers = all_at_once(lambda each: each(), savings)

    saved = [copy.title for copy in answers if copy]
    assert saved == [title_of_the_working_copy(world, paper)]


def test_publishing_twice_at_once_publishes_once(world, paper, does):
    assert overtaken(does("bob", publish), by=does("alice", publish)).startswith("A paper that is published")

    assert standing(world, paper) == (State.PUBLISHED, 1)


def test_a_version_that_is_just_being_added_is_not_published_unread(world, paper, does):
    with world.alice.acting() as alice:
        shown = papers.publishable(paper, by=alice).fingerprint

    ending = overtaken(
        does("bob", lambda paper, by: papers.publish(paper, by=by, shown=shown)),
        by=does("alice", ACTS["add a version"](world, None)),
    )

    assert ending.startswith("It has changed since you looked")
    assert standing(world, paper) == (State.DRAFT, 1)
