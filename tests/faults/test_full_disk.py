"""A disk full at any table: a clear sentence, what was typed, and nothing half-written."""

import errno
import re
import time

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client

from sharing.discussion.models import Comment
from sharing.papers.actions import publishable
from sharing.papers.figures.storing import NO_ROOM as NO_ROOM_FOR_A_FIGURE
from sharing.web import discussion, writing
from sharing.web import papers as paper_pages
from sharing.web.faults import NO_ROOM
from tests.agreements.conftest import note_authentication
from tests.faults.full_disk import everything, full_at, tables
from tests.papers.pictures import picture
from tests.world import Actor

pytestmark = pytest.mark.django_db

WORDS = {"title": "Typed title", "summary": "Typed summary", "abstract": "Typed abstract", "body": "Typed $x$ body"}
OF_THE_RECORD = {"sharing_event", "sharing_outbox", "sharing_unsealed"}


def browser(actor: Actor) -> Client:
    """As browsers are: a page of the site says where a form came from, and an error is a page."""
    client = Client(raise_request_exception=False, headers={"Origin": "http://localhost:8000"})
    client.force_login(actor.user)
    note_authentication(client, actor.user, at=time.time())
    return client


def faults_of(client: Client, url: str, form: dict, *, sentence: str) -> set[str]:
    """The tables at which a full disk is met by this form, each answered by the same form with all that was typed."""
    before, met = everything(), set()
    for table in tables():
        with full_at(table):
            response = client.post(url, form)
            after = everything()
        if response.status_code != 503:
            continue
        met.add(table)
        given_back = response.context["form"]
        assert given_back.non_field_errors() == [sentence], table
        assert {name: given_back[name].value() for name in form if name in given_back.fields} == {
            name: value for name, value in form.items() if name in given_back.fields
        }, table
        assert after == before, table
    return met


def test_saving_a_paper(talk, opened):
    url = f"/papers/{talk.paper.pk}/edit/"

    met = faults_of(browser(talk.world.alice), url, WORDS | opened, sentence=NO_ROOM)

    assert met >= {"sharing_workingcopy", "sharing_event", "sharing_outbox"}


def test_saving_a_version_saves_the_working_copy_with_it_or_neither(talk, opened):
    url = f"/papers/{talk.paper.pk}/edit/"

    met = faults_of(browser(talk.world.alice), url, {**WORDS, **opened, "as_version": "1"}, sentence=NO_ROOM)

    layers = {"sharing_version", "sharing_card", "sharing_abstract", "sharing_body", "sharing_guarded"}
    assert met >= layers | {"sharing_workingcopy", "sharing_event", "sharing_outbox"}


def test_beginning_a_paper(talk):
    met = faults_of(browser(talk.world.alice), "/papers/new/", WORDS, sentence=NO_ROOM)

    assert met >= {"sharing_paper", "sharing_author", "sharing_workingcopy", "sharing_event", "sharing_outbox"}


@pytest.fixture
def said(talk) -> Comment:
    return talk.said("Said before", by=talk.world.bob)


def address_to(act: str, said: Comment) -> str:
    """Where Bob comments, answers what he said, or edits it."""
    comments = f"/papers/{said.paper_id}/comments/"
    return comments if act == "comment" else f"{comments}{said.pk}/{act}/"


@pytest.mark.parametrize("act", ["comment", "reply", "edit"])
def test_commenting(talk, said, act):
    form = {"text": "Typed words", "shown": "private", "version": "1"}

    met = faults_of(browser(talk.world.bob), address_to(act, said), form, sentence=NO_ROOM)

    assert met >= {"sharing_comment", "sharing_event", "sharing_outbox"}


def test_signing(talk):
    cara, url = browser(talk.world.cara), f"/papers/{talk.paper.pk}/agreements/"
    sealed = re.search(rb'name="shown" value="([^"]+)"', cara.get(url).content)[1].decode()
    form = {"shown": sealed, "agreed": "on", "name": "Cara Lind", "answer": "sign"}

    met = faults_of(cara, url, {**form, "agreed": True}, sentence=NO_ROOM)

    assert met >= {"sharing_signature", "sharing_event", "sharing_outbox"}


def test_every_other_form_is_given_back_whole(talk):
    """By the page of the site, not of one form."""
    url, alice = f"/papers/{talk.paper.pk}/sharing/", browser(talk.world.alice)
    form = {"named": "dan", "right": 3, "living": "living", "confirmed": "yes", "note": "x" * 300}
    with talk.world.alice.acting() as by:
        form["shown"] = publishable(talk.paper, by=by).fingerprint
    before = everything()
    with full_at("sharing_event"):
        response = alice.post(f"{url}?a=1", form)
        after = everything()

    assert (response.status_code, after == before) == (503, True)
    page = response.content.decode()
    assert "The site has no room to save anything just now. Nothing was changed. Please try again later." in page
    assert f'action="{url}?a=1"' in page
    assert '<input type="hidden" name="right" value="3">' in page
    assert 'name="named" value="dan">' in page
    assert f"\n{'x' * 300}</textarea>" in page


def test_a_form_of_another_site_is_not_given_back(talk):
    client = browser(talk.world.alice)
    with full_at("sharing_event"):
        response = client.post(
            f"/papers/{talk.paper.pk}/closing/",
            {"closed": "yes", "word": "planted"},
            headers={"Origin": "https://evil.example"},
        )

    assert (response.status_code, b"planted" in response.content) == (503, False)


def test_a_lost_database_promises_nothing(talk, monkeypatch):
    def lost(*_args, **_kwargs):
        raise OperationalError("the connection is closed")

    client = browser(talk.world.alice)
    monkeypatch.setattr(writing.papers, "save_working_copy", lost)
    monkeypatch.setattr(paper_pages, "my_papers", lost)
    monkeypatch.setitem(paper_pages.LISTS, "my_papers", ("Mine", lost))
    saved = client.post(f"/papers/{talk.paper.pk}/edit/", {**WORDS, "body": "y" * 300})
    read = client.get("/papers/mine/")

    assert [answer.status_code for answer in (saved, read)] == [503, 503]
    assert "may not have been saved: look before you send it again" in saved.content.decode()
    assert f"\n{'y' * 300}</textarea>" in saved.content.decode()
    assert "cannot reach its database just now" in read.content.decode()
    assert [answer["Cache-Control"] for answer in (saved, read)] == ["no-store, private"] * 2


@pytest.mark.parametrize("act", ["comment", "reply", "edit"])
def test_a_comment_that_a_lost_database_took_is_given_back_without_a_promise(talk, said, monkeypatch, act):
    def lost(*_args, **_kwargs):
        raise OperationalError("the connection is closed")

    for name in ("write_comment", "reply_to", "edit_comment"):
        monkeypatch.setattr(discussion, name, lost)
    form = {"text": "z" * 300, "shown": "private", "version": "1"}

    sent = browser(talk.world.bob).post(address_to(act, said), form)

    assert (sent.status_code, sent["Cache-Control"]) == (503, "no-store, private")
    assert "may not have been saved: look before you send it again" in sent.content.decode()
    assert f"\n{'z' * 300}</textarea>" in sent.content.decode()


def test_any_other_error_is_what_it_was(talk, monkeypatch):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setitem(paper_pages.LISTS, "my_papers", ("Mine", broken))

    response = browser(talk.world.alice).get("/papers/mine/")

    assert (response.status_code, b"Something went wrong on our side" in response.content) == (500, True)


def test_a_figure_for_which_the_file_store_has_no_room(talk, monkeypatch):
    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full)
    alice = browser(talk.world.alice)
    before = everything()

    form = {"image": SimpleUploadedFile("a.png", picture()), "name": "mine.png"}
    response = alice.post(f"/papers/{talk.paper.pk}/figures/", form)

    assert (response.status_code, everything() == before) == (503, True)
    assert response.context["form"].non_field_errors() == [NO_ROOM_FOR_A_FIGURE]
    assert response.context["form"]["name"].value() == "mine.png"
