"""Signed out, every address that is not public gives the same answer, whatever the verb."""

import re

import pytest
from django.conf import settings
from django.http import HttpResponseNotFound
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts.middleware import LoginWall
from accounts.viewer import ANONYMOUS

VERBS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
REAL = [
    "/accounts/profile/",
    "/invites/",
    "/invites/make/",
    "/accounts/email/",
    "/accounts/2fa/",
    "/accounts/sessions/",
]
MADE_UP = ["/nowhere/", "/accounts/nowhere/", "/invites", "/invites/1/revoke/", "/accounts/", "/admin/", "/.git/HEAD"]

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def answer(verb: str, path: str, **kwargs):
    """Everything a stranger gets to see, with the path they asked for taken out."""
    response = Client(enforce_csrf_checks=True).generic(verb, path, **kwargs)
    headers = sorted((name, value.replace(f"next={path}", "next=PATH")) for name, value in response.items())
    return response.status_code, headers, response.content, dict(response.cookies)


@pytest.mark.parametrize("verb", VERBS)
def test_real_and_made_up_addresses_answer_alike(verb):
    expected = answer(verb, "/any/")
    assert expected[0] == 302
    assert dict(expected[1])["Location"] == "/accounts/login/?next=PATH"

    assert {path: answer(verb, path) for path in REAL + MADE_UP} == dict.fromkeys(REAL + MADE_UP, expected)


def test_the_public_pages_are_the_named_ones_and_no_others(client):
    """Asks for every page that takes no argument; whatever does not lead to signing in must be named."""
    answered = {}
    for name in {name for name in get_resolver().reverse_dict if isinstance(name, str)}:
        try:
            path = reverse(name)
        except NoReverseMatch:
            continue
        response = Client().get(path)
        answered[name] = response.get("Location") == f"/accounts/login/?next={path}"

    open_pages = {name for name, leads_to_signing_in in answered.items() if not leads_to_signing_in}
    assert open_pages == settings.PUBLIC_PAGES & set(answered)


def test_a_post_without_a_csrf_token_says_nothing_either():
    assert answer("POST", "/invites/make/", data={"life": 14}) == answer("POST", "/made/up/", data={"life": 14})


def test_a_public_page_that_finds_nothing_answers_like_any_other_address(rf):
    """What is public for some and private for others must not tell which is which."""
    request = rf.get("/invite/")
    request.viewer = ANONYMOUS

    answer = LoginWall(lambda _request: HttpResponseNotFound("No such thing."))(request)

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/invite/")


def test_it_comes_back_to_where_it_was_going(client, alice):
    response = client.get("/invites/?a=1&b=2")

    assert response.url == "/accounts/login/?next=/invites/%3Fa%3D1%26b%3D2"


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "/https://evil.example/"])
def test_it_never_leads_to_another_site(path, client, people):
    people("alice")
    response = client.get("/", PATH_INFO=path)
    response = client.post(response.url, {"login": "alice@example.org", "password": "correct horse battery staple"})

    assert response.status_code == 302
    assert response.url.startswith("/")
    assert response.url[1:2] not in {"/", "\\"}


def test_signed_in_an_unknown_address_is_the_one_404(client, alice):
    client.force_login(alice)

    assert client.get("/nowhere/").status_code == 404
    assert client.get("/invites/00000000-0000-4000-8000-000000000000/nothing/").status_code == 404


def test_what_was_typed_before_the_session_ended_comes_back_alike_from_every_address():
    typed = {"body": "Words typed for an hour", "password": "not this"}
    here = {"headers": {"origin": settings.SITE_URL}}

    answers = {path: Client().post(path, typed, **here) for path in ("/papers/new/", "/made/up/")}

    bodies = {
        re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", answer.content.replace(path.encode(), b"PATH"))
        for path, answer in answers.items()
    }
    assert {answer.status_code for answer in answers.values()} == {403}
    assert [(body.count(b"Words typed for an hour"), body.count(b"not this")) for body in bodies] == [(1, 0)]


@pytest.mark.parametrize("origin", [{}, {"origin": "https://elsewhere.example"}, {"origin": "null"}])
def test_another_sites_words_are_never_put_into_a_form_of_ours(origin):
    response = Client().post("/papers/new/", {"body": "planted"}, headers=origin)

    assert (response.status_code, b"planted" in response.content) == (302, False)


def test_a_form_that_came_too_late_gives_what_was_typed_back(alice):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)

    response = browser.post("/papers/new/", {"title": "Mine", "body": "Words"}, headers={"origin": settings.SITE_URL})

    assert response.status_code == 403
    assert b'name="body" value="Words"' in response.content
