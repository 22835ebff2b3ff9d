"""The first draft shared in trust, from end to end, by people with browsers of their own."""

import pytest
from playwright.sync_api import expect

from tests.browser.acts import (
    add_agreement,
    comment_on,
    found_group,
    invite_to_group,
    remove_from_group,
    share_with_group,
    sign,
    write_draft,
)
from tests.browser.exploring import Exploration, addresses_about
from tests.browser.people import Person

pytestmark = pytest.mark.browser

# Words that occur nowhere else on the site.
TITLE, SUMMARY, ABSTRACT, BODY = "Quixotry of gradients", "Zephyrine sketch", "Obloquial abstract", "Vexillary proof"
COMMENT, GROUP = "Xylographic objection", "Sesquipedalian circle"
DRAFT = (TITLE, SUMMARY, ABSTRACT, BODY, COMMENT)


def test_a_draft_is_shared_in_trust(site, chromium):
    alice, bob, cara, xavier, dan = (
        Person(handle, site=site, chromium=chromium) for handle in ("alice", "bob", "cara", "xavier", "dan")
    )
    alice.join_by(site.manage("invite", alice.address).split()[-1])
    dan.join_by(site.manage("invite", dan.address).split()[-1])

    # Alice founds a group, writes a draft, and opens it to the group under an agreement.
    group = found_group(alice, named=GROUP)
    agreement = add_agreement(alice, from_template="No capabilities use")
    paper = write_draft(alice, title=TITLE, summary=SUMMARY, abstract=ABSTRACT, body=f"{BODY}: $\\Box P \\to P$.")
    share_with_group(alice, paper, group=GROUP, agreement=agreement)

    # Her colleagues follow invite links, and make accounts by them.
    for colleague in (bob, cara, xavier):
        colleague.join_by(invite_to_group(alice, group))
        expect(colleague.page.get_by_role("heading", name=GROUP)).to_be_visible()

    # Two of them sign. One reads, and comments.
    for colleague in (bob, xavier):
        colleague.opens(f"/papers/{paper}/")
        assert colleague.words_of(*DRAFT) == set()
        sign(colleague)
        assert colleague.words_of(*DRAFT) == {TITLE, SUMMARY, ABSTRACT, BODY}
    expect(bob.page.locator("math").first).to_be_visible()
    comment = comment_on(bob, text=COMMENT)

    # Alice is told: in her inbox, and by a mail.
    site.mail_to(alice.address, holding="Somebody commented on your work")
    alice.opens("/inbox/")
    # Three came by her links, two signed, one commented.
    expect(alice.page.get_by_role("link", name="Inbox 6 unread")).to_be_visible()
    alice.page.get_by_role("link", name="Bob (@bob) commented").press("Enter")
    expect(alice.page.get_by_text(COMMENT)).to_be_visible()

    # Cara is stopped at the agreement, whatever she opens of it.
    about = addresses_about(paper=paper, comment=comment)
    assert {cara.stopped_at(path) for path in about} == {f"/papers/{paper}/agreements/"}
    assert Exploration(cara, paths=about).finds_of(*DRAFT) == set()

    # Xavier loses it on his next request.
    assert xavier.opens(f"/papers/{paper}/") == 200
    remove_from_group(alice, group, member=xavier.name)
    assert xavier.opens(f"/papers/{paper}/") == 404
    assert xavier.words_of(*DRAFT, GROUP) == set()

    # Whoever may read it finds all of it by looking everywhere.
    assert Exploration(bob, paths=about).finds_of(*DRAFT, GROUP) == {*DRAFT, GROUP}

    # A stranger who is a member, and one who is not signed in, find nothing anywhere.
    noor = Person("noor", site=site, chromium=chromium)
    hidden = addresses_about(paper=paper, comment=comment, group=group, agreement=agreement.key)
    for stranger in (dan, noor):
        assert Exploration(stranger, paths=hidden).finds_of(*DRAFT, GROUP) == set()
    assert {dan.opens(path) for path in hidden} == {404}
    assert {noor.stopped_at(path) for path in hidden} == {"/accounts/login/"}

    # Nor does anybody's mail say a word of it, and no browser was sent to another site.
    assert [word for mail in site.mails() for word in (*DRAFT, GROUP) if word in mail.as_string()] == []
    assert [url for person in (alice, bob, cara, xavier, dan, noor) for url in person.requests_elsewhere()] == []
