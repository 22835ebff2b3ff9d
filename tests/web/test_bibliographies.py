"""A paper's bibliography: typed or sent as a file, cited by its text, taken away and brought in with it."""

import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sharing.journeys.exporting import export_paper
from sharing.journeys.importing.actions import import_paper, papers_at
from sharing.papers.actions import Words, save_as_version, start_paper, words_of
from sharing.papers.models import Body, Paper, WorkingCopy
from tests.web.test_restraint import FROM_HERE
from tests.web.test_writing_pages import preview, shown_of_a_paper

pytestmark = pytest.mark.django_db

BOOLOS = "@book{boolos, author = {George S. Boolos}, title = {The Logic of Provability}, year = 1993}"
WORDS = {"title": "T", "summary": "", "abstract": "", "body": "As in [@boolos].", "bibliography": BOOLOS}


@pytest.fixture
def alice(world) -> Client:
    client = Client()
    client.force_login(world.alice.user, backend="accounts.backends.MembersOnly")
    return client


@pytest.fixture
def paper(world) -> Paper:
    with world.alice.acting() as alice:
        return start_paper(Words(title="T"), by=alice)


@pytest.fixture
def stands(world, paper):
    def stands() -> Words:
        with world.alice.acting():
            return words_of(WorkingCopy.objects.get(pk=paper.pk))

    return stands


def file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("papers.bib", content)


def save(client, paper, **typed):
    opened = Words(title="T").sha256
    return client.post(f"/papers/{paper.pk}/edit/", {**WORDS, "shown": opened, **typed}, **FROM_HERE)


def test_what_is_typed_is_kept_and_cited_by_the_next_version(alice, paper, stands):
    assert save(alice, paper, as_version="yes").status_code == 302

    page = alice.get(f"/papers/{paper.pk}/").content.decode()
    assert stands() == Words(**WORDS)
    assert re.findall(r'href="#text-ref:1"[^>]*>1</a>', page) == ['href="#text-ref:1" title="Boolos, 1993">1</a>']
    assert page.count("<em>The Logic of Provability</em>") == 1


def test_a_file_takes_its_place(alice, paper, stands):
    save(alice, paper, bibliography="@misc{other}", bibliography_file=file(f"\ufeff{BOOLOS}\r\n".encode()))

    assert stands() == Words(**WORDS)


def test_a_file_that_is_not_in_utf_8_is_in_latin_1(alice, paper, stands):
    save(alice, paper, bibliography_file=file("@misc{löb}".encode("latin-1")))

    assert stands().bibliography == "@misc{löb}"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"@misc{a}" * 25_001, "The file has 200 kB; a paper can have 200. Nothing was saved yet."),
        (b"\0", "This is not a text file."),
        (b"", "This file is empty."),
    ],
)
def test_a_file_that_cannot_be_taken_is_said_at_its_field(alice, paper, stands, content, sentence):
    answer = save(alice, paper, bibliography_file=file(content))

    assert (answer.status_code, answer.context["form"].errors["bibliography_file"]) == (422, [sentence])
    assert stands() == Words(title="T")


def test_a_preview_shows_what_the_file_says_and_holds_it_for_the_next_press(alice, paper):
    answer = save(alice, paper, bibliography="", bibliography_file=file(BOOLOS.encode()), preview="yes")

    page = answer.content.decode()
    assert answer.context["form"]["bibliography"].value() == BOOLOS
    assert "<em>The Logic of Provability</em>" in shown_of_a_paper(answer)
    assert "</textarea>" in page.split(BOOLOS.replace("'", "&#x27;"), 1)[1][:20]


def test_what_leads_nowhere_is_told_to_its_author_in_the_preview_and_in_the_draft_and_to_no_reader(alice, paper):
    problem = "“nobody” is cited, and the bibliography has no such key."
    typed = {"body": "As in [@nobody].", "title": "T", "bibliography": "", "shown": Words(title="T").sha256}
    previewed = preview(alice, f"/papers/{paper.pk}/edit/", **typed).content.decode()

    alice.post(f"/papers/{paper.pk}/edit/", typed)
    draft = alice.get(f"/papers/{paper.pk}/").content.decode()
    alice.post(f"/papers/{paper.pk}/versions/add/", {"shown": Words(title="T", body="As in [@nobody].").sha256})
    version = alice.get(f"/papers/{paper.pk}/").content.decode()

    assert [page.count(problem) for page in (previewed, draft, version)] == [1, 1, 0]
    assert [page.count('<span class="unresolved">nobody</span>') for page in (previewed, draft, version)] == [1, 1, 1]


def test_what_was_typed_comes_back_where_it_came_too_often_with_a_file(alice, paper, settings):
    settings.SITE_URL, settings.MEMBERS_RATES = "http://testserver", {"texts": "1/m/user"}
    save(alice, paper, preview="yes")

    answer = save(alice, paper, body="Typed for an hour", bibliography_file=file(BOOLOS.encode()))

    kept = {field["name"]: field["value"] for field in answer.context["kept"]}
    assert (answer.status_code, kept["body"]) == (429, "Typed for an hour")
    assert "The file is not: choose it again afterwards." in answer.content.decode()


def test_it_is_taken_away_beside_the_text_and_brought_in_again(world, paper, tmp_path):
    with world.alice.acting() as alice:
        save_as_version(paper, Words(**WORDS), by=alice)
        exported = export_paper(paper, by=alice)
    with exported.content, zipfile.ZipFile(exported.content) as archive:
        archive.extractall(tmp_path)
    folder = next(tmp_path.iterdir())
    text = (folder / "paper.md").read_text()
    assert ('bibliography: "paper.bib"' in text.splitlines(), (folder / "paper.bib").read_text()) == (True, BOOLOS)

    (folder / "paper.md").write_text(f"# T\n\n{text.split('---')[2].strip()}\n")
    with world.bob.acting() as bob:
        imported = import_paper(next(papers_at(folder)), to=None, by=bob)
        body = Body.objects.get(paper=imported)
    assert (body.text.strip(), body.bibliography) == (WORDS["body"], BOOLOS)
