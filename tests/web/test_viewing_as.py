"""An owner sees a paper as somebody else gets it, and learns nothing else of them."""

from uuid import uuid4

import pytest
from django.db import connection
from django.shortcuts import render
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sharing.access.actions import give, require_agreements
from sharing.agreements.actions import Wording, write_agreement
from sharing.audit.models import Event
from sharing.base.clock import now
from sharing.base.principals import PUBLIC
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.rights import Right
from sharing.notifications.models import Notice
from sharing.papers.actions import Words, add_version, start_paper
from sharing.web import viewing_as

pytestmark = pytest.mark.django_db

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
