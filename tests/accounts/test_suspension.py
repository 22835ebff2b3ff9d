"""A suspended member is out at once."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client

from accounts.actions import end_sessions, restore, suspend
from sharing.audit import Kind
from sharing.audit.models import Event
from sharing.base.reader import SystemWork, reading_as, reading_as_system
from sharing.base.refusals import Refused
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def signed_in(user) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert client.get("/invites/").status_code == 200
    return client


def recorded() -> list[tuple]:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return list(Event.objects.order_by("at").values_list("kind", "by", "about_kind", "about_id"))


def test_the_next_request_is_signed_out_and_the_sessions_are_gone(alice, mia):
    browsers = [signed_in(alice), signed_in(alice)]
    assert UserSession.objects.filter(user=alice).count() == 2

    with reading_as(mia.pk):
        suspend(alice, by=mia)

    assert [browser.get("/invites/")["Location"] for browser in browsers] == ["/accounts/login/?next=/invites/"] * 2
    assert (UserSession.objects.count(), Session.objects.count()) == (0, 0)
    assert recorded() == [(Kind.ACCOUNT_SUSPENDED, mia.pk, "member", str(alice.pk))]


def test_the_sessions_end_in_the_same_transaction(alice, mia):
    browser = signed_in(alice)

    with reading_as(mia.pk), transaction.atomic():
        suspend(alice, by=mia)
        transaction.set_rollback(True)

    assert browser.get("/invites/").status_code == 200


def test_even_a_session_that_is_kept_speaks_for_nobody(alice, mia):
    browser = signed_in(alice)
    UserSession.objects.all().delete()

    with reading_as(mia.pk):
        suspend(alice, by=mia)

    assert browser.get("/invites/").status_code == 302


def test_a_suspended_member_cannot_sign_in_until_restored(alice, mia, client):
    with reading_as(mia.pk):
        suspend(alice, by=mia)
    answer = client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    assert answer.url == "/accounts/inactive/"
    assert "_auth_user_id" not in client.session

    with reading_as(mia.pk):
        restore(alice, by=mia)
    signed_in(alice)
    assert [kind for kind, *_ in recorded()] == [Kind.ACCOUNT_SUSPENDED, Kind.ACCOUNT_RESTORED]


def test_doing_it_twice_is_doing_it_once(alice, mia):
    with reading_as(mia.pk):
        suspend(alice, by=mia)
        suspend(alice, by=mia)
        restore(alice, by=mia)
        restore(alice, by=mia)

    assert len(recorded()) == 2


def test_only_a_moderator_may_and_not_themselves(alice, mia, people):
    with pytest.raises(Refused):
        suspend(mia, by=alice)
    with pytest.raises(Refused):
        restore(mia, by=alice)
    with pytest.raises(Refused):
        suspend(mia, by=mia)
    with pytest.raises(Refused):
        suspend(alice, by=people("max", is_moderator=True, is_active=False))


def test_end_sessions_signs_out_everywhere_and_nobody_else(alice, people):
    mine, theirs = signed_in(alice), signed_in(people("bob"))

    end_sessions(alice)

    assert (mine.get("/invites/").status_code, theirs.get("/invites/").status_code) == (302, 200)


def test_a_member_sees_their_sessions_and_ends_the_others(alice, people):
    first, second, theirs = signed_in(alice), signed_in(alice), signed_in(people("bob"))

    page = first.get("/accounts/sessions/")
    assert page.context["session_count"] == 2
    first.post("/accounts/sessions/")

    assert [browser.get("/invites/").status_code for browser in (first, second, theirs)] == [200, 302, 200]
