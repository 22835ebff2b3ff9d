"""Which mail one wants: by the settings page, or by a mail's own link."""

import pytest
from django.core import mail
from django.core.signing import Signer
from django.test import Client

from sharing.base.reader import SystemWork, reading_as_system
from sharing.notifications.choices import choices_of, choose, stopping_token
from sharing.notifications.models import MailChoice, NoticeKind
from tests.notifications.conftest import post, tell

pytestmark = pytest.mark.django_db

ALL_ON = dict.fromkeys(NoticeKind.values, True)
OF_ANY_MEMBER = set(NoticeKind.values) - {"to_decide"}


def wanted_by(actor) -> dict[str, bool]:
    with actor.acting() as viewer:
        return choices_of(viewer)


def rows() -> int:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return MailChoice.objects.count()


@pytest.fixture
def link(world, shares, settings):
    """The path of the unsubscribe link in a mail to Bob."""
    shares(world.bob)
    tell()
    post()
    return mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix(settings.SITE_URL)


def test_everything_is_on_until_said_otherwise(world):
    assert wanted_by(world.bob) == ALL_ON


def test_the_settings_page_turns_kinds_off_and_on(world, browser):
    bob = browser(world.bob)
    assert bob.get("/accounts/mail/").status_code == 200

    bob.post("/accounts/mail/", {"shared": "on"})
    assert wanted_by(world.bob) == {**ALL_ON, **dict.fromkeys(OF_ANY_MEMBER, False), "shared": True}

    bob.post("/accounts/mail/", dict.fromkeys(NoticeKind.values, "on"))
    assert wanted_by(world.bob) == ALL_ON
    assert wanted_by(world.dan) == ALL_ON


def test_nothing_ticked_is_everything_off(world, browser):
    response = browser(world.bob).post("/accounts/mail/", {})
    assert response.status_code == 302
    assert {kind for kind, wanted in wanted_by(world.bob).items() if wanted} == {"to_decide"}


def offered_to(actor, *, browser) -> set[str]:
    """The kinds of mail that the settings page has a box for."""
    return set(browser(actor).get("/accounts/mail/").context["form"].fields)


def test_each_member_chooses_among_the_kinds_that_can_reach_them(world, browser):
    assert offered_to(world.bob, browser=browser) == OF_ANY_MEMBER
    assert offered_to(world.omar, browser=browser) == OF_ANY_MEMBER
    assert offered_to(world.mia, browser=browser) == set(NoticeKind.values)


def test_a_box_that_was_not_offered_changes_nothing_and_a_moderators_does(world, browser):
    for actor in (world.bob, world.mia):
        with actor.acting() as viewer:
            choose({"to_decide": False}, by=viewer)
        browser(actor).post("/accounts/mail/", {"to_decide": "on"})
    assert (wanted_by(world.bob)["to_decide"], wanted_by(world.mia)["to_decide"]) == (False, True)


def test_the_link_works_in_one_click_and_without_signing_in(world, link, client):
    response = client.post(link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert wanted_by(world.bob) == {**ALL_ON, "shared": False}
    assert wanted_by(world.alice) == ALL_ON


def test_the_link_needs_no_csrf_token(world, link):
    assert Client(enforce_csrf_checks=True).post(link).status_code == 200
    assert wanted_by(world.bob)["shared"] is False


def test_looking_at_the_link_changes_nothing(world, link, client):
    answers = {client.get(link).status_code for _ in range(10)} | {client.head(link).status_code}
    assert (answers, rows(), wanted_by(world.bob)) == ({200}, 0, ALL_ON)


@pytest.mark.parametrize("method", ["get", "post"])
def test_good_and_bad_links_get_the_same_answer(world, link, client, method):
    good = getattr(client, method)(link)
    bad = [
        "/mail/stop/",
        "/mail/stop/?token=",
        "/mail/stop/?token=%00",
        link[:-1],
        "/mail/stop/?token=" + Signer(salt="another").sign_object([world.bob.user.pk, "shared"]),
    ]
    for address in bad:
        answer = getattr(client, method)(address)
        assert (answer.status_code, answer.content, answer.headers) == (200, good.content, good.headers)
    assert rows() == (1 if method == "post" else 0)


def test_the_token_names_the_member_and_the_kind_alone(world):
    token = stopping_token("reply", of=world.bob.user.pk)
    assert Signer(salt="sharing.notifications.stop").unsign_object(token) == [world.bob.user.pk, "reply"]


def test_a_token_for_a_member_who_is_gone_changes_nothing(client, world):
    response = client.post("/mail/stop/?token=" + stopping_token("reply", of=10**12))
    assert (response.status_code, rows()) == (200, 0)


def test_the_mail_stops(world, link, shares, client):
    client.post(link)
    shares(world.dan)
    tell()
    assert post() == ["dan@example.org"]


def test_choosing_again_replaces(world):
    with world.bob.acting() as bob:
        choose({"reply": False}, by=bob)
        choose({"reply": True}, by=bob)
    assert (rows(), wanted_by(world.bob)) == (1, ALL_ON)
