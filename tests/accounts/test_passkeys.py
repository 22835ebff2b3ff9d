"""A passkey is added and signs in, in a real browser with a virtual authenticator."""

import os

import pytest
from allauth.mfa.models import Authenticator
from django.db import connections
from playwright.sync_api import expect, sync_playwright

from tests.accounts.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(databases=["default", "owner"], transaction=True)]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(monkeypatch, live_server):
    # Playwright keeps an event loop in this thread, which Django takes for an async program.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(base_url=live_server.url.replace("127.0.0.1", "localhost"))
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield page
        browser.close()
        connections.close_all()  # Under an event loop Django keeps connections apart, and would not find these later.


def test_a_member_adds_a_passkey_and_signs_in_with_it_alone(page, alice):
    page.goto("/accounts/login/?next=/invites/")
    page.get_by_label("Email").fill(alice.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url("/invites/")

    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("My key")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add").click()
    expect(page).to_have_url("/accounts/2fa/recovery-codes/")
    kept = Authenticator.objects.get(user=alice, type="webauthn")
    assert str(kept) == "My key"

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/invites/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url("/invites/")
