"""What erasing a paper's words takes and what stays, as the page that asks about it says."""

import re

import pytest
from django.test import Client

from sharing.access import actions as access
from sharing.access.audience import grants_on
from sharing.base.rights import Right
from sharing.discussion.models import Comment
from sharing.papers.figures.actions import add_figure
from sharing.papers.figures.images import cleaned
from sharing.papers.models import Abstract, Author, Body, Card, Version, WorkingCopy
from tests.discussion.conftest import Talk
from tests.papers.pictures import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(world) -> Talk:
    """With a figure, a second owner, a comment of Alice's and one of Bob's."""
    talk = Talk(world)
    with world.alice.acting() as alice:
        talk.figure = add_figure(talk.paper, name="a.png", image=cleaned(picture()), by=alice)
        access.give(Right.OWN, on=talk.guarded, to=world.cara.user.pk, by=alice, from_version=0)
    talk.alices, talk.bobs = (talk.said("Canary", by=actor) for actor in (world.alice, world.bob))
    return talk


def browser(actor) -> Client:
    client = Client()
    client.force_login(actor.user, backend="accounts.backends.MembersOnly")
    return client


@pytest.fixture
def asked(talk) -> list[str]:
    """The sentences of the page; it is answered with yes."""
    client, address = browser(talk.world.alice), f"/papers/{talk.paper.pk}/erasure/"
    page = client.get(address).content.decode()
    assert client.post(address).status_code == 302
    return [" ".join(re.sub("<.*?>", "", words).split()) for words in re.findall(r"(?s)<p>(.*?)</p>", page)]


def test_title_summary_abstract_text_and_figures_of_every_version_go(talk, asked, settings):
    assert asked[0] == (
        "Title, summary, abstract, text and working copy of every version are deleted, and every figure it ever had, "
        "with what was written about its versions and why it was withdrawn. The paper is closed to everybody but its "
        "owners, who find a mark with its identifier in its place."
    )
    with talk.world.alice.acting():
        left = [layer.objects.filter(paper=talk.paper).count() for layer in (Card, Abstract, Body, WorkingCopy)]
    assert left == [0] * 4
    address = f"/papers/{talk.paper.pk}/figures/{talk.figure.pk}/"
    assert [browser(actor).get(address).status_code for actor in (talk.world.alice, talk.world.bob)] == [404, 404]


def test_comments_stay_and_only_owners_open_one(talk, asked):
    assert asked[1] == (
        "Comments are not erased. They are kept, but whoever wrote or read them loses them with the paper, and can "
        "neither change nor delete theirs any more. Its owners find none on any list; they can still open one by an "
        "address of its own that they know."
    )
    seen = {name: getattr(talk.world, name).sees(Comment.objects) for name in ("alice", "cara", "bob", "gita", "mia")}
    both = {talk.alices.pk, talk.bobs.pk}
    assert seen == {"alice": both, "cara": both, "bob": set(), "gita": set(), "mia": set()}
    paper = f"/papers/{talk.paper.pk}/"
    reply, delete = (f"{paper}comments/{talk.bobs.pk}/{act}/" for act in ("reply", "delete"))
    assert [b"Canary" in browser(talk.world.cara).get(address).content for address in (paper, reply)] == [False, True]
    assert [browser(talk.world.bob).get(address).status_code for address in (paper, reply, delete)] == [404] * 3


def test_what_is_no_word_of_the_paper_stays(talk, asked):
    assert asked[2] == (
        "Kept are its identifier, the names in its byline, the numbers, times and hashes of its versions, who had "
        "access to it and what was noted about that, who signed what for it, and the record of what was done."
    )
    with talk.world.alice.acting():
        kept = [model.objects.filter(paper=talk.paper).count() for model in (Author, Version)]
        held = {grant.principal for grant in grants_on(talk.paper.pk)}
    assert (kept, talk.world.bob.user.pk in held) == ([1, 1], True)
