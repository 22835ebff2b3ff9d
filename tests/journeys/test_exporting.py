"""Taking a paper away."""

import json
import zipfile

import pytest
from django.test import Client

from sharing.access.actions import close, give
from sharing.audit.models import Event
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.journeys import exporting
from sharing.journeys.exporting import Exported, export_paper
from sharing.papers.actions import Words, add_version, erase, save_working_copy, start_paper
from sharing.papers.figures.actions import add_figure, remove_figure
from sharing.papers.figures.images import cleaned
from sharing.papers.figures.models import Figure
from sharing.papers.models import Paper, Version
from tests.papers.pictures import picture
from tests.world import World

pytestmark = pytest.mark.django_db

FIRST = Words(title='Löb: "for" two', summary="Safe", abstract="One\n\nTwo $x$", body="# All\n\nof it\n")
SECOND = Words(title="Löb for three", body="More\n")


@pytest.fixture
def paper(world: World) -> Paper:
    """One version, and other words in the working copy."""
    with world.alice.acting() as alice:
        paper = start_paper(FIRST, by=alice, authors=["Alice", "A Friend"])
        add_version(paper, by=alice)
        save_working_copy(paper, SECOND, by=alice)
        return Paper.objects.get(pk=paper.pk)


def taken(paper: Paper, *, by, **options) -> Exported:
    with reading_as_system(SystemWork.BUILD_TESTS):
        fresh = Paper.objects.select_related("guarded").get(pk=paper.pk)
    with by.acting() as viewer:
        return export_paper(fresh, by=viewer, **options)


def front_matter(markdown: str) -> tuple[dict, str]:
    _, front, body = markdown.split("---\n", 2)
    lines = (line.split(": ", 1) for line in front.splitlines())
    return {name: json.loads(value) for name, value in lines}, body


def test_the_latest_version_as_one_file(world, paper):
    exported = taken(paper, by=world.alice)

    assert (exported.file_name, exported.content_type) == (
        f"paper-{str(paper.pk)[:8]}-v1.md",
        "text/markdown; charset=utf-8",
    )
    with world.alice.acting():
        made_at = Version.objects.get().made_at
    assert front_matter(exported.content.read().decode()) == (
        {
            "title": FIRST.title,
            "authors": ["Alice", "A Friend"],
            "version": 1,
            "date": made_at.date().isoformat(),
            "summary": "Safe",
            "abstract": FIRST.abstract,
        },
        "\n# All\n\nof it\n",
    )


def test_the_working_copy_where_it_is_asked_for(world, paper):
    exported = taken(paper, by=world.alice, of_working_copy=True)

    facts, body = front_matter(exported.content.read().decode())
    assert exported.file_name == f"paper-{str(paper.pk)[:8]}-draft.md"
    assert (facts["title"], facts["version"], body) == ("Löb for three", "working copy", "\nMore\n")


def test_the_working_copy_where_there_is_no_version(world):
    with world.alice.acting() as alice:
        draft = start_paper(SECOND, by=alice)

    assert front_matter(taken(draft, by=world.alice).content.read().decode())[0]["version"] == "working copy"


def test_a_zip_where_there_are_figures(world, paper):
    with world.alice.acting() as alice:
        add_figure(paper, name="plot.png", image=cleaned(picture()), by=alice)
        add_version(paper, by=alice)
        remove_figure(Figure.objects.get(), by=alice)

    exported = taken(paper, by=world.alice)

    stem = f"paper-{str(paper.pk)[:8]}-v2"
    assert (exported.file_name, exported.content_type) == (f"{stem}.zip", "application/zip")
    with exported.content, zipfile.ZipFile(exported.content) as archive:
        assert archive.namelist() == [f"{stem}/paper.md", f"{stem}/plot.png"]
        assert archive.read(f"{stem}/plot.png") == cleaned(picture()).content
        assert front_matter(archive.read(f"{stem}/paper.md").decode())[1] == "\nMore\n"
    assert taken(paper, by=world.alice, of_working_copy=True).file_name.endswith("-draft.md")


def test_a_large_archive_lies_on_the_disk_and_not_in_memory(world, paper, monkeypatch):
    monkeypatch.setattr(exporting, "IN_MEMORY", 100)
    with world.alice.acting() as alice:
        add_figure(paper, name="plot.png", image=cleaned(picture()), by=alice)

    with taken(paper, by=world.alice, of_working_copy=True).content as content:
        assert content.fileno() > 2
        assert zipfile.ZipFile(content).testzip() is None


def test_an_event_says_that_a_copy_was_taken(world, paper):
    taken(paper, by=world.alice)

    with reading_as_system(SystemWork.BUILD_TESTS):
        event = Event.objects.get(kind="paper.exported")
    assert (event.by, event.about_id, event.facts) == (world.alice.user.pk, str(paper.pk), {"number": 1})


def test_who_may_read_but_not_download_is_refused(world, paper):
    with world.alice.acting() as alice:
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice)
        give(Right.DOWNLOAD, on=paper.guarded, to=world.cara.user.pk, by=alice)
        give(Right.SEE, on=paper.guarded, to=world.cara.user.pk, by=alice)

    with pytest.raises(Refused, match="You may not download it"):
        taken(paper, by=world.bob)
    with pytest.raises(Refused, match="You may not read it"):
        taken(paper, by=world.cara)


def test_a_reader_who_may_download_gets_versions_alone(world, paper):
    with world.alice.acting() as alice:
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice)
        give(Right.DOWNLOAD, on=paper.guarded, to=world.bob.user.pk, by=alice)

    assert taken(paper, by=world.bob).content.read() == taken(paper, by=world.alice).content.read()
    with pytest.raises(Unseen):
        taken(paper, by=world.bob, of_working_copy=True)


def test_an_author_takes_away_even_what_is_closed(world, paper):
    with world.alice.acting() as alice:
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice)
        give(Right.DOWNLOAD, on=paper.guarded, to=world.bob.user.pk, by=alice)
        close(paper.guarded, by=alice)

    assert taken(paper, by=world.alice).file_name.endswith("-v1.md")
    with pytest.raises(Unseen):
        taken(paper, by=world.bob)


def test_erased_words_cannot_be_taken(world, paper):
    with world.alice.acting() as alice:
        erase(paper, by=alice)

    with pytest.raises(Refused, match="erased for good"):
        taken(paper, by=world.alice)


def test_over_http_by_post_alone(world, paper):
    client = Client()
    client.force_login(world.alice.user)
    address = f"/papers/{paper.pk}/export/"

    assert client.get(address).status_code == 405
    response = client.post(address)

    assert response.getvalue() == taken(paper, by=world.alice).content.read()
    assert response["Content-Disposition"] == f'attachment; filename="paper-{str(paper.pk)[:8]}-v1.md"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert client.post(address, {"words": "working-copy"})["Content-Disposition"].endswith('-draft.md"')
