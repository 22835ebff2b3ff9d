"""Two owners of one paper at the same time: whoever comes second meets what the first has done."""

import pytest

from accounts.invites.terms import ONCE
from sharing.access import actions as access
from sharing.base.rights import Right
from sharing.journeys.inviting import invite_on_terms, invite_to_paper
from sharing.papers import actions as papers
from sharing.papers.models import Paper
from sharing.papers.sharing import Terms, share
from tests.races import overtaken

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
