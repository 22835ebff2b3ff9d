"""Texts that no page can show, through the pages: told in a sentence, kept as typed, quick."""

import time

import pytest
from django.test import Client

from sharing.base.richtext import CannotRender, render
from sharing.papers.models import WorkingCopy
from tests.discussion.conftest import Talk

pytestmark = pytest.mark.django_db

HOSTILE = {
    "brackets": "[" * 20_000,
    "footnotes": "".join(f"[^{n}] " for n in range(2_000)) + "".join(f"\n[^{n}]: a\n" for n in range(2_000)),
    "braces": "$" + "{" * 8_000 + "}" * 8_000 + "$",
    "macros": "$\\def\\a{\\a\\a}\\a$",
    "stars": "*" * 50_000,
    "script": "<script>alert(1)</script>",
}


@pytest.fixture
def alice(talk) -> Client:
    client = Client()
    client.force_login(talk.world.alice.user)
    return client


def words(body: str) -> dict[str, str]:
    return {"title": "Typed title", "summary": "", "abstract": "", "body": body}


def saved_by(talk: Talk) -> str:
    with talk.world.alice.acting():
        return WorkingCopy.objects.get(pk=talk.paper.pk).body


def refusals_of(body: str) -> list[str]:
    try:
        render(body)
    except CannotRender as refusal:
        return [refusal.sentence]
    return []


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_paper_is_saved_as_typed_and_its_page_answers_in_time(talk, alice, opened, body):
    url = f"/papers/{talk.paper.pk}/edit/"

    saved = alice.post(url, {**words(body), **opened, "as_version": "1"})
    began_at = time.monotonic()
    page = alice.get(f"/papers/{talk.paper.pk}/")
    preview = alice.post(url, {**words(body), "preview": "1"})

    assert (saved.status_code, saved_by(talk), page.status_code) == (302, body, 200)
    assert time.monotonic() - began_at < 5
    assert preview.context["form"]["body"].value() == body
    assert b"<script>alert" not in page.content + preview.content
    refusals = refusals_of(body)
    assert (preview.status_code, preview.context["form"].errors) == (
        (422, {"body": refusals}) if refusals else (200, {})
    )
    assert [sentence for sentence in refusals if sentence not in page.content.decode()] == []


@pytest.mark.parametrize("button", ["save", "as_version", "preview"])
def test_a_paper_of_300_kb_is_given_back_and_nothing_is_saved(talk, alice, button):
    body = "A line of a long paper.\n" * 12_500

    answer = alice.post(f"/papers/{talk.paper.pk}/edit/", {**words(body), button: "1"})

    sentence = "The text has 300 kB; a paper can have 200. Nothing was saved yet."
    assert (answer.status_code, answer.context["form"].errors) == (422, {"body": [sentence]})
    assert answer.context["form"]["body"].value() == body
    assert saved_by(talk) == "All of it"
