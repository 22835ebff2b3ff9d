"""Searching, as readers do: by a key from anywhere, to the words one may read, and to nothing else."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import sign_in
from tests.browser.site import Site

pytestmark = pytest.mark.browser

SUCCESSORS = "Löb's theorem and agents that trust their successors"


def page_of(chromium: Browser, site: Site, name: str) -> Page:
    page = chromium.new_context(base_url=site.url).new_page()
    sign_in(page, email=f"{name}@colloquy.example", password=site.password)
    page.goto("/groups/")
    return page


def search_for(page: Page, typed: str) -> None:
    """From wherever one is, with the keyboard alone."""
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox")).to_have_value(typed)


def test_a_reader_finds_what_they_may_read_and_a_stranger_nothing(sample_site, chromium):
    reader, stranger = page_of(chromium, sample_site, "ben"), page_of(chromium, sample_site, "darius")

    search_for(reader, "lob successors author:moreau")
    expect(reader.get_by_role("listitem").get_by_role("link")).to_have_text([SUCCESSORS])
    expect(reader.locator("mark").first).to_be_visible()
    reader.get_by_role("link", name=SUCCESSORS).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(SUCCESSORS)

    for words in ("lob successors", "author:moreau successors", "lob sucessors"):
        search_for(stranger, words)
        expect(stranger.get_by_text("Nothing that you may read has all of these words.")).to_be_visible()
        expect(stranger.get_by_text("Fewer or other words may find it.")).to_be_visible()


def test_comments_are_found_in_their_place(sample_site, chromium):
    page = page_of(chromium, sample_site, "ben")

    search_for(page, "author:alice")
    page.get_by_role("link", name="Comments").click()
    page.get_by_role("link", name="On: ").first.click()

    expect(page.locator(":target")).to_contain_text("Alice Moreau")
