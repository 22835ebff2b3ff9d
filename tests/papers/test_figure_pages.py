"""Figures over HTTP: the page that adds them, and the images as browsers get them."""

import errno
import uuid

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sharing.access.actions import give
from sharing.base.rights import Right
from sharing.papers.actions import Words, add_version, start_paper
from sharing.papers.figures.actions import add_figure
from sharing.papers.figures.images import NOT_AN_IMAGE, cleaned
from sharing.papers.figures.models import Figure
from sharing.papers.figures.storing import NO_ROOM
from sharing.papers.models import Paper
from tests.papers.pictures import picture
from tests.world import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(world) -> Paper:
    with world.alice.acting() as alice:
        paper = start_paper(Words(title="Löb for two"), by=alice)
        add_figure(paper, name="plot.png", image=cleaned(picture()), by=alice)
        add_version(paper, by=alice)
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice)
    return paper


def browser(actor: Actor) -> Client:
    client = Client()
    if actor.user:
        client.force_login(actor.user)
    return client


def figures_seen_by(actor: Actor) -> dict[str, Figure]:
    with actor.acting() as viewer:
        return {figure.name: figure for figure in Figure.objects.visible_to(viewer).of_working_copy()}


def upload(content: bytes = b"", *, called: str = "plot 2.PNG", **fields) -> dict:
    return {"image": SimpleUploadedFile(called, content), **fields} if content else fields


def answer(actor: Actor, address: str, *, verb: str = "GET") -> tuple:
    """All that comes back, but for what differs from any answer to the next."""
    response = browser(actor).generic(verb, address)
    return response.status_code, dict(response.items()), b"".join(response) if response.streaming else response.content


# --- The images -------------------------------------------------------------------


def test_an_image_comes_with_exactly_these_headers(world, paper):
    figure = figures_seen_by(world.bob)["plot.png"]

    status, headers, content = answer(world.bob, f"/papers/{paper.pk}/figures/{figure.pk}/")

    assert (status, content) == (200, cleaned(picture()).content)
    assert headers == {
        "Content-Type": "image/png",
        "Content-Length": str(figure.size),
        "Content-Disposition": f'inline; filename="figure-{str(figure.pk)[:8]}.png"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Cache-Control": "no-store, private",
        "Vary": "Cookie",
    }


def test_the_server_in_front_sends_it_where_there_is_one(world, paper, settings):
    settings.SENDFILE = "x-accel"
    figure = figures_seen_by(world.bob)["plot.png"]

    status, headers, content = answer(world.bob, f"/papers/{paper.pk}/figures/{figure.pk}/")

    assert (status, content) == (200, b"")
    assert (headers["X-Accel-Redirect"], headers["Content-Type"]) == (f"/_protected/{figure.stored_as}", "image/png")


def test_the_database_is_not_asked_while_the_image_is_sent(world, paper, django_assert_num_queries):
    response = browser(world.bob).get(f"/papers/{paper.pk}/figures/{figures_seen_by(world.bob)['plot.png'].pk}/")

    with django_assert_num_queries(0):
        assert b"".join(response) == cleaned(picture()).content


@pytest.mark.parametrize("verb", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("address", ["/papers/{}/figures/{}/", "/papers/{}/figures/{}/remove/"])
def test_to_an_outsider_a_figure_is_what_never_existed(world, paper, verb, address):
    figure = figures_seen_by(world.alice)["plot.png"]

    for outsider in (world.dan, world.xavier, world.mia, world.omar):
        real, made_up = (
            answer(outsider, address.format(paper.pk, key), verb=verb) for key in (figure.pk, uuid.uuid4())
        )
        assert real[0] == 404
        assert real == made_up


def test_a_figure_is_not_shown_by_the_address_of_its_file(world, paper):
    figure = figures_seen_by(world.alice)["plot.png"]

    for address in (f"/{figure.stored_as}", f"/_protected/{figure.stored_as}", f"/media/{figure.stored_as}"):
        assert answer(world.alice, address)[0] == 404


def test_readers_get_a_draft_figure_with_the_next_version(world, paper):
    with world.alice.acting() as alice:
        later = add_figure(paper, name="later.png", image=cleaned(picture()), by=alice)
    assert answer(world.bob, f"/papers/{paper.pk}/figures/{later.pk}/")[0] == 404

    with world.alice.acting() as alice:
        paper.working_copy.title = "Löb for three"
        paper.working_copy.save(update_fields=["title"])
        add_version(paper, by=alice)

    assert answer(world.bob, f"/papers/{paper.pk}/figures/{later.pk}/")[0] == 200


# --- The page ------------------------------------------------------------------------


def test_adding_a_figure_by_the_page(world, paper):
    response = browser(world.alice).post(f"/papers/{paper.pk}/figures/", upload(picture()), follow=True)

    assert response.redirect_chain == [(f"/papers/{paper.pk}/figures/", 302)]
    assert set(figures_seen_by(world.alice)) == {"plot.png", "plot-2.png"}
    assert set(figures_seen_by(world.bob)) == {"plot.png"}


@pytest.mark.parametrize(
    ("posted", "errors"),
    [
        ({}, {"image": ["Choose an image: PNG or JPEG, at most 5 MB and 25 million pixels."]}),
        (upload(b"<svg/>", called="drawing.png"), {"image": [NOT_AN_IMAGE]}),
        (
            upload(picture(), name="../plot.png"),
            {"name": ["Use letters, digits, hyphens and underscores, and end in .png or .jpg."]},
        ),
        (
            upload(picture(), called="plot.svg"),
            {"name": ["Use letters, digits, hyphens and underscores, and end in .png or .jpg."]},
        ),
        (
            upload(bytes(7_000_000), name="large.png"),
            {"image": ["Choose an image: PNG or JPEG, at most 5 MB and 25 million pixels."]},
        ),
    ],
    ids=["nothing", "not an image", "a path as name", "a name of another kind", "too large to be read"],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_name_stays(world, paper, posted, errors):
    response = browser(world.alice).post(f"/papers/{paper.pk}/figures/", posted)

    assert response.status_code == 422
    assert response.context["form"].errors == errors
    assert response.context["form"]["name"].value() == posted.get("name")
    assert set(figures_seen_by(world.alice)) == {"plot.png"}


def test_a_full_disk_is_told_in_a_sentence(world, paper, monkeypatch):
    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full)

    response = browser(world.alice).post(f"/papers/{paper.pk}/figures/", upload(picture(), name="mine.png"))

    assert response.context["form"].non_field_errors() == [NO_ROOM]
    assert response.context["form"]["name"].value() == "mine.png"


def test_no_part_of_an_upload_lies_in_a_temporary_folder(world, paper, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nowhere")  # Writing there would fail.

    noise = SimpleUploadedFile("plot.png", picture() + bytes(4_000_000))
    browser(world.alice).post(f"/papers/{paper.pk}/figures/", {"image": noise, "name": "noise.png"})

    assert set(figures_seen_by(world.alice)) == {"plot.png", "noise.png"}


def test_taking_out_by_the_page_needs_a_post(world, paper):
    figure = figures_seen_by(world.alice)["plot.png"]

    assert answer(world.alice, f"/papers/{paper.pk}/figures/{figure.pk}/remove/")[0] == 405
    assert set(figures_seen_by(world.alice)) == {"plot.png"}

    response = browser(world.alice).post(f"/papers/{paper.pk}/figures/{figure.pk}/remove/")

    assert response["Location"] == f"/papers/{paper.pk}/figures/"
    assert set(figures_seen_by(world.alice)) == set()


def test_a_reader_is_told_that_they_may_not_edit(world, paper):
    figure = figures_seen_by(world.bob)["plot.png"]

    for address in (f"/papers/{paper.pk}/figures/", f"/papers/{paper.pk}/figures/{figure.pk}/remove/"):
        response = browser(world.bob).post(address)
        assert (response.status_code, "You may not edit it." in response.content.decode()) == (403, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_one_figure_as_for_three(world, paper, count, django_assert_num_queries):
    with world.alice.acting() as alice:
        for number in range(1, count):
            add_figure(paper, name=f"plot-{number}.png", image=cleaned(picture()), by=alice)
    client = browser(world.alice)
    client.get(f"/papers/{paper.pk}/figures/")

    with django_assert_num_queries(5):
        response = client.get(f"/papers/{paper.pk}/figures/")

    assert len(response.context["figures"]) == count
