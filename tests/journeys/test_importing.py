"""``manage.py import_papers``: papers that were written elsewhere."""

import errno
import json
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import CommandError, call_command

from sharing.access.models import Grant
from sharing.audit.models import Event
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.rights import Right
from sharing.groups.actions import admit, found_group
from sharing.groups.models import Group
from sharing.journeys.importing.arxiv import names_in
from sharing.journeys.importing.models import ImportedPaper
from sharing.papers.figures.models import Figure
from sharing.papers.models import Abstract, Author, Body, Card, Paper
from tests.papers.pictures import picture
from tests.roles import as_tables_owner
from tests.world import Actor

pytestmark = pytest.mark.django_db

RECORD = {
    "id": "0704.0001",
    "title": "On K\\\"onig's\n  lemma for $\\omega$-trees",
    "authors": "C. Bal\\'azs (1), E. Berger, Jr. and N. Erd\\H{o}s ((1) Institute of (small) Trees, Budapest)",
    "categories": ["math.LO", "cs.LO"],
    "comments": "12 pages, 3_figures",
    "journal_ref": "J. Trees 7 (2007)",
    "doi": "10.1000/trees.7",
    "abstract": "  We show {\\em this} for $a_1 < b$.\n\n  And that.",
}
ESSAY = """Before the heading

```python
# not a title
```

# On *trees* #

Words. ![A plot](plot.png) ![Elsewhere](../other.png) ![Missing](missing.png)
"""


def run(path: Path, *, by: str = "alice", group=None) -> tuple[str, list[str], str | None]:
    """What the command prints, what it complains of, and how it ends."""
    out, err = StringIO(), StringIO()
    try:
        call_command("import_papers", str(path), "--as", by, *_group(group), stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue().strip(), err.getvalue().splitlines(), str(error)
    return out.getvalue().strip(), err.getvalue().splitlines(), None


def _group(group) -> list[str]:
    return ["--group", str(group)] if group else []


def jsonl(folder: Path, *records) -> Path:
    """Dictionaries as they are, bytes as lines of their own."""
    lines = (record if isinstance(record, bytes) else json.dumps(record).encode() for record in records)
    path = folder / "records.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def essay(folder: Path, text: str = ESSAY, *, name: str = "essay.md") -> Path:
    papers = folder / "papers"
    papers.mkdir(exist_ok=True)
    (papers / name).write_text(text)
    return papers


def titles(actor: Actor) -> list[str]:
    with actor.acting() as viewer:
        return sorted(Card.objects.visible_to(viewer).values_list("title", flat=True))


def nothing_of_it_is_left() -> bool:
    with as_tables_owner():
        rows = [model.objects.count() for model in (Paper, Grant, Figure, ImportedPaper)]
    return rows == [0, 0, 0, 0] and (not default_storage.exists("figures") or not default_storage.listdir("figures")[1])


@pytest.fixture
def group(world) -> Group:
    with world.alice.acting() as alice:
        group = found_group(name="Proofs", purpose="", by=alice)
        admit(world.gita.user, to=group, by=alice)
    return group


# --- Records of arXiv -------------------------------------------------------------


def test_a_record_becomes_a_paper_as_it_would_be_typed(world, tmp_path):
    assert run(jsonl(tmp_path, RECORD)) == ("Imported: 1. There already: 0.", [], None)

    with world.alice.acting():
        paper = Paper.objects.get()
        assert paper.submitter_id == world.alice.user.pk
        assert Card.objects.get().title == "On König's lemma for $\\omega$-trees"
        assert Abstract.objects.get().text == "We show *this* for $a_1 < b$.\n\nAnd that."
        assert Body.objects.get().text == (
            "- arXiv: [0704.0001](https://arxiv.org/abs/0704.0001)\n"
            "- Categories: math.LO, cs.LO\n"
            "- Comments: 12 pages, 3_figures\n"
            "- Published: J. Trees 7 (2007)\n"
            "- DOI: [10.1000/trees.7](https://doi.org/10.1000/trees.7)\n"
        )
        assert list(Author.objects.order_by("position").values_list("name", "member")) == [
            ("C. Balázs", None),
            ("E. Berger, Jr.", None),
            ("N. Erdős", None),
        ]
    with reading_as_system(SystemWork.BUILD_TESTS):
        events = Event.objects.order_by("at").values_list("kind", "by", "about_id")
        assert list(events) == [
            (kind, world.alice.user.pk, str(paper.pk)) for kind in ("paper.created", "version.added", "paper.imported")
        ]


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ("", ()),
        ("Noor", ("Noor",)),
        ("A. B and C. D, and E. F & G. H", ("A. B", "C. D", "E. F", "G. H")),
        ("A. Anderson and B. Brand", ("A. Anderson", "B. Brand")),
        ("A (1 and 2), B (3) ((1) X, Y, (2) Z (W))", ("A", "B")),
        ("A (1), B (1 Dip. Astro.", ("A", "B")),
        ("The D0 and E1 Collaborations: V. Abazov, et al", ("The D0 and E1 Collaborations", "V. Abazov", "et al")),
        ("R. Heath, Jr. and S. V", ("R. Heath, Jr.", "S. V")),
    ],
)
def test_author_lists_are_read_as_names(listed, names):
    assert names_in(listed) == names


def test_a_corrupt_line_is_named_and_the_rest_goes_on(world, tmp_path):
    path = jsonl(
        tmp_path,
        RECORD,
        b'{"id": "0704.0002", "title": "Cut o',
        b"\xff\xfe",
        b"[" * 100_000,
        b"",
        {**RECORD, "id": "0704.0003", "title": ""},
        {**RECORD, "id": "0704.0004", "abstract": 7},
        {**RECORD, "id": "../../etc"},
        {**RECORD, "id": "0704.0005", "title": "\ud800"},
        {**RECORD, "id": "0704.0006", "title": "nul\x00"},
        {**RECORD, "id": "0704.0007", "title": "t" * 301},
        {**RECORD, "id": "0704.0008", "abstract": "a" * 10_001},
        ["a", "list"],
        {**RECORD, "id": "math/0407001", "title": "The last"},
    )

    assert run(path) == (
        "Imported: 2. There already: 0.",
        [
            "line 2: It is not a JSON object in UTF-8.",
            "line 3: It is not a JSON object in UTF-8.",
            "line 4: It is not a JSON object in UTF-8.",
            "line 6: It has no title.",
            "line 7: Its abstract is not text.",
            "line 8: It has no arXiv number.",
            "line 9: It is not a JSON object in UTF-8.",
            "line 10: Its title is not text.",
            "line 11: Its title is longer than 300 characters.",
            "line 12: Its abstract is longer than 10,000 characters.",
            "line 13: It is not a JSON object in UTF-8.",
        ],
        "Not imported: 11.",
    )
    assert titles(world.alice) == ["On König's lemma for $\\omega$-trees", "The last"]


def test_the_same_record_is_imported_once_by_each_member(world, tmp_path):
    path = jsonl(tmp_path, RECORD, RECORD)

    assert run(path) == ("Imported: 1. There already: 1.", [], None)
    assert run(path) == ("Imported: 0. There already: 2.", [], None)
    assert run(path, by="dan") == ("Imported: 1. There already: 1.", [], None)

    for look in (ImportedPaper.objects.visible_to, lambda _viewer: ImportedPaper.objects.all()):
        with world.dan.acting() as dan:
            assert [row.importer_id for row in look(dan)] == [world.dan.user.pk]


# --- Folders of Markdown -----------------------------------------------------------


def test_a_file_becomes_a_paper_with_the_figures_that_lie_beside_it(world, tmp_path):
    folder = essay(tmp_path)
    (folder / "plot.png").write_bytes(picture())
    (folder / "unused.png").write_bytes(picture())
    (tmp_path / "other.png").write_bytes(picture())
    (folder / "notes.txt").write_text("# Not a paper")

    assert run(folder) == ("Imported: 1. There already: 0.", [], None)

    with world.alice.acting():
        assert Card.objects.get().title == "On *trees*"
        assert Body.objects.get().text == ESSAY.replace("# On *trees* #\n", "")
        assert list(Author.objects.values_list("name", "member")) == [("Alice", world.alice.user.pk)]
        assert list(Figure.objects.values_list("name", "from_version", "last_version")) == [("plot.png", 1, None)]


def test_what_is_no_paper_is_named_and_the_rest_goes_on(world, tmp_path):
    folder = essay(tmp_path, "# Good\n")
    essay(tmp_path, "No heading\n", name="bare.md")
    essay(tmp_path, "# Long\n" + "a" * 200_001, name="long.md")
    essay(tmp_path, "# Picture ![](fake.png)\n", name="picture.md")
    (folder / "fake.png").write_bytes(b"<svg/>")
    (folder / "latin.md").write_bytes(b"# K\xf6nig\n")
    (folder / "folder.md").mkdir()

    assert run(folder) == (
        "Imported: 1. There already: 0.",
        [
            "bare.md: It has no heading to take its title from.",
            "folder.md: It cannot be read: Is a directory.",
            "latin.md: It is not text in UTF-8.",
            "long.md: Its text is longer than 200 kB.",
            "picture.md: fake.png: This file is not a whole PNG or JPEG image. Nothing was kept of it.",
        ],
        "Not imported: 5.",
    )
    assert titles(world.alice) == ["Good"]


def test_a_link_to_a_picture_elsewhere_is_not_followed(world, tmp_path):
    folder = essay(tmp_path)
    (tmp_path / "secret.png").write_bytes(picture())
    (folder / "plot.png").symlink_to(tmp_path / "secret.png")

    run(folder)

    with world.alice.acting():
        assert not Figure.objects.exists()


def test_a_full_disk_leaves_nothing_of_a_paper_whose_first_figure_was_stored(world, tmp_path, monkeypatch):
    folder = essay(tmp_path, "# Two ![](a.png) ![](b.png)\n")
    for name in ("a.png", "b.png"):
        (folder / name).write_bytes(picture())
    save, calls = FileSystemStorage.save, []

    def full_at_the_second(store, name, content):
        calls.append(name)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return save(store, name, content)

    monkeypatch.setattr(FileSystemStorage, "save", full_at_the_second)

    assert run(folder)[1:] == (
        ["essay.md: The site could not store this figure just now. Nothing was changed; please try again later."],
        "Not imported: 1.",
    )
    assert nothing_of_it_is_left()
    assert run(folder) == ("Imported: 1. There already: 0.", [], None)


# --- For whom, and to whom -----------------------------------------------------------


def test_a_group_may_read_and_discuss_what_is_imported_for_it(world, tmp_path, group):
    run(jsonl(tmp_path, RECORD), group=group.public_id)

    assert titles(world.gita) == titles(world.alice)
    assert titles(world.dan) == []
    with world.gita.acting() as gita:
        paper = Paper.objects.visible_to(gita, Right.COMMENT).get()
        assert paper.state == Paper.State.SHARED
        assert not Paper.objects.visible_to(gita, Right.EDIT).exists()


def test_without_a_group_nobody_else_knows_of_it(world, tmp_path, group):
    run(jsonl(tmp_path, RECORD))

    seen_by = [name for name, actor in world.everybody.items() if titles(actor)]
    assert seen_by == ["alice"]


def test_a_group_of_others_is_as_unknown_as_none_at_all(world, tmp_path, group):
    path = jsonl(tmp_path, RECORD)

    refused = [run(path, by="dan", group=key) for key in (group.public_id, uuid4())]

    assert refused == [("", [], "They are in no group with this ID.")] * 2
    assert nothing_of_it_is_left()


def test_the_policy_alone_refuses_a_group_of_others(world, tmp_path, group):
    with as_tables_owner():
        assert run(jsonl(tmp_path, RECORD), by="dan", group=group.public_id)[2] == "They are in no group with this ID."


@pytest.mark.parametrize("handle", ["nobody", "sam"])
def test_only_a_member_in_good_standing_can_have_papers(world, tmp_path, handle):
    world.suspend(world.sam)

    assert run(jsonl(tmp_path, RECORD), by=handle) == (
        "",
        [],
        f"There is no member in good standing with the handle {handle}.",
    )


def test_a_path_that_leads_nowhere_is_said(world, tmp_path):
    assert run(tmp_path / "nowhere")[2] == f"There is nothing at {tmp_path}/nowhere."
