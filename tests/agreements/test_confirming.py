"""Signing asks who signs to show that it is they, and what they typed waits for it."""

import json
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import caches

from sharing.access.actions import adopt, revoke
from sharing.access.audience import grants_on
from sharing.access.signing import evidence_of
from tests.agreements.test_signing_pages import sign_url, signatures_of, signing

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"
AGO = 10 * 60 + 5  # seconds


@pytest.fixture
def cara(world):
    caches["default"].clear()  # Of attempts at passwords that an earlier test made.
    user = world.cara.user
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def evidence_by(actor) -> dict[str, str]:
    [signature] = signatures_of(actor)
    with actor.acting():
        return evidence_of(signature)


def test_who_signed_in_of_late_is_not_asked(world, trust, cara, browser):
    response = signing(browser("cara", seconds_ago=AGO - 60), trust)

    assert response["Location"] == f"/papers/{trust.paper.pk}/"
    assert evidence_by(world.cara)["authenticated_by"] == "password"


@pytest.mark.parametrize("place", [None, "/papers/mine/?page=2"])
def test_after_a_while_it_is_the_password_first_and_then_the_signature(world, trust, cara, browser, place):
    client = browser("cara", seconds_ago=AGO)
    asked = signing(client, trust, next=place, name="Cara Alma Lind")
    assert asked["Location"] == f"/accounts/reauthenticate/?next=%2Fpapers%2F{trust.paper.pk}%2Fagreements%2F"
    assert signatures_of(world.cara) == []

    wrong = client.post(asked["Location"], {"password": "wrong"})
    assert (wrong.status_code, signatures_of(world.cara)) == (200, [])

    before = time.time()
    right = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": sign_url(trust)})

    assert (right.status_code, right["Location"]) == (302, place or f"/papers/{trust.paper.pk}/")
    evidence = evidence_by(world.cara)
    assert evidence["typed_name"] == "Cara Alma Lind"
    assert evidence["authenticated_by"] == "password"
    assert evidence["authenticated_at"] >= time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(before))


def test_a_form_sent_from_an_address_with_a_query_is_taken_up_too(trust, browser):
    """allauth finds it again by its path: the form is sent there."""
    page = browser("cara").get(f"{sign_url(trust)}?next=%2Fpapers%2Fmine%2F").content.decode()

    assert f'action="{sign_url(trust)}"' in page


def test_a_code_of_the_authenticator_app_does_as_well(world, trust, cara, browser):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(cara, secret)
    client = browser("cara", seconds_ago=AGO)
    signing(client, trust)
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    client.post("/accounts/2fa/reauthenticate/", {"code": code, "next": sign_url(trust)})

    assert evidence_by(world.cara)["authenticated_by"] == "authenticator app"


def test_what_is_wrong_is_said_before_anybody_is_asked(world, trust, cara, browser):
    client = browser("cara", seconds_ago=AGO)

    assert signing(client, trust, agreed=None).status_code == 422
    assert signing(client, trust, answer="decline")["Location"] == "/"


def test_what_waits_is_signed_by_nobody_else(world, trust, cara, browser):
    """Dan signs in on the same machine while Cara's form waits: it is gone with her session."""
    client = browser("cara", seconds_ago=AGO)
    signing(client, trust)
    browser("dan")

    client.get("/accounts/reauthenticate/")

    assert [signatures_of(actor) for actor in (world.cara, world.dan)] == [[], []]
    assert "Cara Lind" not in json.dumps(dict(client.session.items()))


def test_a_text_that_changed_meanwhile_is_read_again(world, trust, second, cara, browser):
    client = browser("cara", seconds_ago=AGO)
    signing(client, trust)
    with world.alice.acting() as alice:
        adopt(second, on=trust.paper.guarded, by=alice)

    page = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": sign_url(trust)}, follow=True)

    assert b"Please read this again" in page.content
    assert b"<p>You wait.</p>" in page.content
    assert signatures_of(world.cara) == []


def test_whoever_lost_the_paper_meanwhile_signs_nothing(world, trust, cara, browser):
    client = browser("cara", seconds_ago=AGO)
    signing(client, trust)
    with world.alice.acting() as alice:
        [grant] = [each for each in grants_on(trust.paper.pk) if each.principal == cara.pk]
        revoke(grant, by=alice)

    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": sign_url(trust)})

    assert answer.status_code == 404
    assert signatures_of(world.cara) == []


@pytest.mark.parametrize("second_thought", ["decline", "look again"])
def test_second_thoughts_take_the_waiting_signature_back(world, trust, cara, browser, second_thought):
    client = browser("cara", seconds_ago=AGO)
    signing(client, trust)
    if second_thought == "decline":
        signing(client, trust, answer="decline")
    else:
        client.get(sign_url(trust))

    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": sign_url(trust)})

    assert signatures_of(world.cara) == []


@pytest.mark.parametrize(("minutes", "signed"), [(4, 1), (6, 0)])
def test_a_waiting_signature_is_made_within_minutes_or_not_at_all(
    *, world, trust, cara, browser, monkeypatch, minutes, signed
):
    client = browser("cara", seconds_ago=AGO)
    signing(client, trust)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + minutes * 60)

    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": sign_url(trust)})

    assert len(signatures_of(world.cara)) == signed
