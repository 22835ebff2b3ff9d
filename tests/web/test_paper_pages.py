"""The pages of a paper, as the cast gets them."""

import re

import pytest

from sharing.access.actions import give
from sharing.base.principals import ALL_MEMBERS, PUBLIC
from sharing.base.rights import Right
from sharing.groups.actions import found_group
from sharing.papers.actions import (
    Words,
    add_version,
    publish,
    publishable,
    save_as_version,
    save_working_copy,
    start_paper,
)
from sharing.papers.models import Card, Paper

pytestmark = pytest.mark.django_db

WORDS = Words(title="Canarytitle", summary="Canarysummary", abstract="Canaryabstract", body="Canarybody $x^2$")
LAYERS = ["Canarytitle", "Canarysummary", "Canaryabstract", "Canarybody"]


@pytest.fixture
def paper(world):
    with world.alice.acting() as alice:
        paper = start_paper(WORDS, by=alice)
        add_version(paper, by=alice)
    return paper


def layers_on(response) -> list[str]:
    return [word for word in LAYERS if word.encode() in response.content]


@pytest.fixture
def browser(client, world):
    """A signed-in browser for one of the cast."""

    def browser(name: str):
        if user := getattr(world, name).user:
            client.force_login(user, backend="accounts.backends.MembersOnly")
        return client

    return browser


@pytest.mark.parametrize(
    ("right", "layers"),
    [
        (Right.SEE, LAYERS[:2]),
        (Right.ABSTRACT, LAYERS[:3]),
        (Right.READ, LAYERS),
        (Right.COMMENT, LAYERS),
    ],
)
def test_a_reader_gets_the_layers_they_may_read(world, paper, browser, right, layers):
    with world.alice.acting() as alice:
        give(right, on=paper.guarded, to=world.bob.user.pk, by=alice)

    response = browser("bob").get(f"/papers/{paper.pk}/")

    assert (response.status_code, layers_on(response)) == (200, layers)


def test_version_nought_is_no_version(world, paper, browser):
    assert browser("alice").get(f"/papers/{paper.pk}/versions/0/").status_code == 404


@pytest.mark.parametrize(("name", "shown"), [("alice", (200, LAYERS)), ("bob", (404, []))])
def test_what_has_no_version_yet_is_read_by_its_authors_alone(world, browser, name, shown):
    with world.alice.acting() as alice:
        draft = start_paper(WORDS, by=alice)
        give(Right.COMMENT, on=draft.guarded, to=world.bob.user.pk, by=alice)

    response = browser(name).get(f"/papers/{draft.pk}/")

    assert (response.status_code, layers_on(response)) == shown


@pytest.mark.parametrize("page", ["", "versions/", "versions/1/", "edit/", "sharing/", "publication/", "erasure/"])
@pytest.mark.parametrize("name", ["dan", "noor"])
def test_a_stranger_gets_the_same_bytes_as_for_a_made_up_paper(world, paper, browser, name, page):
    made_up = "11111111-1111-4111-8111-111111111111"
    client = browser(name)

    real, random = client.get(f"/papers/{paper.pk}/{page}"), client.get(f"/papers/{made_up}/{page}")

    assert (real.status_code, real.content) == (random.status_code, random.content)
    assert dict(real.headers) == {name: value.replace(made_up, str(paper.pk)) for name, value in random.headers.items()}


def test_the_newest_list_shows_each_exactly_what_they_may_see(world, paper, browser):
    with world.alice.acting() as alice:
        give(Right.SEE, on=paper.guarded, to=world.bob.user.pk, by=alice)

    assert layers_on(browser("bob").get("/")) == LAYERS[:2]
    assert layers_on(browser("dan").get("/")) == []


@pytest.mark.parametrize("papers", [1, 3])
def test_a_list_takes_the_same_queries_however_long_it_is(world, browser, django_assert_num_queries, papers):
    with world.alice.acting() as alice:
        for _ in range(papers):
            paper = start_paper(WORDS, by=alice)
            add_version(paper, by=alice)
            give(Right.READ, on=paper.guarded, to=ALL_MEMBERS, by=alice)
    client = browser("bob")

    with django_assert_num_queries(9):
        response = client.get("/")

    assert response.content.count(b'class="paper-entry rung') == papers


def shown_on(page) -> str:
    return re.findall(r'name="shown" value="(.*?)"', page.content.decode())[0]


def test_writing_sharing_and_publishing_in_the_browser(world, browser):
    client = browser("alice")
    client.post("/papers/new/", {"title": "Mine", "body": "Words"})
    with world.alice.acting() as alice:
        paper = Paper.objects.visible_to(alice).get()
    terms = {"whom": str(ALL_MEMBERS), "right": "4", "living": "living"}

    asked = client.post(f"/papers/{paper.pk}/sharing/", terms)
    assert world.bob.sees(Paper.objects) == set()
    client.post(f"/papers/{paper.pk}/sharing/", terms | {"confirmed": "yes", "shown": shown_on(asked)})

    assert b"All members." in asked.content
    assert world.bob.sees(Paper.objects) == {paper.pk}
    page = client.get(f"/papers/{paper.pk}/publication/")
    client.post(f"/papers/{paper.pk}/publication/", {"shown": shown_on(page)})
    assert world.noor.sees(Paper.objects) == {paper.pk}


def test_nobody_in_public_learns_who_could_read_it_before(world, paper, browser):
    with world.alice.acting() as alice:
        give(Right.READ, on=paper.guarded, to=world.gita.user.pk, by=alice)
        publish(paper, by=alice, shown=publishable(paper, by=alice).fingerprint)

    response = browser("dan").get(f"/papers/{paper.pk}/")

    assert layers_on(response) == LAYERS
    assert b"Gita" not in response.content


def audiences_on(response) -> list[str]:
    """What each pill of the page says about who can see what."""
    return re.findall(r"Who can see this: </span>(.*?)</", response.content.decode())


@pytest.fixture
def held_by(world, paper):
    """The paper is read by these, and by Gita's group."""

    def held_by(*principals, right=Right.READ):
        with world.alice.acting() as alice:
            lab = found_group(name="Lab", purpose="", by=alice)
            for principal in (*principals, lab.pk):
                give(right, on=paper.guarded, to=principal, by=alice)

    return held_by


@pytest.mark.parametrize("everybody", [ALL_MEMBERS, PUBLIC])
def test_a_closed_paper_says_that_it_is_closed_and_counts_nobody(world, paper, browser, held_by, everybody):
    held_by(everybody, world.bob.user.pk)
    client, pages = browser("alice"), (f"/papers/{paper.pk}/", f"/papers/{paper.pk}/sharing/")
    opened = {pill for page in pages for pill in audiences_on(client.get(page))}

    client.post(f"/papers/{paper.pk}/closing/", {"closed": "yes"})
    closed = {pill for page in pages for pill in audiences_on(client.get(page)) if pill != "Private"}
    client.post(f"/papers/{paper.pk}/closing/", {"closed": "no"})

    assert closed == {"Closed to all but its owners"}
    assert {pill for page in pages for pill in audiences_on(client.get(page))} == opened


@pytest.mark.parametrize(("owners", "label"), [(["alice"], "Only you"), (["alice", "bob"], "Only its owners")])
def test_a_paper_that_only_owners_hold_says_whether_there_are_others(world, paper, browser, owners, label):
    with world.alice.acting() as alice:
        for name in owners[1:]:
            give(Right.OWN, on=paper.guarded, to=getattr(world, name).user.pk, by=alice)

    assert audiences_on(browser("alice").get(f"/papers/{paper.pk}/"))[0] == label


# --- Publishing what was shown ---------------------------------------------------------------


@pytest.fixture
def publishes(world, paper, browser):
    """Alice confirms on the page she was shown; or with what she says she was."""
    client = browser("alice")
    address = f"/papers/{paper.pk}/publication/"

    def publishes(page=None, **sent):
        page = page or client.get(address)
        shown = re.findall(r'name="shown" value="(.*?)"', page.content.decode())
        return client.post(address, sent or {"shown": shown[0]})

    publishes.look = lambda: client.get(address)
    return publishes


def save_version(world, paper, title):
    with world.alice.acting() as alice:
        return save_as_version(paper, Words(title=title), by=alice)


def test_a_version_saved_meanwhile_is_not_published_unread(world, paper, publishes):
    page = publishes.look()
    save_version(world, paper, "Unread")

    answer = publishes(page)

    assert (answer.status_code, answer.content.decode().count("It has changed since you looked")) == (422, 1)
    assert "version, number 2" in answer.content.decode()
    assert world.noor.sees(Paper.objects) == set()
    assert publishes(answer).status_code == 302
    assert world.noor.sees(Card.objects) == world.alice.sees(Card.objects.filter(number=2))


def test_the_same_words_under_another_number_are_looked_at_again(world, paper, publishes):
    page = publishes.look()
    for title in ("Other", WORDS.title):
        with world.alice.acting() as alice:
            save_as_version(paper, Words(**{**vars(WORDS), "title": title}), by=alice)

    assert publishes(page).status_code == 422
    assert world.noor.sees(Paper.objects) == set()


def test_a_working_copy_changed_meanwhile_is_not_published_unread(world, browser):
    with world.alice.acting() as alice:
        draft = start_paper(WORDS, by=alice)
    client, address = browser("alice"), f"/papers/{draft.pk}/publication/"
    shown = re.findall(r'name="shown" value="(.*?)"', client.get(address).content.decode())[0]
    with world.alice.acting() as alice:
        save_working_copy(draft, Words(title="Unread"), by=alice)

    answer = client.post(address, {"shown": shown})
    shown_again = re.findall(r'name="shown" value="(.*?)"', answer.content.decode())[0]

    assert (answer.status_code, world.noor.sees(Paper.objects)) == (422, set())
    assert client.post(address, {"shown": shown_again}).status_code == 302
    assert world.noor.sees(Paper.objects) == {draft.pk}


@pytest.mark.parametrize("sent", [{"shown": ""}, {"shown": "1"}, {"other": "field"}])
def test_nothing_is_published_that_was_not_shown(world, paper, publishes, sent):
    assert publishes(**sent).status_code == 422
    assert world.noor.sees(Paper.objects) == set()


def test_publishing_twice_is_told_as_that(publishes):
    page = publishes.look()

    answers = [publishes(page) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 403]
    assert b"A paper that is published cannot become published." in answers[1].content
