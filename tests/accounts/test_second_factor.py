"""Authenticator apps and recovery codes, whose secrets the database cannot tell."""

import json

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.fernet import InvalidToken
from django.db import connection
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
# What happens once a second factor is committed happens within its request.
COMMITTED = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


@pytest.fixture
def browser(client, alice):
    """Signed in, and just asked for the password once more."""
    client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def current_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def switch_on(browser) -> str:
    secret = browser.get("/accounts/2fa/totp/activate/").context["form"].secret
    answer = browser.post("/accounts/2fa/totp/activate/", {"code": current_code(secret)})
    assert answer.status_code == 302
    return secret


def everything_stored() -> str:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        rows = []
        for name in names:
            cursor.execute(f"SELECT t::text FROM {connection.ops.quote_name(name)} AS t")
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def test_no_secret_can_be_read_in_the_database(browser, alice):
    secret = switch_on(browser)
    codes = browser.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    seed = get_adapter().decrypt(Authenticator.objects.get(type="recovery_codes").data["seed"])

    stored = everything_stored()
    assert len(codes) == 10
    assert alice.email in stored
    assert [word in stored for word in (secret, seed, *codes)] == [False] * 12


@pytest.fixture
def operator(browser, alice):
    """Alice, who operates the site and has no second factor yet."""
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    assert browser.get("/admin/").url == "/accounts/2fa/"
    return browser


@COMMITTED
def test_who_has_just_set_one_up_is_not_asked_for_it_again(operator):
    switch_on(operator)

    assert operator.get("/admin/").status_code == 200


@COMMITTED
def test_it_is_asked_for_in_every_other_session(operator, alice):
    switch_on(operator)
    other = Client()
    other.force_login(alice)

    assert other.get("/admin/").url == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2F"


@COMMITTED
def test_new_recovery_codes_are_no_second_factor_that_was_used(operator, alice):
    TOTP.activate(alice, "JBSWY3DPEHPK3PXP")
    operator.post("/accounts/2fa/recovery-codes/generate/")

    assert Authenticator.objects.filter(user=alice, type="recovery_codes").count() == 1
    assert operator.get("/admin/").url == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2F"


def test_it_is_asked_for_after_the_password(browser, client, alice):
    secret = switch_on(browser)
    browser.post("/accounts/logout/")

    answer = client.post("/accounts/login/?next=/invites/", {"login": alice.email, "password": PASSWORD})
    assert answer.url.startswith("/accounts/2fa/authenticate/")
    assert client.get("/invites/").status_code == 302

    assert client.post(answer.url, {"code": "000000"}).status_code == 200
    client.post(answer.url, {"code": current_code(secret)})
    assert client.get("/invites/").status_code == 200


def test_the_key_can_be_changed_and_the_old_secrets_still_serve(alice, settings):
    settings.MFA_KEYS = ["old key"]
    authenticator = TOTP.activate(alice, "JBSWY3DPEHPK3PXP").instance
    settings.MFA_KEYS = ["new key", "old key"]
    newer = get_adapter().encrypt("something")

    assert get_adapter().decrypt(authenticator.data["secret"]) == "JBSWY3DPEHPK3PXP"
    settings.MFA_KEYS = ["old key"]
    with pytest.raises(InvalidToken):
        get_adapter().decrypt(newer)


def test_what_a_key_encrypts_no_other_reads(settings):
    settings.MFA_KEYS = ["a key"]
    kept = get_adapter().encrypt("a secret")
    settings.MFA_KEYS = ["another key"]

    with pytest.raises(InvalidToken):
        get_adapter().decrypt(kept)
    assert "a secret" not in json.dumps(kept)


def test_changing_it_asks_for_the_password_again(alice, client):
    client.force_login(alice)

    assert client.get("/accounts/2fa/totp/activate/").url.startswith("/accounts/reauthenticate/")
    assert client.post("/accounts/email/", {"action_add": "", "email": "x@example.org"}).url.startswith(
        "/accounts/reauthenticate/"
    )
