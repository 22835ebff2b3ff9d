"""What the editor asks while one types: the preview beside the text, and saving by itself."""

import errno
import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from sharing.audit.models import Event
from sharing.base.reader import SystemWork, reading_as_system
from sharing.papers import actions as papers
from sharing.papers.actions import Words
from sharing.papers.figures.actions import add_figure
from sharing.papers.figures.images import cleaned
from sharing.papers.models import Version
from tests.papers.pictures import picture
from tests.web.test_writing_pages import ALICES, BOBS, OPENED, address, bob, paper, save_meanwhile, stands  # noqa: F401

pytestmark = pytest.mark.django_db

TYPED = {
    "title": "On $x^2$",
    "summary": "In *short*",
    "abstract": "Of **it**",
    "body": "::: theorem {#a}\n$y$\n:::\n\nBy @a and [@k].\n\n![A](a.png)",
    "bibliography": "@book{k, title = {Kept}}",
}


@pytest.fixture
def saving(paper) -> str:  # noqa: F811 -- pytest's way
    return reverse("autosave", args=[paper.pk])


def autosave(client: Client, saving: str, *, over: Words = OPENED, **typed: str):
    return client.post(saving, {**BOBS, "bibliography": "", **typed, "shown": over.sha256})


def prose(page: str) -> list[str]:
    """The abstract and the text of a paper, as they are set."""
    abstract = r'<section class="paper-header__abstract".*?</section>'
    return re.findall(rf'{abstract}|<div class="prose">.*</div>\s*</article>', page, re.DOTALL)


def preview_of(client: Client, name: str, *arguments, **typed: str):
    return client.post(reverse(name, args=arguments), {**TYPED, **typed})


# --- The preview ------------------------------------------------------------------------------------


def test_the_preview_is_the_page_to_the_letter(world, paper, bob, address):  # noqa: F811
    with world.alice.acting() as alice:
        add_figure(paper, name="a.png", image=cleaned(picture()), by=alice)
    previewed = preview_of(bob, "edit_preview", paper.pk).content.decode()

    bob.post(address, {**TYPED, "shown": OPENED.sha256, "as_version": "yes"})

    page = bob.get(reverse("paper", args=[paper.pk])).content.decode()
    assert (len(prose(previewed)), prose(previewed)) == (2, prose(page))
    assert [word in previewed for word in ("<math", "Theorem 1", "<em>Kept</em>", "<img", "In *short*")] == [True] * 5


def test_it_is_no_page_and_saves_nothing(paper, bob, stands):  # noqa: F811
    previewed = preview_of(bob, "edit_preview", paper.pk)

    assert (previewed.status_code, "<html" in previewed.content.decode(), stands()) == (200, False, OPENED)


def test_a_paper_that_is_yet_to_begin_is_previewed_too_and_needs_no_title_for_it(bob):  # noqa: F811
    previewed = preview_of(bob, "new_preview", title=" ").content.decode()

    assert [word in previewed for word in ("Untitled", "<strong>it</strong>", "Bob")] == [True] * 3


def test_what_leads_nowhere_is_told_in_it(bob):  # noqa: F811
    previewed = preview_of(bob, "new_preview", bibliography="").content.decode()

    assert "“k” is cited, and the bibliography has no such key." in previewed


def test_what_cannot_be_shown_stands_there_as_it_was_typed(bob):  # noqa: F811
    slow = preview_of(bob, "new_preview", body="[" * 10_000)
    long = preview_of(bob, "new_preview", body="a" * 200_001)

    assert (slow.status_code, slow.content.decode().count("cannot be shown as a page")) == (200, 1)
    assert (long.status_code, long.content.decode().count("a paper can have 200")) == (422, 1)


# --- Saving by itself -----------------------------------------------------------------------------


def test_it_saves_and_says_what_stands_there_now_and_when(world, bob, saving, stands, monkeypatch):  # noqa: F811
    User.objects.filter(pk=world.bob.user.pk).update(time_zone="Europe/Berlin")
    monkeypatch.setattr(papers, "now", lambda: datetime(2026, 7, 1, 12, 32, tzinfo=UTC))
    typed = Words(**{**BOBS, "body": BOBS["body"].replace("\r\n", "\n")})

    answer = autosave(bob, saving)

    assert (answer.status_code, answer.json()) == (200, {"shown": typed.sha256, "at": "14:32"})
    assert stands() == typed


def test_the_next_one_is_held_against_what_this_one_saved(bob, saving, stands):  # noqa: F811
    first = autosave(bob, saving, body="First").json()

    answer = bob.post(saving, {**BOBS, "body": "Second", "shown": first["shown"]})

    assert (answer.status_code, stands().body) == (200, "Second")


def test_other_words_saved_meanwhile_stay_and_that_is_said(bob, saving, save_meanwhile, stands):  # noqa: F811
    save_meanwhile()

    answer = autosave(bob, saving)

    assert (answer.status_code, stands()) == (409, ALICES)
    assert answer.json() == {
        "sentence": "Other words were saved after you had opened this, so yours are not saved yet."
    }


def test_a_form_that_does_not_say_what_it_was_opened_with_saves_over_nothing(bob, saving, stands):  # noqa: F811
    assert (bob.post(saving, BOBS).status_code, stands()) == (409, OPENED)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": " "}, "Title: This field is required."),
        ({"body": "a" * 200_001}, "Text: The text has 200 kB; a paper can have 200. Nothing was saved yet."),
    ],
)
def test_what_cannot_be_saved_is_said(bob, saving, stands, typed, sentence):  # noqa: F811
    answer = autosave(bob, saving, **typed)

    assert (answer.status_code, answer.json(), stands()) == (422, {"sentence": sentence}, OPENED)


def test_where_there_is_no_room_that_is_said(bob, saving, monkeypatch):  # noqa: F811
    def fail(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(papers, "save_working_copy", fail)

    answer = autosave(bob, saving)

    assert (answer.status_code, "no room" in answer.json()["sentence"]) == (503, True)


def test_readers_see_nothing_of_it_and_the_record_has_its_hash_alone(world, paper, bob, saving):  # noqa: F811
    answer = autosave(bob, saving)

    with reading_as_system(SystemWork.BUILD_TESTS):
        event = Event.objects.filter(kind="paper.edited").latest("at")
    assert (event.by, event.facts) == (world.bob.user.pk, {"sha256": answer.json()["shown"]})
    assert len(world.alice.sees(Version.objects.filter(paper=paper))) == 1


def test_who_may_only_read_saves_and_previews_nothing(world, paper, saving):  # noqa: F811
    dan = Client()
    dan.force_login(world.dan.user, backend="accounts.backends.MembersOnly")

    answers = [dan.post(each, {**TYPED}).status_code for each in (saving, reverse("edit_preview", args=[paper.pk]))]

    assert answers == [404, 404]
