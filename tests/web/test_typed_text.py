"""What somebody typed before their session ended: all of it is seen again, and sent again by one press."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from sharing.papers.actions import words_of
from sharing.papers.models import WorkingCopy

pytestmark = pytest.mark.django_db

HERE = {"origin": settings.SITE_URL}
PASSWORD = "correct horse battery staple"
TYPED = {"title": "A <title>", "summary": "One\r\ntwo", "abstract": "x" * 300, "body": "All of it"}


@pytest.fixture
def browser(world) -> Client:
    """Alice's, in which she has begun to write."""
    world.alice.user.set_password(PASSWORD)
    world.alice.user.save()
    client = Client(enforce_csrf_checks=True)
    sign_in(client)
    return client


def token_in(response) -> str:
    return re.findall(r'name="csrfmiddlewaretoken" value="(.*?)"', response.content.decode())[0]


def sign_in(client: Client, **more: str):
    token = token_in(client.get("/accounts/login/"))
    form = {"login": "alice@example.org", "password": PASSWORD, "csrfmiddlewaretoken": token}
    return client.post("/accounts/login/", form | more)


def fields_of(page: str) -> dict[str, str]:
    """All that the form given back sends when its button is pressed."""
    inputs = re.findall(r'<input [^>]*name="(.*?)" value="(.*?)"', page)
    areas = re.findall(r'<textarea [^>]*name="(.*?)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    return {name: unescape(value) for name, value in inputs + areas}


def seen_on(page: str) -> dict[str, str]:
    """What of it is there to be seen and changed."""
    hidden = re.findall(r'<input type="hidden" name="(.*?)"', page)
    return {name: value for name, value in fields_of(page).items() if name not in hidden}


@pytest.fixture
def given_back(browser) -> str:
    """The page that comes where the session has ended in between."""
    token = token_in(browser.get("/papers/new/"))
    del browser.cookies[settings.SESSION_COOKIE_NAME]
    form = {**TYPED, "csrfmiddlewaretoken": token, "shown": "f" * 64, "password": "not this", "empty": ""}
    response = browser.post("/papers/new/", form, headers=HERE)
    assert response.status_code == 403
    return response.content.decode()


def test_all_that_was_typed_can_be_seen(given_back):
    assert seen_on(given_back) == TYPED
    assert fields_of(given_back)["shown"] == "f" * 64


def test_after_signing_in_one_press_sends_it(world, browser, given_back):
    sign_in(browser)

    response = browser.post("/papers/new/", fields_of(given_back), headers=HERE)

    assert response.status_code == 302
    with world.alice.acting():
        written = vars(words_of(WorkingCopy.objects.get()))
    assert written == {**TYPED, "summary": "One\ntwo", "bibliography": ""}


def test_before_signing_in_it_is_given_back_again(browser, given_back):
    response = browser.post("/papers/new/", fields_of(given_back), headers=HERE)

    assert (response.status_code, seen_on(response.content.decode())) == (403, TYPED)


@pytest.mark.parametrize("origin", [{}, {"origin": "https://elsewhere.example"}, {"origin": "null"}])
def test_no_other_site_sends_it(world, browser, given_back, origin):
    sign_in(browser)

    response = browser.post("/papers/new/", fields_of(given_back), headers=origin)

    assert (response.status_code, world.alice.sees(WorkingCopy.objects)) == (403, set())


def test_no_other_form_goes_without_its_token(world, browser):
    response = browser.post("/papers/new/", TYPED, headers=HERE)

    assert (response.status_code, seen_on(response.content.decode())) == (403, TYPED)
    assert world.alice.sees(WorkingCopy.objects) == set()


def test_nobody_is_signed_in_by_such_a_form(browser):
    browser.logout()

    assert sign_in(browser, csrfmiddlewaretoken="x" * 64, given_back="yes").status_code == 403
    assert browser.get("/papers/new/").status_code == 302
