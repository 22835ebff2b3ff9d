"""Whoever signs shows first that it is they, and then signs on a page that they have before them."""

import json
import time
from urllib.parse import quote

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import caches

from sharing.access.actions import adopt, revoke
from sharing.access.audience import grants_on
from sharing.access.signing import evidence_of
from tests.agreements.test_signing_pages import sealed_in, sign_url, signatures_of, signing

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"
AGO = 10 * 60 + 5  # seconds
LINK = "Show that it is you"
TICK = 'name="agreed"'


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


def here(trust, place: str | None = None) -> str:
    return sign_url(trust) + (f"?next={quote(place, safe='')}" if place else "")


def asked_who_it_is(trust, place: str | None = None) -> str:
    return f"/accounts/reauthenticate/?next={quote(here(trust, place), safe='')}"


def shows_it(client, trust, place: str | None = None):
    return client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": here(trust, place)})


def test_who_signed_in_of_late_is_not_asked(world, trust, cara, browser):
    client = browser("cara", seconds_ago=AGO - 60)
    page = client.get(sign_url(trust)).content.decode()
    response = signing(client, trust)

    assert (LINK in page, TICK in page) == (False, True)
    assert response["Location"] == f"/papers/{trust.paper.pk}/"
    assert evidence_by(world.cara)["authenticated_by"] == "password"


def test_after_a_while_the_page_asks_for_that_first_and_can_still_be_declined(trust, cara, browser):
    client = browser("cara", seconds_ago=AGO)
    page = client.get(f"{sign_url(trust)}?next=%2Fpapers%2Fmine%2F").content.decode()

    assert (LINK in page, TICK in page, 'value="sign"' in page, 'value="decline"' in page) == (True, False, False, True)
    assert f'href="{asked_who_it_is(trust, "/papers/mine/")}"' in page


@pytest.mark.parametrize("place", [None, "/papers/mine/?page=2"])
def test_what_was_sent_too_late_is_signed_on_the_page_once_more(world, trust, cara, browser, place):
    client = browser("cara", seconds_ago=AGO)
    asked = signing(client, trust, next=place, name="Typed before")
    assert asked["Location"] == asked_who_it_is(trust, place)
    assert "Typed before" not in json.dumps(dict(client.session.items()))

    wrong = client.post(asked["Location"], {"password": "wrong"})
    assert (wrong.status_code, signatures_of(world.cara)) == (200, [])

    before = time.time()
    right = shows_it(client, trust, place)
    assert (right.status_code, right["Location"]) == (302, here(trust, place))
    assert signatures_of(world.cara) == []

    signed = signing(client, trust, next=place, name="Cara Alma Lind")

    assert (signed.status_code, signed["Location"]) == (302, place or f"/papers/{trust.paper.pk}/")
    evidence = evidence_by(world.cara)
    assert evidence["typed_name"] == "Cara Alma Lind"
    assert evidence["authenticated_by"] == "password"
    assert evidence["authenticated_at"] >= time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(before))


def test_a_code_of_the_authenticator_app_does_as_well(world, trust, cara, browser):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(cara, secret)
    client = browser("cara", seconds_ago=AGO)
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))

    client.post("/accounts/2fa/reauthenticate/", {"code": code, "next": sign_url(trust)})
    signing(client, trust)

    assert evidence_by(world.cara)["authenticated_by"] == "authenticator app"


def test_who_only_signs_in_elsewhere_has_nothing_to_show(world, trust, cara, browser):
    cara.set_unusable_password()
    cara.save(update_fields=["password"])

    signing(browser("cara", seconds_ago=AGO), trust)

    assert len(signatures_of(world.cara)) == 1


def test_declining_asks_for_nothing(world, trust, cara, browser):
    client = browser("cara", seconds_ago=AGO)
    shown = sealed_in(client.get(sign_url(trust)))

    assert signing(client, trust, shown=shown, answer="decline")["Location"] == "/"


@pytest.mark.parametrize("meanwhile", ["nothing", "declined", "looked again"])
def test_a_password_alone_signs_nothing(world, trust, cara, browser, meanwhile):
    client = browser("cara", seconds_ago=AGO)
    signing(client, trust)
    if meanwhile == "declined":
        signing(client, trust, answer="decline")
    if meanwhile == "looked again":
        client.get(sign_url(trust))

    shows_it(client, trust)

    assert signatures_of(world.cara) == []


def test_a_text_that_changed_meanwhile_is_read_again(world, trust, second, cara, browser):
    client = browser("cara", seconds_ago=AGO)
    shown = sealed_in(client.get(sign_url(trust)))
    with world.alice.acting() as alice:
        adopt(second, on=trust.paper.guarded, by=alice)

    page = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": sign_url(trust)}, follow=True)
    assert b"<p>You wait.</p>" in page.content

    late = signing(client, trust, shown=shown)
    assert b"Please read this again" in late.content
    assert signatures_of(world.cara) == []


def test_whoever_lost_the_paper_meanwhile_signs_nothing(world, trust, cara, browser):
    client = browser("cara", seconds_ago=AGO)
    signing(client, trust)
    with world.alice.acting() as alice:
        [grant] = [each for each in grants_on(trust.paper.pk) if each.principal == cara.pk]
        revoke(grant, by=alice)

    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": sign_url(trust)}, follow=True)

    assert answer.status_code == 404
    assert signatures_of(world.cara) == []
