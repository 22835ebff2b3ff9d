"""The byline's own page, and the pages on which a member answers."""

import re

import pytest

from sharing.access.actions import give
from sharing.base.rights import Right
from sharing.papers.actions import Words, add_version, start_paper
from sharing.papers.byline import ask_author
from sharing.papers.models import AskedAuthor, Author, Paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(world) -> Paper:
    """Alice's, which Bob reads."""
    with world.alice.acting() as alice:
        paper = start_paper(Words(title="Its title"), by=alice)
        add_version(paper, by=alice)
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice)
    return paper


@pytest.fixture
def address(paper) -> str:
    return f"/papers/{paper.pk}/authors/"


def asked(world, paper, name: str) -> str:
    with world.alice.acting() as alice:
        ask_author(paper, name, by=alice)
        return f"/authorship/{AskedAuthor.objects.get(paper=paper, handle=name).pk}/"


def byline_on(page) -> str:
    [byline] = re.findall(r'<p class="paper-header__byline">(.*?)</p>', page.content.decode())
    return re.sub(r"<.*?>", "", byline)


def test_the_pages_for_two_handles_differ_in_the_handle_alone(world, browser):
    pages = []
    for handle in ("dan", "qqq"):
        with world.alice.acting() as alice:
            paper = start_paper(Words(title="Its title"), by=alice)
        client, here = browser("alice"), f"/papers/{paper.pk}/authors/"
        answers = [client.post(here, {"act": "add", "handle": f"@{handle}"}, follow=True) for _ in range(2)]
        uuid = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
        drawn_anew = rf'(?<=token" value=")[^"]+|(?<=shown" value=")[^"]+|<time.*?</time>|{uuid}'
        plain = [re.sub(drawn_anew, "", answer.content.decode()) for answer in answers]
        pages.append([re.sub(rf"\b{handle}\b", "…", page) for page in plain])

    assert pages[0] == pages[1]


def test_a_handle_waits_and_a_name_stands(browser, address, paper):
    client = browser("alice")

    client.post(address, {"act": "add", "handle": "dan"})
    client.post(address, {"act": "add", "name": "A. Friend", "affiliation": "Elsewhere", "is_corresponding": "on"})

    assert "@dan" in client.get(address).content.decode()
    assert byline_on(client.get(f"/papers/{paper.pk}/")) == "Alice, A. Friend (Elsewhere) corresponding author"
    assert byline_on(browser("bob").get(f"/papers/{paper.pk}/")) == "Alice, A. Friend (Elsewhere) corresponding author"


@pytest.mark.parametrize(
    "typed", [{}, {"name": "A", "handle": "dan"}, {"name": "two\u2028lines"}, {"handle": "a b"}, {"name": "x" * 201}]
)
def test_one_name_or_one_handle_is_added(browser, address, typed):
    client = browser("alice")

    answer = client.post(address, {"act": "add", **typed})

    assert (answer.status_code, len(answer.context["rows"])) == (422, 1)


def fields_on(page) -> dict[str, str]:
    form = page.context["arranging"]
    fields = {name: form[name].value() for name in form.fields}
    typed = {name: "on" if value is True else value for name, value in fields.items() if value not in {None, False}}
    return typed | {"act": "arrange", "shown": page.context["shown"]}


def test_its_order_and_what_stands_beside_the_names_are_saved_together(browser, address, paper):
    client = browser("alice")
    for name in ("B", "C"):
        client.post(address, {"act": "add", "name": name})
    page = client.get(address)
    alice, b, c = (line["row"].pk for line in page.context["rows"])

    typed = fields_on(page) | {f"place-{c}": 1, f"place-{alice}": 3, f"off-{b}": "on", f"affiliation-{c}": "There"}
    answer = client.post(address, typed)

    assert answer.status_code == 302
    assert byline_on(client.get(f"/papers/{paper.pk}/")) == "C (There), Alice"
    assert client.post(address, typed).status_code == 422


def test_a_byline_of_more_names_than_a_form_can_send_is_not_changed_here(browser, address, monkeypatch):
    client = browser("alice")
    client.post(address, {"act": "add", "name": "B"})
    monkeypatch.setattr("sharing.papers.byline.MOST", 1)

    page = client.get(address).content.decode()

    assert ["This byline has 2 names" in page, "Save the byline" in page] == [True, False]
    assert client.post(address, {"act": "add", "name": "C"}).status_code == 422


def test_the_question_shows_no_more_of_the_paper_than_may_be_seen(world, paper, browser):
    pages = {name: browser(name).get(asked(world, paper, name)).content.decode() for name in ("bob", "dan")}

    assert {name: "Its title" in page for name, page in pages.items()} == {"bob": True, "dan": False}
    assert {name: "You cannot read it now" in page for name, page in pages.items()} == {"bob": False, "dan": True}
    assert {name: "Alice (@alice)" in page for name, page in pages.items()} == {"bob": True, "dan": True}
    assert str(paper.pk) not in pages["dan"]


def test_saying_yes_and_taking_it_back(world, paper, browser):
    client, question = browser("bob"), asked(world, paper, "bob")

    client.post(question, {"answer": "yes", "name": "B. O. B.", "affiliation": "Here"})
    assert byline_on(client.get(f"/papers/{paper.pk}/")) == "Alice, B. O. B. (Here)"
    assert client.get(question).status_code == 404
    with world.bob.acting():
        mine = Author.objects.get(member=world.bob.user)
    listed = client.get("/authorship/").content.decode()
    leave = f"/papers/{paper.pk}/authors/{mine.pk}/leave/"
    assert [word in listed for word in ("Its title", "B. O. B.", leave)] == [True] * 3

    client.post(leave)

    assert byline_on(client.get(f"/papers/{paper.pk}/")) == "Alice"


def test_who_cannot_see_the_paper_can_take_their_name_off_too(world, paper, browser):
    client, question = browser("dan"), asked(world, paper, "dan")
    client.post(question, {"answer": "yes", "name": "Dan"})

    listed = client.get("/authorship/").content.decode()
    [leave] = re.findall(r'href="(/papers/[^"]*/leave/)"', listed)

    assert ["A paper that you cannot see now" in listed, "Its title" in listed] == [True, False]
    assert [client.get(leave).status_code, client.post(leave).url, client.get(leave).status_code] == [
        200,
        "/authorship/",
        404,
    ]


@pytest.mark.parametrize("others", [0, 2])
def test_the_list_takes_as_many_queries_however_many_there_are(world, browser, others, django_assert_num_queries):
    for _ in range(1 + others):
        with world.alice.acting() as alice:
            other = start_paper(Words(title="Other"), by=alice)
            add_version(other, by=alice)
            give(Right.READ, on=other.guarded, to=world.bob.user.pk, by=alice)
        browser("bob").post(asked(world, other, "bob"), {"answer": "yes", "name": "Bob"})
    client = browser("bob")

    with django_assert_num_queries(6):
        page = client.get("/authorship/")

    assert len(page.context["stands"]) == 1 + others


def test_saying_no(world, paper, browser):
    client, question = browser("dan"), asked(world, paper, "dan")

    answer = client.post(question, {"answer": "no"})

    assert (answer.url, client.get(question).status_code) == ("/authorship/", 404)
    assert "@dan" in browser("alice").get(f"/papers/{paper.pk}/authors/").content.decode()


def test_a_question_leads_its_owners_to_the_byline_and_nobody_else_anywhere(world, paper, browser, address):
    question = asked(world, paper, "dan")

    assert browser("alice").get(question).url == address
    assert [browser(name).get(question).status_code for name in ("bob", "gita", "mia")] == [404] * 3


def test_a_name_has_to_be_one(world, paper, browser):
    client, question = browser("dan"), asked(world, paper, "dan")

    answers = [client.post(question, {"answer": "yes", "name": name}) for name in ("", "two\u2028lines")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert client.get(question).status_code == 200
