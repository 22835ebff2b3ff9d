"""Pages that no link leads to: one gets there by a mail, a form or a key, and looks at each on the way."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.looking import Eyes
from tests.browser.people import PASSWORD, sign_in

PERIOD = 30  # seconds that a code of an authenticator app is for
A_CODE = r"(?m)^\s*([A-Z0-9-]{6,})\s*$"
OTHER_PASSWORD = f"another of those: {PASSWORD}"


def come_by_invite(eyes: Eyes, page: Page) -> None:
    """Follow an invite to the site, make an account, and verify the address."""
    address = "newcomer@example.org"
    page.goto(eyes.site.manage("invite", address).split()[-1])
    eyes.look_at(page)
    page.get_by_role("link", name="Make an account").click()
    eyes.look_at(page)
    page.get_by_label("Email").fill(address)
    page.get_by_label("Handle").fill("newcomer")
    page.get_by_label("Name", exact=True).fill("Newcomer")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Make an account").click()
    eyes.look_at(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make an account").click()
    eyes.look_at(page)
    page.get_by_label("Code").fill(_mailed_code(eyes, address))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("link", name="New paper")).to_be_visible()


def forget_password(eyes: Eyes, page: Page) -> None:
    """Choose a new password by a code from a mail."""
    page.goto("/accounts/password/reset/")
    eyes.look_at(page)
    page.get_by_label("Email").fill("darius@colloquy.example")
    page.get_by_role("button", name="Send me a mail").click()
    eyes.look_at(page)
    page.get_by_label("Code").fill(_mailed_code(eyes, "darius@colloquy.example"))
    page.get_by_role("button", name="Confirm").click()
    eyes.look_at(page)
    for field in page.locator("input[type=password]").all():
        field.fill(OTHER_PASSWORD)
    page.locator("main").get_by_role("button").first.click()
    eyes.look_at(page)


def take_second_factors(eyes: Eyes, context: BrowserContext) -> None:
    """Set up a passkey and an authenticator app, look at their pages, and sign in again by the app."""
    page = context.pages[0]
    _plug_in_authenticator(page)
    page.goto("/accounts/2fa/webauthn/add/")
    _reauthenticate(eyes, page, expecting="Add a passkey")
    page.get_by_label("Name").fill("A key")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/recovery-codes/**")
    eyes.look_at(page)
    for path in ("/accounts/2fa/webauthn/", "/accounts/2fa/recovery-codes/generate/"):
        page.goto(path)
        eyes.look_at(page)
    page.goto("/accounts/2fa/webauthn/")
    for path in page.locator("main a").evaluate_all("all => all.map(each => each.pathname)"):
        page.goto(path)
        eyes.look_at(page)
    page.goto("/accounts/2fa/totp/activate/")
    eyes.look_at(page)
    secret = page.locator(".qr__secret").inner_text()
    page.get_by_label("code").fill(_app_code(secret))
    page.get_by_role("button", name="Switch on").click()
    page.wait_for_url(lambda url: "/activate/" not in url)
    page.goto("/accounts/2fa/totp/deactivate/")
    eyes.look_at(page)
    page.goto("/accounts/2fa/")
    eyes.look_at(page)

    context.clear_cookies()
    sign_in(page, email="omar@colloquy.example", password=eyes.site.password)
    eyes.look_at(page)
    page.get_by_label("code").fill(_app_code(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/2fa/" not in url)


def _reauthenticate(eyes: Eyes, page: Page, *, expecting: str) -> None:
    eyes.look_at(page)
    page.get_by_label("Password").fill(eyes.site.password)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name=expecting)).to_be_visible()
    eyes.look_at(page)


def _plug_in_authenticator(page: Page) -> None:
    """A key of the browser's own making, which says yes to everything."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    answers = {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": key | answers})


def _mailed_code(eyes: Eyes, address: str) -> str:
    code = re.search(A_CODE, eyes.site.mail_to(address, holding="code").get_content())
    assert code, "a code is on a line of its own"
    return code[1]


def _app_code(secret: str) -> str:
    """What an authenticator app shows."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))
