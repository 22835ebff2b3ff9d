"""Somebody with a browser of their own."""

import re
from urllib.parse import urlsplit
from uuid import UUID

from playwright.sync_api import Browser, Page, expect

from tests.browser.site import Site

MOST_REDIRECTS = 5
PASSWORD = "a long password, typed with care"
SECONDS = 1000


class Person:
    """One member, or one to be: an address, a browser, and what they do in it."""

    def __init__(self, handle: str, *, site: Site, chromium: Browser) -> None:
        self.handle = handle
        self.name = handle.title()
        self.address = f"{handle}@example.org"
        self.site = site
        self.requests: list[str] = []
        self.page: Page = chromium.new_context(base_url=site.url).new_page()
        self.page.set_default_timeout(10 * SECONDS)
        self.page.on("request", lambda request: self.requests.append(request.url))

    def join_by(self, link: str) -> None:
        """Follow an invite's link and become a member by it."""
        self.page.goto(link)
        self.page.get_by_role("link", name="Make an account").click()
        self.page.get_by_label("Handle").fill(self.handle)
        self.page.get_by_label("Name", exact=True).fill(self.name)
        if (email := self.page.get_by_label("Email")).is_editable():
            email.fill(self.address)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Make an account").click()
        code = re.search(r"(?m)^\s*([A-Z0-9-]{6,})\s*$", self.site.mail_to(self.address).get_content())
        assert code, "a code is on a line of its own"
        self.page.get_by_label("Code").fill(code[1])
        self.page.get_by_role("button", name="Confirm").click()
        expect(self.page.get_by_role("link", name="New paper")).to_be_visible()

    def opens(self, path: str) -> int:
        """The status that an address answers with."""
        response = self.page.goto(path)
        assert response
        return response.status

    def follows(self, link: str) -> None:
        self.page.get_by_role("link", name=link).click()

    def presses(self, button: str) -> None:
        """Press it, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()

    def words_of(self, *words: str) -> set[str]:
        """Which of these the page shows."""
        shown = self.page.content()
        return {word for word in words if word in shown}

    def stopped_at(self, path: str) -> str:
        """The path on which one ends up."""
        self.page.goto(path)
        return urlsplit(self.page.url).path

    def is_sent_by(self, path: str) -> str:
        """Every byte that comes back when one opens an address, on the way to where it leads too."""
        came = []
        for _ in range(MOST_REDIRECTS):
            response = self.page.context.request.get(path, max_redirects=0)
            came += [*map(str, response.headers_array), response.body().decode(errors="replace")]
            if (path := response.headers.get("location", "")) == "":
                return "\n".join(came)
        raise AssertionError("it leads on and on")

    def requests_elsewhere(self) -> list[str]:
        """What this browser asked of other sites."""
        return [url for url in self.requests if not url.startswith((self.site.url, "data:"))]


def sign_in(page: Page, *, email: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def key_in(url: str) -> UUID:
    """The id of the paper, group or comment in an address."""
    found = re.search(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", url)
    assert found, url
    return UUID(found[0])
