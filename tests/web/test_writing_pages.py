"""Writing a paper in the browser."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from sharing.access.actions import give
from sharing.base.rights import Right
from sharing.papers.actions import Words, add_version, save_working_copy, start_paper, words_of
from sharing.papers.figures.actions import add_figure
from sharing.papers.figures.images import cleaned
from sharing.papers.models import Paper, Version, WorkingCopy
from tests.papers.pictures import picture

pytestmark = pytest.mark.django_db

OPENED = Words(title="Opened", summary="Short", abstract="Abstract", body="First.\n\nSecond.\n\nThird.")
ALICES = Words(title="Opened", summary="Short", abstract="Abstract", body="First.\n\nSecond, by Alice.\n\nThird.")
BOBS = {
    "title": "Typed <b>title",
    "summary": "Short",
    "abstract": "Abstract",
    "body": "First.\r\n\r\nSecond, by Bob.\r\n\r\nThird.",
}


@pytest.fixture
def paper(world) -> Paper:
    """Alice's, and Bob edits it too."""
    with world.alice.acting() as alice:
        paper = start_paper(OPENED, by=alice)
        add_version(paper, by=alice)
        give(Right.EDIT, on=paper.guarded, to=world.bob.user.pk, by=alice)
    return paper


@pytest.fixture
def bob(world) -> Client:
    client = Client()
    client.force_login(world.bob.user, backend="accounts.backends.MembersOnly")
    return client


@pytest.fixture
def address(paper) -> str:
    return f"/papers/{paper.pk}/edit/"


@pytest.fixture
def save_meanwhile(world, paper) -> Callable:
    def save_meanwhile(name: str = "alice", words: Words = ALICES) -> None:
        with getattr(world, name).acting() as viewer:
            save_working_copy(paper, words, by=viewer)

    return save_meanwhile


@pytest.fixture
def stands(world, paper) -> Callable:
    def stands() -> Words:
        with world.alice.acting():
            return words_of(WorkingCopy.objects.get(pk=paper.pk))

    return stands


def fingerprints_in(response) -> list[str]:
    """Of the words that the page was opened with, and of those that its last button saves over."""
    return re.findall(r'name="shown" value="(.*?)"', response.content.decode())


def typed_in(response) -> dict[str, str]:
    form = response.context["form"]
    return {name: form[name].value() for name in BOBS}


def test_what_was_saved_meanwhile_is_told_and_shown_and_neither_is_lost(bob, address, save_meanwhile, stands):
    opened = fingerprints_in(bob.get(address))
    save_meanwhile()

    answer = bob.post(address, {**BOBS, "shown": opened[0]})

    page = answer.content.decode()
    assert (answer.status_code, stands(), typed_in(answer)) == (422, ALICES, BOBS)
    assert answer.context["form"].non_field_errors() == [
        "Other words were saved after you had opened this, so yours are not saved yet."
    ]
    assert "Alice (@alice) saved other words on <time" in page
    assert [layer.label for layer in answer.context["meanwhile"].layers] == ["Title", "Text"]
    assert re.findall(r"<del>(.*?)</del>", page)[1:] == ["Opened", "Alice"]
    assert re.findall(r"<ins>(.*?)</ins>", page)[1:] == ["Typed &lt;b&gt;title", "Bob"]
    assert f'<div class="diff">{ALICES.body}</div>' in page
    assert fingerprints_in(answer) == [*opened, ALICES.sha256]


@pytest.mark.parametrize("button", [{}, {"as_version": "yes"}])
def test_saving_again_is_refused_again_and_saving_over_it_is_not(bob, address, save_meanwhile, stands, button):
    opened = fingerprints_in(bob.get(address))
    save_meanwhile()
    answer = bob.post(address, {**BOBS, "shown": opened[0], **button})

    again = bob.post(address, {**BOBS, "shown": fingerprints_in(answer)[:1], **button})
    over = bob.post(address, {**BOBS, "shown": fingerprints_in(answer)})

    assert (again.status_code, over.status_code) == (422, 302)
    assert stands() == Words(**BOBS | {"body": BOBS["body"].replace("\r\n", "\n")})


def test_what_was_saved_since_is_not_saved_over_either(bob, address, save_meanwhile, stands):
    opened = fingerprints_in(bob.get(address))
    save_meanwhile()
    answer = bob.post(address, {**BOBS, "shown": opened[0]})
    newer = Words(title="Newer still")
    save_meanwhile("alice", newer)

    answer = bob.post(address, {**BOBS, "shown": fingerprints_in(answer)})

    assert (answer.status_code, stands(), fingerprints_in(answer)[1]) == (422, newer, newer.sha256)


def test_ones_own_other_tab_is_told_as_that(bob, address, save_meanwhile):
    opened = fingerprints_in(bob.get(address))
    save_meanwhile("bob")

    answer = bob.post(address, {**BOBS, "shown": opened[0]})

    assert "You saved other words yourself, in another tab or window, on <time" in answer.content.decode()


def test_a_form_that_does_not_say_what_it_was_opened_with_saves_over_nothing(bob, address, stands):
    answer = bob.post(address, BOBS)

    assert (answer.status_code, stands()) == (422, OPENED)


@pytest.mark.parametrize("body", [OPENED.body, OPENED.body.replace("\n", "\r\n")])
def test_unchanged_words_and_a_second_click_are_no_conflict(bob, address, save_meanwhile, body):
    opened = fingerprints_in(bob.get(address))
    unchanged = {**vars(OPENED), "body": body, "shown": opened[0]}
    first, second = bob.post(address, unchanged), bob.post(address, unchanged)
    changed = {**BOBS, "shown": opened[0]}

    answers = [first, second, bob.post(address, changed), bob.post(address, changed)]

    assert [answer.status_code for answer in answers] == [302] * 4


def test_a_preview_stays_the_form_of_what_was_opened(bob, address, save_meanwhile):
    opened = fingerprints_in(bob.get(address))
    save_meanwhile()

    preview = bob.post(address, {**BOBS, "shown": opened[0], "preview": "yes"})

    assert (preview.status_code, fingerprints_in(preview)) == (200, opened)


def test_the_version_of_an_editor_who_was_overtaken_is_not_made(world, paper, bob, address, save_meanwhile):
    opened = fingerprints_in(bob.get(address))
    save_meanwhile()

    bob.post(address, {**BOBS, "shown": opened[0], "as_version": "yes"})

    assert len(world.alice.sees(Version.objects.filter(paper=paper))) == 1


# --- The preview ---------------------------------------------------------------------------------

TYPED = {"title": "On $x^2$", "summary": "In *short*", "abstract": "Of **it**", "body": "All of $y$.\n\n![A](a.png)"}


def shown_of_a_paper(response) -> str:
    """What stands between the head of the paper and its end, less the head's first line, which says who sees it."""
    [article] = re.findall(r"<article>(.*?)</article>", response.content.decode(), re.DOTALL)
    shown = re.sub(r'(?s)<div class="paper-header__top">.*?</div>|<p class="version-line">.*?</p>', "", article)
    return " ".join(shown.split())


def preview(client: Client, address: str, **typed: str):
    return client.post(address, {**TYPED, **typed, "preview": "yes"})


def test_the_preview_is_what_the_papers_page_will_show(world, paper, bob, address):
    with world.alice.acting() as alice:
        add_figure(paper, name="a.png", image=cleaned(picture()), by=alice)
    previewed = preview(bob, address)

    bob.post(address, {**TYPED, "shown": OPENED.sha256, "as_version": "yes"})

    shown = shown_of_a_paper(previewed)
    assert shown == shown_of_a_paper(bob.get(f"/papers/{paper.pk}/"))
    assert [word in shown for word in ("<math", "In *short*", "<strong>it</strong>", "<img", "Alice")] == [True] * 5


def test_a_new_paper_is_previewed_under_its_writers_name(bob):
    shown = shown_of_a_paper(preview(bob, "/papers/new/", body="All of it"))

    assert [word in shown for word in ("<math", "In *short*", "<strong>it</strong>", "All of it", "Bob")] == [True] * 5


def test_a_preview_saves_nothing_and_leads_to_where_it_stands(bob, address, stands):
    page = preview(bob, address).content.decode()

    assert stands() == OPENED
    assert f'formaction="{address}#preview"' in page
    assert f'<form class="form editor__form" method="post" action="{address}"' in page
    assert re.findall(r'id="preview"', page) == ['id="preview"']


@pytest.mark.parametrize("layer", ["abstract", "body"])
def test_what_cannot_be_shown_is_told_at_its_field(bob, address, layer):
    answer = preview(bob, address, **{layer: "[" * 10_000})

    assert (answer.status_code, list(answer.context["form"].errors), answer.context["preview"]) == (422, [layer], None)
