"""The page one searches from."""

import pytest
from django.test import Client

from sharing.access import actions as access
from sharing.base.principals import PUBLIC
from sharing.base.rights import Right
from sharing.discovery.search import searching
from sharing.papers.actions import Words, add_version, start_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(world, client) -> Client:
    client.force_login(world.alice.user)
    return client


def write(world, title: str, abstract: str = "", *, is_public: bool = False) -> None:
    with world.alice.acting() as viewer:
        paper = start_paper(Words(title=title, abstract=abstract), by=viewer)
        add_version(paper, by=viewer)
        paper.refresh_from_db()
        if is_public:
            access.give(Right.READ, on=paper.guarded, to=PUBLIC, by=viewer)


def searched(client, typed, **more) -> tuple[dict, str]:
    response = client.get("/search/", {"q": typed, **more})
    assert response.status_code == 200
    return response.context, response.content.decode()


def titles_on(client, typed, **more) -> list[str]:
    context, _ = searched(client, typed, **more)
    return [str(entry["title"]) for entry in context["entries"]]


def test_what_is_found_is_shown_with_the_words_around_it(world, alice):
    write(world, "Honest agents", "They <em>tell</em> what they know")

    context, html = searched(alice, "know")

    assert [entry["title"] for entry in context["entries"]] == ["Honest agents"]
    assert "They &lt;em&gt;tell&lt;/em&gt; what they <mark>know</mark>" in html


def test_before_anything_is_typed_there_is_only_the_field(world, alice):
    context, html = searched(alice, "")

    assert context["entries"] == []
    assert "Nothing that you may read" not in html


def test_what_finds_nothing_is_spelled_in_words_one_may_read(world, alice, client):
    write(world, "Honest agents", "They bargain")

    def suggested_to(browser):
        spelled = searched(browser, "bargian agents author:alice")[0]["spelled"]
        return spelled and (spelled["words"], spelled["url"])

    assert suggested_to(alice) == ("bargain agents", "/search/?q=bargain+agents+author%3Aalice")
    other = Client()
    other.force_login(world.dan.user)
    assert suggested_to(other) is None
    assert suggested_to(Client()) is None


def test_somebody_who_is_not_signed_in_searches_what_is_public(world, client):
    write(world, "Honest agents")
    write(world, "Agents for everybody", is_public=True)

    assert titles_on(client, "agents") == ["Agents for everybody"]


def test_the_next_page_goes_on_with_the_same_search(world, alice, monkeypatch):
    monkeypatch.setattr(searching, "PAGE", 1)
    for title in ("Agents", "Agents and games"):
        write(world, title)
    first, _ = searched(alice, "agents", sort="newest")
    second = alice.get(first["next_url"]).context

    assert [entry["title"] for entry in first["entries"]] == ["Agents and games"]
    assert [entry["title"] for entry in second["entries"]] == ["Agents"]
    assert second["next_url"] is None


@pytest.mark.parametrize(
    "place", [{"score": "nan", "row": "x"}, {"score": "1"}, {"row": "x"}, {"in": "x", "sort": "x"}]
)
def test_a_place_that_is_none_begins_at_the_top(world, alice, place):
    write(world, "Agents")

    assert titles_on(alice, "agents", **place) == ["Agents"]


@pytest.mark.parametrize("score", ["nan", "inf", "-inf", "1e999", "0"])
def test_any_number_is_a_place(world, alice, score):
    write(world, "Agents")

    searched(alice, "agents", score=score, row="11111111-1111-4111-8111-111111111111")


def test_a_day_that_is_none_is_told(world, alice):
    _, html = searched(alice, "agents before:yesterday")

    assert "Write a day, a month or a year after “before:”" in html


def test_words_alone_are_looked_for(world, alice):
    _, html = searched(alice, "after:2026")

    assert "Add a word to look for." in html


@pytest.mark.parametrize("typed", ["\0agents", "agents\0", "x" * 5000, "author:\0", "🙂", "%00", "'; --", "a:*", "!!"])
def test_anything_can_be_typed(world, alice, typed):
    searched(alice, typed)
    searched(alice, typed, **{"in": "comments"})
