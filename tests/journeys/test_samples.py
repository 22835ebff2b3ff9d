"""The sample site is one that a newcomer could have found."""

import pytest
from django.core.management import CommandError, call_command

from accounts.invites.models import Invite
from accounts.models import User
from accounts.viewer import Viewer
from sharing.agreements.models import Signature
from sharing.base.reader import SystemWork, reading_as, reading_as_system
from sharing.base.richtext import render
from sharing.discovery.listings import awaiting_papers, my_papers, newest_papers
from sharing.discussion.models import Comment
from sharing.journeys.samples.loading import load_samples
from sharing.journeys.samples.people import PEOPLE
from sharing.moderation.models import Report
from sharing.papers.figures.models import Figure
from sharing.papers.models import Body, WorkingCopy

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db):
    load_samples(password="a password of the test")


def test_each_of_its_members_sees_what_was_meant_for_them(site):
    seen = {}
    for person in PEOPLE:
        user = User.objects.get(handle=person.handle)
        with reading_as(user.pk):
            viewer = Viewer.of(user)
            drafts = my_papers(viewer).drafts
            seen[person.handle] = (len(newest_papers(viewer).cards), len(awaiting_papers(viewer)), len(drafts))

    assert seen == {
        "alice": (6, 0, 1),
        "ben": (6, 0, 0),
        "cara": (5, 1, 0),
        "darius": (5, 0, 0),
        "mei": (5, 1, 0),
        "omar": (4, 0, 0),
    }


def test_things_are_going_on_in_it(site):
    counts = {
        "comments": Comment.objects.count,
        "answers": Comment.objects.exclude(parent=None).count,
        "signatures": Signature.objects.count,
        "figures": Figure.objects.count,
        "open reports": Report.objects.filter(state=Report.State.OPEN).count,
        "open invites": Invite.objects.count,
    }
    with reading_as_system(SystemWork.BUILD_TESTS):
        found = {what: count() for what, count in counts.items()}

    assert found == {
        "comments": 9,
        "answers": 6,
        "signatures": 1,
        "figures": 1,
        "open reports": 1,
        "open invites": 1,
    }


def test_every_formula_in_it_is_shown_as_one_and_nothing_leads_nowhere(site):
    with reading_as_system(SystemWork.BUILD_TESTS):
        pages = [render(body.text, bibliography=body.bibliography) for body in Body.objects.all()]
        drafts = [render(copy.body, bibliography=copy.bibliography) for copy in WorkingCopy.objects.all()]

    assert len(drafts) == 8
    assert {page.formulas_shown_as_source + page.formulas_with_unknown_commands for page in pages + drafts} == {0}
    assert {page.problems for page in pages + drafts} == {()}


def test_it_is_never_loaded_beside_real_members(site):
    with pytest.raises(CommandError, match="empty site"):
        call_command("load_samples")


def test_it_is_never_loaded_on_a_site_that_others_reach(db, settings):
    settings.IS_LOCAL = False

    with pytest.raises(CommandError, match="only a local site"):
        call_command("load_samples")


def test_it_says_how_to_sign_in(db, capsys, client):
    call_command("load_samples")
    said = capsys.readouterr().out

    password = said.splitlines()[0].split()[-1]
    assert [line.split()[0] for line in said.splitlines()[1:]] == [person.address for person in PEOPLE]
    assert client.login(email="alice@colloquy.example", password=password)
