"""Light or dark, as a member chooses."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client, world):
    client.force_login(world.alice.user, backend="accounts.backends.MembersOnly")
    return client


def theme_of(page) -> str:
    """What the page's first element says of it; nothing, where the system decides."""
    _, _, said = page.content.decode().partition("data-theme=")
    return said.split('"')[1] if said else ""


@pytest.mark.parametrize(
    ("chosen", "shown"), [("light", "light"), ("dark", "dark"), ("auto", ""), ("sepia", ""), ("", "")]
)
def test_the_next_page_is_as_it_was_chosen(alice, chosen, shown):
    alice.post("/accounts/theme/", {"theme": "dark"})
    alice.post("/accounts/theme/", {"theme": chosen})

    assert theme_of(alice.get("/groups/")) == shown


@pytest.mark.parametrize(
    ("wanted", "location"),
    [("/groups/?a=b", "/groups/?a=b"), ("https://elsewhere.example/", "/"), ("//elsewhere.example/", "/"), ("", "/")],
)
def test_one_stays_where_one_was(alice, wanted, location):
    answer = alice.post("/accounts/theme/", {"theme": "dark", "next": wanted})

    assert (answer.status_code, answer["Location"]) == (302, location)


def test_a_page_that_a_stranger_reads_has_no_switch(client):
    assert b"/accounts/theme/" not in client.get("/").content
