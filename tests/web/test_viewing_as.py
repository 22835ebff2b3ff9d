"""An owner sees a paper as somebody else gets it, and learns nothing else of them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.shortcuts import render
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sharing.access.actions import give, require_agreements
from sharing.access.models import Grant
from sharing.agreements.actions import Wording, write_agreement
from sharing.audit.models import Event
from sharing.base.clock import now
from sharing.base.principals import PUBLIC
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.groups.actions import admit, found_group, leave
from sharing.journeys.looking_as import look_as, whom_to_look_as
from sharing.notifications.models import Notice
from sharing.papers.actions import Words, add_version, start_paper
from sharing.papers.sharing import Living, Terms, share
from sharing.web import viewing_as
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

LAYERS = ["Canarytitle", "Canarysummary", "Canaryabstract", "Canarybody"]
WORDS = Words(title=LAYERS[0], summary=LAYERS[1], abstract=LAYERS[2], body=LAYERS[3])


@pytest.fixture
def paper(world):
    with world.alice.acting() as alice:
        paper = start_paper(WORDS, by=alice)
        add_version(paper, by=alice)
        text = write_agreement(Wording(title="A", in_short="a", text="1"), by=alice)
        asked = require_agreements([text], on=paper.guarded, by=alice)
        give(Right.ABSTRACT, on=paper.guarded, to=world.bob.user.pk, by=alice)
        give(Right.READ, on=paper.guarded, to=world.cara.user.pk, by=alice, requirement=asked)
    return paper


@pytest.fixture
def alices(world):
    client = Client()
    client.force_login(world.alice.user, backend="accounts.backends.MembersOnly")
    return client


def shown(response) -> list[str]:
    return [word for word in LAYERS if word.encode() in response.content]


def test_each_of_the_audience_and_a_stranger_get_what_they_would(world, paper, alices):
    def seen(principal: int) -> list[str]:
        return shown(alices.post(f"/papers/{paper.pk}/view-as/", {"whom": principal}))

    assert seen(world.bob.user.pk) == LAYERS[:3]
    assert seen(world.cara.user.pk) == []
    assert seen(PUBLIC) == []


def test_looking_is_recorded_and_opening_the_form_is_not(world, paper, alices):
    alices.get(f"/papers/{paper.pk}/view-as/")
    alices.post(f"/papers/{paper.pk}/view-as/", {"whom": world.bob.user.pk})

    with reading_as_system(SystemWork.BUILD_TESTS):
        events = list(Event.objects.filter(kind="view_as.used").values_list("by", "about_id", "facts"))
    assert events == [(world.alice.user.pk, str(paper.pk), {"seen_by": world.bob.user.pk})]


def test_what_stands_around_the_page_is_the_owners_own(world, paper, alices, monkeypatch):
    """The badge counts Alice's notices; and of the paper nothing is asked any more once Bob's eyes are put away."""
    with reading_as_system(SystemWork.BUILD_TESTS):
        Notice.objects.create(recipient=world.alice.user, event_id=uuid4(), kind="redeemed", at=now())
    queries = CaptureQueriesContext(connection)

    def rendered(*args):
        with queries:
            return render(*args)

    monkeypatch.setattr(viewing_as, "render", rendered)

    page = alices.post(f"/papers/{paper.pk}/view-as/", {"whom": world.bob.user.pk})

    assert page.context["unread_count"] == 1
    assert shown(page) == LAYERS[:3]
    assert [query["sql"] for query in queries if 'FROM "sharing_notice"' not in query["sql"]] == []


def test_nobody_else_can_be_chosen(world, paper, alices):
    response = alices.post(f"/papers/{paper.pk}/view-as/", {"whom": world.dan.user.pk})

    assert b"Select a valid choice" in response.content
    assert b"Dan" not in response.content


@pytest.fixture
def group(world, paper):
    """Of Mia's, with Alice and Gita in it."""
    with world.mia.acting() as mia:
        group = found_group(name="Canarygroup", purpose="", by=mia)
        admit(world.alice.user, to=group, by=mia)
        admit(world.gita.user, to=group, by=mia)
    return group


@pytest.mark.parametrize("living", Living)
def test_an_owner_who_left_a_group_learns_of_nobody_whether_they_are_in_it(*, world, paper, alices, group, living):
    with world.alice.acting() as alice:
        share(paper, to=group.pk, terms=Terms(right=Right.READ, living=living), by=alice)
        for named in (world.dan, world.xavier):
            give(Right.SEE, on=paper.guarded, to=named.user.pk, by=alice)
        leave(group, by=alice)
    with world.mia.acting() as mia:
        admit(world.dan.user, to=group, by=mia)

    page = alices.get(f"/papers/{paper.pk}/view-as/")
    answers = [
        alices.post(f"/papers/{paper.pk}/view-as/", {"whom": actor.user.pk})
        for actor in (world.dan, world.xavier, world.gita, world.bob)
    ]

    assert [offered[0] for offered in page.context["form"].fields["whom"].choices] == [PUBLIC]
    assert b"shared with a group that you are not in" in page.content
    assert [shown(answer) for answer in answers] == [[]] * 4
    assert [b"Select a valid choice" in answer.content for answer in answers] == [True] * 4
    assert shown(alices.post(f"/papers/{paper.pk}/view-as/", {"whom": PUBLIC})) == []
    for actor in (world.dan, world.xavier):
        with world.alice.acting() as alice, pytest.raises(Refused):
            look_as(actor.user, at=paper, by=alice)


def test_nor_from_what_each_held_of_it_one_by_one(world, paper, alices, group):
    """Once the group itself holds nothing, those who left it would get less than the others."""
    with world.alice.acting() as alice:
        share(paper, to=group.pk, terms=Terms(right=Right.READ, living=Living.FROZEN), by=alice)
        assert world.gita.user in whom_to_look_as(paper, by=alice).people
        leave(group, by=alice)

        assert whom_to_look_as(paper, by=alice).people == []


def test_what_has_expired_keeps_nobody_from_looking(world, paper, group):
    with world.alice.acting() as alice:
        share(paper, to=group.pk, terms=Terms(right=Right.READ, expires_at=now() + timedelta(minutes=1)), by=alice)
        leave(group, by=alice)
        assert whom_to_look_as(paper, by=alice).people == []
    with as_tables_owner():
        past = {"given_at": now() - timedelta(minutes=2), "expires_at": now()}
        Grant.objects.filter(principal=group.pk).update(**past)

    with world.alice.acting() as alice:
        assert whom_to_look_as(paper, by=alice).people == [world.bob.user, world.cara.user]
