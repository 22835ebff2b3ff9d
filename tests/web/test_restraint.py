"""Nobody sends more texts or images than the site can take, and what came too often is given back."""

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sharing.papers.actions import Words, add_version, start_paper
from sharing.web import restraint
from tests.papers.pictures import picture
from tests.web.test_writing_pages import BOBS

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

FROM_HERE = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def paper(world, settings):
    settings.SITE_URL = "http://testserver"
    settings.MEMBERS_RATES = {"texts": "2/m/user", "images": "2/m/user"}
    caches["default"].clear()
    with world.alice.acting() as alice:
        paper = start_paper(Words(title="A", body="B"), by=alice)
        add_version(paper, by=alice)
    return paper


@pytest.fixture
def alice(world) -> Client:
    client = Client()
    client.force_login(world.alice.user, backend="accounts.backends.MembersOnly")
    return client


def addresses(paper) -> dict[str, dict]:
    """Each address that takes texts, with something it takes."""
    key = paper.pk
    return {
        reverse("new_paper"): {**BOBS, "preview": "1"},
        reverse("edit_paper", args=[key]): {**BOBS, "preview": "1"},
        reverse("add_version", args=[key]): {"name": "N", "what_changed": "W"},
        reverse("comments", args=[key]): {"text": "Words", "shown": "private", "version": "1"},
        reverse("new_agreement"): {"title": "T", "in_short": "s", "text": "Words"},
    }


@pytest.mark.parametrize("at", range(5))
def test_the_third_text_of_a_minute_is_given_back_whatever_the_first_two_were(alice, paper, at):
    address, typed = list(addresses(paper).items())[at]
    for _ in range(2):
        assert alice.post(reverse("new_paper"), {**BOBS, "preview": "1"}, **FROM_HERE).status_code == 200

    sent = alice.post(address, typed, **FROM_HERE)

    kept = {field["name"]: field["value"] for field in sent.context["kept"]}
    assert (sent.status_code, sent.headers["Retry-After"], sent.context["action"]) == (429, "60", address)
    assert kept == typed


def test_pages_can_be_read_however_often_and_others_are_not_held_up(alice, paper, world):
    address = reverse("new_paper")
    for _ in range(3):
        last = alice.post(address, {**BOBS, "preview": "1"})
    bob = Client()
    bob.force_login(world.bob.user, backend="accounts.backends.MembersOnly")

    assert last.status_code == 429
    assert [alice.get(address).status_code for _ in range(4)] == [200] * 4
    assert bob.post(address, {**BOBS, "preview": "1"}).status_code == 200


def test_what_one_may_not_know_of_stays_unknown_however_often_one_asks(paper, world):
    dan = Client()
    dan.force_login(world.dan.user, backend="accounts.backends.MembersOnly")

    answers = [dan.post(reverse("comments", args=[paper.pk]), {"text": "a"}).status_code for _ in range(4)]

    assert answers == [404] * 4


def test_one_text_of_a_member_is_worked_on_at_a_time(alice, paper, world, monkeypatch):
    monkeypatch.setattr(restraint, "PATIENCE", 0.01)
    typed = {**BOBS, "preview": "1"}
    at_work = f"sharing.web.restraint:{world.alice.user.pk}"

    caches["default"].add(at_work, 1)
    meanwhile = alice.post(reverse("new_paper"), typed, **FROM_HERE)
    caches["default"].delete(at_work)

    assert (meanwhile.status_code, meanwhile.context["sentence"]) == (429, restraint.AT_WORK)
    assert {field["name"]: field["value"] for field in meanwhile.context["kept"]} == typed
    assert alice.post(reverse("new_paper"), typed).status_code == 200
    assert caches["default"].get(at_work) is None


def test_images_are_counted_for_themselves(alice, paper):
    address = reverse("figures", args=[paper.pk])

    def send(name):
        return alice.post(address, {"name": name, "image": SimpleUploadedFile(name, picture())}).status_code

    assert [send("a.png"), send("b.png"), send("c.png")] == [302, 302, 429]
    assert alice.post(reverse("new_paper"), {**BOBS, "preview": "1"}).status_code == 200


def test_the_limits_are_wide_enough_for_people():
    from sharing import settings  # noqa: PLC0415 -- as they are written, whatever a test sets

    assert settings.MEMBERS_RATES == {
        "texts": "30/m/user,400/h/user",
        "images": "20/m/user,200/h/user",
        "exports": "10/m/user,60/h/user",
        "previews": "60/m/user,900/h/user",
        "saves": "40/m/user,1200/h/user",
    }
