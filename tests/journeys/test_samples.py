"""The sample site is one that a newcomer could have found."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.viewer import Viewer
from sharing.base.reader import reading_as
from sharing.discovery.listings import awaiting_papers, my_papers, newest_papers
from sharing.journeys.samples.loading import load_samples
from sharing.journeys.samples.people import PEOPLE

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
        "alice": (5, 0, 1),
        "ben": (5, 0, 0),
        "cara": (3, 1, 0),
        "darius": (4, 0, 0),
        "mei": (3, 1, 0),
        "omar": (3, 0, 0),
    }


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
