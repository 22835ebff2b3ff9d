"""While the mail server is away: one sentence for every address, and nothing that was done looks undone."""

import logging
import smtplib

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import PASSWORD
from tests.accounts.journeys import fill_in_sign_up, follow

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

KNOWN, UNKNOWN = "alice@example.org", "nobody@example.org"
AWAY = [ConnectionRefusedError(), TimeoutError(), smtplib.SMTPServerDisconnected()]
SENTENCE = "The site could not send the mail that this needs. Please try again in a few minutes."


@pytest.fixture(autouse=True)
def _cast(people):
    people("alice")


@pytest.fixture(params=AWAY, ids=lambda error: type(error).__name__)
def away(request, monkeypatch):
    """The mail server takes nothing, and says whose mail it was."""

    def refuse(_backend, messages):
        raise type(request.param)(0, f"no mail for {messages[0].to[0]}")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)


def asking(act: str, email: str, token: str):
    caches["default"].clear()
    client = Client(raise_request_exception=False)
    if act == "reset":
        return client.post("/accounts/password/reset/", {"email": email})
    follow(client, token)
    return fill_in_sign_up(client, email=email)


@pytest.mark.parametrize("act", ["reset", "sign up"])
def test_every_address_reads_the_same_sentence(away, act, invited, caplog):
    caplog.set_level(logging.INFO)
    _, token = invited()

    answers = [asking(act, email, token) for email in (KNOWN, UNKNOWN)]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert [SENTENCE in answer.content.decode() for answer in answers] == [True, True]
    assert len({answer.content.replace(b"alice@", b"nobody@") for answer in answers}) == 1
    assert [line for line in caplog.text.splitlines() if "@example.org" in line] == []


def test_an_address_that_could_not_be_mailed_has_begun_nothing(away, invited):
    _, token = invited()
    client = Client(raise_request_exception=False)
    follow(client, token)
    fill_in_sign_up(client, email=UNKNOWN)

    assert client.get("/accounts/confirm-address/").url == "/accounts/signup/"


def test_a_password_is_changed_though_nobody_can_be_told_by_mail(away, client):
    client.post("/accounts/login/", {"login": KNOWN, "password": PASSWORD})
    new = "another battery staple"

    answer = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert (answer.status_code, mail.outbox) == (302, [])
    assert User.objects.get(email=KNOWN).check_password(new)
