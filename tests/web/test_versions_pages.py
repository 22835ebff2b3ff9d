"""The list of versions, what differs between two of them, making the next, and going back to an old one."""

import re

import pytest
from django.test import Client

from sharing.access.actions import give
from sharing.audit.models import Reading
from sharing.base.principals import PUBLIC
from sharing.base.rights import Right
from sharing.papers.actions import Words, add_version, save_working_copy, start_paper, words_of
from sharing.papers.models import Paper, Version, WorkingCopy
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db

FIRST = Words(title="A title", summary="A summary", abstract="One abstract", body="One text.\n\nKept.")
SECOND = Words(title="A title", summary="Another summary", abstract="Two abstract", body="Two text.\n\nKept.")


@pytest.fixture
def paper(world) -> Paper:
    """Alice's, with two versions; Bob reads both, Gita the abstracts, Cara knows of them, Mia reads from 2 on."""
    with world.alice.acting() as alice:
        paper = start_paper(FIRST, by=alice)
        add_version(paper, by=alice, name="As submitted")
        save_working_copy(paper, SECOND, by=alice)
        add_version(paper, by=alice, name="As <b>accepted", what_changed="Said\ntwice")
        for name, right, start in (
            ("bob", Right.READ, 1),
            ("gita", Right.ABSTRACT, 1),
            ("cara", Right.SEE, 1),
            ("mia", Right.READ, 2),
        ):
            give(right, on=paper.guarded, to=getattr(world, name).user.pk, by=alice, from_version=start)
    return paper


@pytest.fixture
def under(paper) -> str:
    return f"/papers/{paper.pk}/versions/"


def told(page: str) -> list[bool]:
    words = ("As submitted", "As &lt;b&gt;accepted", "Said\ntwice", "16\xa0bytes of text", "SHA-256")
    return [word in page for word in words]


def test_the_list_says_as_much_of_each_version_as_its_reader_may_know(browser, under):
    seen = {name: told(browser(name).get(under).content.decode()) for name in ("alice", "bob", "gita", "cara", "mia")}

    assert seen == {
        "alice": [True] * 5,
        "bob": [True, True, True, True, False],
        "gita": [True, True, False, False, False],
        "cara": [True, True, False, False, False],
        "mia": [False, True, True, True, False],
    }


@pytest.fixture(params=[0, 2])
def more(request, world, paper) -> int:
    """So many versions beside the first two."""
    with world.alice.acting() as alice:
        for number in range(request.param):
            save_working_copy(paper, Words(title=f"More {number}"), by=alice)
            add_version(paper, by=alice)
    return request.param


def test_the_list_takes_as_many_queries_however_many_there_are(more, under, browser, django_assert_num_queries):
    client = browser("bob")

    with django_assert_num_queries(9):
        page = client.get(under)

    assert len(page.context["rows"]) == 2 + more


# --- Two of them -------------------------------------------------------------------------------------


def differs(page) -> dict[str, list[str]]:
    """By layer, the words that went and those that came."""
    text = page.content.decode()
    layers = re.findall(r'<h2 id="layer-\d+">(.*?)</h2>\s*<div class="diff">(.*?)</div>', text, re.DOTALL)
    return {label: re.findall(r"<(?:del|ins)>(.*?)</", diff) for label, diff in layers}


def test_each_reads_the_layers_they_may_read_in_both(browser, under):
    seen = {name: differs(browser(name).get(f"{under}1/2/")) for name in ("alice", "bob", "gita", "cara")}

    card = {"Safe summary": ["A", "Another"]}
    abstract = card | {"Abstract": ["One", "Two"]}
    everything = abstract | {"Text": ["One", "Two"]}
    assert seen == {"alice": everything, "bob": everything, "gita": abstract, "cara": card}


def test_a_layer_that_is_open_in_one_of_them_alone_is_not_shown(world, paper, browser, under):
    with world.alice.acting() as alice:
        give(Right.READ, on=paper.guarded, to=world.cara.user.pk, by=alice, from_version=2, beside=True)

    page = browser("cara").get(f"{under}1/2/")

    assert differs(page) == {"Safe summary": ["A", "Another"]}
    assert differs(browser("cara").get(f"{under}2/1/")) == {"Safe summary": ["Another", "A"]}
    assert "Nothing differs in: title." in page.content.decode()
    assert differs(browser("cara").get(f"{under}2/2/")) == {}


def test_they_are_held_against_each_other_in_the_order_asked_for(browser, under):
    assert differs(browser("bob").get(f"{under}2/1/"))["Text"] == ["Two", "One"]


@pytest.mark.parametrize("pair", ["1/2", "2/1", "1/1"])
def test_for_whoever_has_not_the_first_version_there_is_nothing_to_compare(browser, under, pair):
    def answer(numbers: str) -> tuple[int, str]:
        path = f"{under}{numbers}/"
        response = browser("mia").get(path)
        return response.status_code, response.content.decode().replace(path, "")

    assert answer(pair) == answer(pair.replace("1", "987654"))
    assert answer(pair)[0] == 404


@pytest.mark.parametrize("name", ["bob", "mia"])
def test_the_form_that_chooses_leads_on_whether_there_are_such_versions_or_not(browser, under, name):
    asked = {query: browser(name).get(f"{under}compare/?{query}") for query in ("old=1&new=2", "old=987654&new=2")}

    assert [answer.url for answer in asked.values()] == [f"{under}1/2/", f"{under}987654/2/"]
    assert [browser(name).get(f"{under}compare/?{query}").status_code for query in ("", "old=1", "old=1&new=x")] == [
        404,
        404,
        404,
    ]


def test_the_form_offers_those_one_may_know_of(browser, under):
    def offered(name: str) -> list[str]:
        return re.findall(r"<option[^>]*>(.*?)</option>", browser(name).get(under).content.decode())

    assert offered("cara") == ["Version 2", "Version 1"] * 2
    assert offered("mia") == []


def test_comparing_is_reading_both(world, browser, under):
    browser("bob").get(f"{under}1/2/")
    browser("gita").get(f"{under}1/2/")
    browser("alice").get(f"{under}1/2/")

    with as_tables_owner():
        read = {(reading.by, reading.about_id) for reading in Reading.objects.all()}
        versions = Version.objects.values_list("pk", flat=True)
        assert read == {(world.bob.user.pk, str(version)) for version in versions}


def test_what_everybody_may_read_everybody_may_compare(world, paper, under):
    with world.alice.acting() as alice:
        give(Right.READ, on=paper.guarded, to=PUBLIC, by=alice)

    assert differs(Client().get(f"{under}1/2/"))["Text"] == ["One", "Two"]


# --- The next, and back to an old one -------------------------------------------------------------------


def shown_on(page) -> str:
    return re.findall(r'name="shown" value="(.*?)"', page.content.decode())[0]


@pytest.fixture
def stands(world, paper):
    def stands() -> tuple[Words, int]:
        with world.alice.acting():
            return words_of(WorkingCopy.objects.get(pk=paper.pk)), Version.objects.filter(paper=paper).count()

    return stands


@pytest.fixture
def saves(world, paper):
    def saves(words: Words) -> None:
        with world.alice.acting() as alice:
            save_working_copy(paper, words, by=alice)

    return saves


THIRD = Words(title="A title", summary="Another summary", abstract="Two abstract", body="Three text.\n\nKept.")


def test_the_next_version_is_made_of_what_the_page_showed(browser, under, saves, stands):
    saves(THIRD)
    client = browser("alice")
    page = client.get(f"{under}add/")
    typed = {"name": "Final", "what_changed": "Three for two", "shown": shown_on(page)}
    saves(FIRST)

    refused = client.post(f"{under}add/", typed)

    assert differs(page) == {"Text": ["Two", "Three"]}
    assert (refused.status_code, stands()) == (422, (FIRST, 2))
    assert refused.context["form"]["name"].value() == "Final"
    assert client.post(f"{under}add/", typed | {"shown": shown_on(refused)}).status_code == 302
    assert stands() == (FIRST, 3)
    assert "“Final”" in client.get(under).content.decode()


@pytest.mark.parametrize("typed", [{"name": "two\u2028lines"}, {"name": "x" * 101}, {"what_changed": "a\u202eb"}])
def test_a_name_is_a_line_that_is_seen(browser, under, saves, stands, typed):
    saves(THIRD)
    client = browser("alice")

    answer = client.post(f"{under}add/", {"shown": shown_on(client.get(f"{under}add/")), **typed})

    assert (answer.status_code, stands()) == (422, (THIRD, 2))


def test_where_nothing_has_changed_there_is_no_version_to_make(browser, under):
    page = browser("alice").get(f"{under}add/").content.decode()

    assert "The working copy says what the latest version says." in page
    assert 'name="shown"' not in page


def test_the_first_version_can_be_named_too(world, browser):
    with world.alice.acting() as alice:
        draft = start_paper(FIRST, by=alice)
    client, address = browser("alice"), f"/papers/{draft.pk}/versions/add/"

    client.post(address, {"name": "First", "shown": shown_on(client.get(address))})

    assert "Version 1, “First”" in client.get(f"/papers/{draft.pk}/").content.decode()


def test_going_back_shows_what_it_changes_and_changes_the_working_copy(browser, under, stands):
    client = browser("alice")
    page = client.get(f"{under}1/restore/")

    answer = client.post(f"{under}1/restore/", {"shown": shown_on(page)})

    assert differs(page)["Text"] == ["Two", "One"]
    assert (answer.status_code, stands()) == (302, (FIRST, 2))
    assert "The working copy says this already." in client.get(f"{under}1/restore/").content.decode()


def test_what_was_saved_meanwhile_is_looked_at_first(browser, under, saves, stands):
    client = browser("alice")
    page = client.get(f"{under}1/restore/")
    saves(THIRD)

    answer = client.post(f"{under}1/restore/", {"shown": shown_on(page)})

    assert (answer.status_code, stands()) == (422, (THIRD, 2))
    assert differs(answer)["Text"] == ["Three", "One"]
    assert client.post(f"{under}1/restore/", {"shown": shown_on(answer)}).status_code == 302
    assert stands() == (FIRST, 2)


# --- What is in no version yet ---------------------------------------------------------------------------


def test_whoever_edits_reads_on_the_papers_pages_what_readers_do_not_get(world, paper, browser, saves):
    saves(THIRD)
    with world.alice.acting() as alice:
        give(Right.EDIT, on=paper.guarded, to=world.dan.user.pk, by=alice)
    said = "The working copy has changes that are in no version yet"

    def says(name: str, page: str = "") -> bool:
        return said in browser(name).get(f"/papers/{paper.pk}/{page}").content.decode()

    assert {name: says(name) for name in ("alice", "dan", "bob", "cara")} == {
        "alice": True,
        "dan": True,
        "bob": False,
        "cara": False,
    }
    assert [says("alice", page) for page in ("sharing/", "publication/", "versions/1/")] == [True] * 3


def test_where_the_latest_version_has_it_all_nothing_is_said(paper, browser):
    client = browser("alice")

    pages = [client.get(f"/papers/{paper.pk}/{page}").content.decode() for page in ("", "sharing/", "publication/")]

    assert ["in no version yet" in page for page in pages] == [False] * 3


@pytest.mark.parametrize(("right", "says"), [(Right.READ, True), (Right.SEE, True), (Right.EDIT, False)])
def test_the_share_dialog_says_that_the_changes_are_not_opened(paper, browser, saves, right, says):
    saves(THIRD)
    terms = {"whom": str(2), "right": str(int(right)), "living": "living"}

    page = browser("alice").post(f"/papers/{paper.pk}/sharing/", terms).content.decode()

    assert ("They do not see the changes in your working copy that are in no version yet." in page) is says
