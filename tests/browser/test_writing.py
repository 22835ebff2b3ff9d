"""Writing in a browser: with a toolbar and a preview beside the text, saved by itself, and in two tabs at once."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import write_draft
from tests.browser.people import Person
from tests.papers.pictures import picture

pytestmark = pytest.mark.browser

SAVED = re.compile(r"All changes saved \d\d:\d\d")
BIBLIOGRAPHY = '@article{loeb, author = {L{\\"o}b, M. H.}, title = {A Problem}, year = 1955}'


@pytest.fixture(scope="module")
def alice(site, chromium) -> Person:
    alice = Person("alice", site=site, chromium=chromium)
    alice.join_by(site.manage("invite", alice.address).split()[-1])
    return alice


@pytest.fixture
def editor(alice) -> Page:
    """The editor of a new draft, in a wide window."""
    alice.page.set_viewport_size({"width": 1280, "height": 900})
    alice.opens("/")
    paper = write_draft(alice, title="On trust", summary="", abstract="", body="It begins.")
    alice.opens(f"/papers/{paper}/edit/")
    return alice.page


def text(page: Page):
    return page.get_by_label("Text (optional)")


def state(page: Page):
    return page.locator("[data-saving-state]")


def test_a_paper_is_written_with_the_toolbar_previewed_beside_it_and_saved_by_itself(alice, editor):
    text(editor).fill("")
    for words, tool in (("trust", "Bold"), ("x^2", "Formula"), ("loeb", "Cite")):
        text(editor).press("Control+End")
        text(editor).press_sequentially(f"{words}")
        for _ in words:
            text(editor).press("Shift+ArrowLeft")
        editor.get_by_role("button", name=tool, exact=True).click()
        text(editor).press("Control+End")
        text(editor).press_sequentially(" ")
    editor.locator("summary", has_text="Bibliography").click()
    editor.get_by_label("Bibliography (optional)").fill(BIBLIOGRAPHY)

    expect(text(editor)).to_have_value("**trust** $x^2$ [@loeb] ")
    preview = editor.locator("#preview")
    expect(preview.locator("strong")).to_have_text("trust")
    expect(preview.locator(".references li")).to_contain_text("M. H. Löb. A Problem. 1955.")
    expect(state(editor)).to_have_text(SAVED)

    editor.reload()
    expect(text(editor)).to_have_value("**trust** $x^2$ [@loeb] ")
    kept = editor.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert [word for word in ("trust", "loeb") if word in kept] == []
    assert alice.requests_elsewhere() == []


def test_cite_offers_the_entries_of_the_bibliography(editor):
    editor.locator("summary", has_text="Bibliography").click()
    editor.get_by_label("Bibliography (optional)").fill(f"{BIBLIOGRAPHY}\n@book{{boolos, title = {{Provability}}}}")
    text(editor).press("Control+End")

    for typed in ("provab", "1955"):
        editor.get_by_role("button", name="Cite", exact=True).click()
        editor.get_by_label("Find an entry").fill(typed)
        expect(editor.locator(".citing__entry")).to_have_count(1)
        editor.keyboard.press("Enter")
        text(editor).press("ArrowLeft")

    expect(text(editor)).to_have_value("It begins.[@boolos; @loeb]")


@pytest.mark.parametrize("keys", ["Control+s", "Control+Enter"])
def test_keys_save_without_leaving_the_page(editor, keys):
    text(editor).fill(f"Saved by {keys}.")
    text(editor).press(keys)

    expect(state(editor)).to_have_text(SAVED)
    expect(text(editor)).to_be_focused()


def test_in_two_tabs_at_once_neither_is_lost_and_one_chooses(alice, editor):
    other = editor.context.new_page()
    other.goto(editor.url)
    text(other).fill("Written in the other tab.")
    expect(state(other)).to_have_text(SAVED)

    text(editor).fill("Written in this one.")
    expect(state(editor)).to_have_text(
        "Not saved: other words were saved meanwhile. Press Save to see both and choose."
    )
    text(editor).fill("Written in this one, and on.")
    editor.wait_for_timeout(2_000)  # Longer than it waits before it saves.
    other.reload()
    expect(text(other)).to_have_value("Written in the other tab.")

    alice.presses("Save")
    expect(editor.get_by_role("heading", name="Saved meanwhile")).to_be_visible()
    expect(editor.locator(".diff").first.locator("ins")).to_have_text(["this", "one,", "and on"])
    alice.presses("Save this over what was saved meanwhile")
    other.reload()
    expect(text(other)).to_have_value("Written in this one, and on.")
    other.close()


def test_it_says_so_where_the_site_does_not_answer_and_saves_once_it_does(editor):
    editor.context.set_offline(True)
    text(editor).fill("Written on a train.")
    expect(state(editor)).to_have_text("Could not save: the site does not answer, retrying")

    editor.context.set_offline(False)
    expect(state(editor)).to_have_text(SAVED, timeout=15_000)


def test_an_answer_that_was_lost_is_no_conflict_with_oneself(editor):
    """The words are saved, and nobody hears of it; what was typed since is saved all the same."""
    saving = re.compile(r"/edit/saving/$")

    def lose(route):
        route.fetch()
        route.abort()

    editor.route(saving, lose, times=1)
    text(editor).fill("Saved, but unheard.")
    expect(state(editor)).to_have_text("Could not save: the site does not answer, retrying")
    text(editor).fill("Saved, but unheard. And on.")

    expect(state(editor)).to_have_text(SAVED, timeout=15_000)
    editor.reload()
    expect(text(editor)).to_have_value("Saved, but unheard. And on.")


PASTE = """(text, bytes) => {
    const data = new DataTransfer()
    data.items.add(new File([new Uint8Array(bytes)], "a plot.png", {type: "image/png"}))
    text.focus()
    text.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}))
}"""


def test_an_image_that_is_pasted_becomes_a_figure_and_stands_in_the_text(editor):
    for _ in range(2):
        text(editor).evaluate(PASTE, list(picture()))
        expect(editor.locator("[data-figures-state]")).to_contain_text("is among the figures.")
        text(editor).press("Control+End")

    preview = editor.locator("#preview .prose img")
    expect(preview).to_have_count(2)
    assert re.findall(r"\]\((.*?)\)", text(editor).input_value()) == ["a-plot.png", "a-plot-2.png"]


def test_an_image_that_cannot_be_taken_is_said_and_nothing_is_written(editor):
    text(editor).evaluate(PASTE, [1, 2, 3])

    expect(editor.locator("[data-figures-state]")).to_contain_text("Not added: ")
    expect(text(editor)).to_have_value("It begins.")


def test_where_the_window_is_narrow_one_sees_the_text_or_the_preview(editor):
    editor.set_viewport_size({"width": 360, "height": 800})

    editor.locator("[data-view=preview]").click()
    expect(editor.locator("#preview").get_by_text("It begins.")).to_be_visible()
    expect(text(editor)).to_be_hidden()
    editor.locator("[data-view=write]").click()
    expect(text(editor)).to_be_visible()
