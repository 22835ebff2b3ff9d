"""Every page of the site, looked at in a browser as whoever sees most of it: nothing stands in anybody's way."""

import pytest
from playwright.sync_api import Browser, BrowserContext

from sharing.journeys.samples.people import PEOPLE
from tests.browser.looking import Eyes
from tests.browser.people import sign_in
from tests.browser.rooms import come_by_invite, forget_password, take_second_factors
from tests.browser.walking import fullest_pages
from tests.oracles.addresses import all_addresses
from tests.oracles.pages import PAGES

pytestmark = pytest.mark.browser

# Addresses that show no page, and what they do instead.
NO_PAGES = {
    "livez": "says a word to machines",
    "figure": "is an image",
    "feed": "is for feed readers",
    "identified": "leads to the paper that has the number",
    "notice": "leads to what the notice is about",
    "choose_comparison": "leads to the two versions that were chosen",
    "invite_link": "leads to the invite's page",
    "comment": "leads to its place in the discussion",
    "account_confirm_login_code": "is for sites that let one in by a mailed code alone",
    "account_email_verification_sent": "leads to signing in, or to one's addresses",
    "account_set_password": "leads to changing the password that everybody has",
    "receipt_text": "is a text file",
    "mfa_login_webauthn": "answers a script",
    "mfa_download_recovery_codes": "is a text file",
    "admin:jsi18n": "is a script",
    "admin:sharing_sitesettings_changelist": "leads to the only settings there are",
    "socialaccount_signup": "comes back from a site that an operator has to set up first",
}
# Pages that nobody is led to by a link, with who looks at each; {paper} is the fullest.
UNLINKED = {
    "account_logout": ("alice", "/accounts/logout/"),
    "account_inactive": ("alice", "/accounts/inactive/"),
    "socialaccount_login_cancelled": ("alice", "/accounts/3rdparty/login/cancelled/"),
    "socialaccount_login_error": ("alice", "/accounts/3rdparty/login/error/"),
    "stop_mail": ("alice", "/mail/stop/?token=x"),
    "mfa_reauthenticate": ("omar", "/accounts/2fa/reauthenticate/"),
    "mfa_reauthenticate_webauthn": ("omar", "/accounts/2fa/webauthn/reauthenticate/"),
    "admin:sharing_sitesettings_change": ("omar", "/admin/sharing/sitesettings/1/change/"),
    "admin:app_list": ("omar", "/admin/accounts/"),
    "comments": ("alice", "{paper}comments/"),
    "waiting": ("alice", "/papers/waiting/"),
}


def test_nothing_stands_in_anybodys_way_on_any_page(sample_site, chromium):
    eyes = Eyes(sample_site)
    stranger = _browser(eyes, chromium)
    come_by_invite(eyes, _browser(eyes, chromium).pages[0])
    forget_password(eyes, stranger.pages[0])
    stranger.pages[0].goto("/accounts/login/")
    eyes.look_at(stranger.pages[0])

    members = {person.handle: _browser(eyes, chromium) for person in PEOPLE if person.handle != "darius"}
    for handle, context in members.items():
        sign_in(context.pages[0], email=f"{handle}@colloquy.example", password=sample_site.password)
    take_second_factors(eyes, members["omar"])

    fullest = fullest_pages(sample_site, cookies={handle: _cookie(context) for handle, context in members.items()})
    places = {name: (found.who, found.path) for name, found in fullest.items()}
    places |= {name: (who, path.format(paper=fullest["paper"].path)) for name, (who, path) in UNLINKED.items()}
    for name, (who, path) in sorted(places.items()):
        if name not in eyes.seen:
            members[who].pages[0].goto(path)
            eyes.look_at(members[who].pages[0])

    assert _pages() - eyes.seen == set()
    assert eyes.complaints == {}


def _pages() -> set[str | None]:
    """The names of all addresses that have a page to show."""
    only_forms = {name for name, page in PAGES.items() if "GET" not in page.takes}
    return {address.name for address in all_addresses() if address.name} - only_forms - set(NO_PAGES)


def _browser(eyes: Eyes, chromium: Browser) -> BrowserContext:
    context = chromium.new_context(base_url=eyes.site.url)
    eyes.follow(context)
    context.new_page().set_default_timeout(10_000)
    return context


def _cookie(context: BrowserContext) -> str:
    return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in context.cookies())
