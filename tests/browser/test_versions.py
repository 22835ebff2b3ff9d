"""A paper's versions in the browser: made by what was looked at, compared, gone back to, withdrawn; and its authors."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.acts import write_draft
from tests.browser.people import Person

pytestmark = pytest.mark.browser

FIRST, SECOND = "The proof is long and has a gap.", "The proof is short and complete."


def test_a_paper_gets_versions_and_an_author_and_is_withdrawn(site, chromium):
    alice, dan, noor = (Person(handle, site=site, chromium=chromium) for handle in ("alice", "dan", "noor"))
    for member in (alice, dan):
        member.join_by(site.manage("invite", member.address).split()[-1])
    paper = write_draft(alice, title="A title", summary="A summary", abstract="An abstract", body=FIRST)
    here = f"/papers/{paper}/"

    # Two versions, each with a name; the second is looked at before it is made.
    alice.opens(here)
    alice.follows("Make it version 1")
    alice.page.get_by_label("Its name").fill("As submitted")
    alice.presses("Make it version 1")
    alice.opens(f"{here}edit/")
    alice.page.get_by_label("Text").fill(SECOND)
    alice.page.get_by_role("button", name="Save", exact=True).click()
    expect(alice.page.get_by_role("status").get_by_text("All changes saved")).to_be_visible()
    alice.opens(here)
    expect(alice.page.get_by_text("has changes that are in no version yet")).to_be_visible()
    alice.follows("Compare it with version 1, or make it version 2")
    assert changes_on(alice) == (["long", "has a gap"], ["short", "complete"])
    alice.page.get_by_label("What changed").fill("The gap is closed.")
    alice.presses("Make it version 2")

    # Any two of them are compared, and the working copy goes back to the first.
    alice.follows("All versions")
    assert alice.words_of("“As submitted”", "The gap is closed.") == {"“As submitted”", "The gap is closed."}
    alice.page.get_by_label("Compare", exact=True).select_option("2")
    alice.page.get_by_label("with", exact=True).select_option("1")
    alice.presses("Compare")
    assert changes_on(alice) == (["short", "complete"], ["long", "has a gap"])
    alice.follows("All versions")
    alice.page.get_by_role("link", name="Go back to this version, number 1").click()
    alice.presses("Go back to version 1")
    expect(alice.page.get_by_label("Text")).to_have_value(FIRST)

    # Dan is asked whether he may be named, and stands in the byline once he says so.
    alice.opens(f"{here}authors/")
    alice.page.get_by_label("or the exact handle of a member").fill("dan")
    alice.presses("Add")
    site.mail_to(dan.address, holding="Somebody names you as an author")
    dan.opens("/inbox/")
    dan.page.get_by_role("link", name="asks whether you may be named").press("Enter")
    assert dan.words_of("A title", "Alice (@alice)", "You cannot read it now") == {
        "Alice (@alice)",
        "You cannot read it now",
    }
    dan.page.get_by_label("Your name").fill("D. A. N.")
    dan.presses("Stand in its byline")
    alice.opens(here)
    expect(alice.page.get_by_text("Alice, D. A. N.")).to_be_visible()

    # It is published, and withdrawn with a note that names nothing of it.
    alice.opens(f"{here}publication/")
    alice.presses("Publish to everybody")
    assert noor.opens(here) == 200
    alice.opens(f"{here}withdrawal/")
    alice.page.get_by_label("Why").fill("The lemma is wrong.")
    alice.page.get_by_label("Leave a note in its place").check()
    alice.presses("Withdraw it")
    assert noor.opens(here) == 410
    assert noor.words_of("The lemma is wrong.", "A title", "Alice", "D. A. N.") == {"The lemma is wrong."}
    assert noor.stopped_at(f"{here}versions/") == "/accounts/login/"
    assert [url for person in (alice, dan, noor) for url in person.requests_elsewhere()] == []


def changes_on(person: Person) -> tuple[list[str], list[str]]:
    """The words that went, and those that came."""
    page = person.page.content()
    went, came = (re.findall(rf"<{tag}>(.*?)</{tag}>", page) for tag in ("del", "ins"))
    return went[1:], came[1:]  # The first of each is the key.
