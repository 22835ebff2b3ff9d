"""What people do on the site, by its own pages."""

from dataclasses import dataclass
from uuid import UUID

from playwright.sync_api import expect

from tests.browser.people import Person, key_in


@dataclass(frozen=True)
class Agreed:
    """An agreement somebody made their own."""

    key: UUID
    title: str


def found_group(person: Person, *, named: str) -> UUID:
    person.opens("/groups/")
    person.follows("Found a group")
    person.page.get_by_label("Name").fill(named)
    person.page.get_by_label("Purpose").fill("To read each other's drafts.")
    person.presses("Found the group")
    return key_in(person.page.url)


def invite_to_group(person: Person, group: UUID) -> str:
    """A new link for one person."""
    person.opens(f"/groups/{group}/invites/")
    person.presses("Make a link")
    return person.page.locator("[data-copy-source]").inner_text()


def remove_from_group(person: Person, group: UUID, *, member: str) -> None:
    person.opens(f"/groups/{group}/")
    person.follows(f"Remove {member}")
    person.presses("Remove from the group")


def add_agreement(person: Person, *, from_template: str) -> Agreed:
    """A copy of one of the site's texts, as it stands."""
    person.opens("/agreements/")
    person.page.get_by_role("listitem").filter(has_text=from_template).get_by_role("link", name="Begin with").click()
    title = person.page.get_by_label("Title").input_value()
    person.presses("Preview")
    person.presses("Save as version 1")
    return Agreed(key_in(person.page.url), title)


def write_draft(person: Person, *, title: str, summary: str, abstract: str, body: str) -> UUID:
    person.follows("New paper")
    for label, words in (("Title", title), ("Safe summary", summary), ("Abstract", abstract), ("Text", body)):
        person.page.get_by_label(label).fill(words)
    person.presses("Save")
    return key_in(person.page.url)


def share_with_group(person: Person, paper: UUID, *, group: str, agreement: Agreed) -> None:
    person.opens(f"/papers/{paper}/")
    person.follows("Share")
    person.page.get_by_label("Open it to").select_option(label=group)
    person.page.get_by_label("They may").select_option(label="Read and comment")
    person.page.get_by_label("Once they have signed").select_option(label=f"{agreement.title} (version 1)")
    person.presses("Share")
    expect(person.page.get_by_text("They see nothing before they have signed")).to_be_visible()
    person.presses("Share")
    expect(person.page.get_by_role("button", name=f"Remove {group}")).to_be_visible()


def sign(person: Person) -> None:
    """Sign the agreement that the page shows."""
    person.page.get_by_label("I have read this agreement").check()
    person.page.get_by_label("Your full name").fill(f"{person.name} Example")
    person.presses("Sign and open")


def comment_on(person: Person, *, text: str) -> UUID:
    """Comment on the paper that the page shows."""
    person.page.get_by_label("Your comment").fill(text)
    person.presses("Post comment")
    comment = person.page.get_by_role("article").filter(has_text=text).last
    return key_in(comment.locator("a.act").first.get_attribute("href") or "")
