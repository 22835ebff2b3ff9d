"""Files that are given up are deleted, whatever fails on the way; and what a kill left behind is found."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import call_command
from django.db import DatabaseError, transaction

from sharing.base.clock import now
from sharing.base.reader import SystemWork, reading_as_system
from sharing.papers.actions import Words, add_version, erase, start_paper
from sharing.papers.figures import discarding
from sharing.papers.figures.actions import add_figure, remove_figure
from sharing.papers.figures.discarding import MOST_ORPHANS, delete_discarded, delete_orphans
from sharing.papers.figures.images import cleaned
from sharing.papers.figures.models import DiscardedFile, Figure
from sharing.papers.models import Paper
from sharing.papers.tasks import delete_discarded_files, delete_orphaned_files
from tests.papers.pictures import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(world) -> Paper:
    with world.alice.acting() as alice:
        return start_paper(Words(title="Löb for two"), by=alice)


@pytest.fixture
def add(world, paper):
    def add(name: str = "plot.png") -> Figure:
        with world.alice.acting() as alice:
            return add_figure(paper, name=name, image=cleaned(picture()), by=alice)

    return add


@pytest.fixture
def gives_up(world, paper, add):
    """Each way to give a figure up that no version has."""

    def gives_up(way: str) -> None:
        with world.alice.acting() as alice:
            if way == "erasing":
                add_version(paper, by=alice)
                erase(paper, by=alice)
            if way == "removing":
                remove_figure(Figure.objects.get(), by=alice)
        if way == "replacing":
            add()

    return gives_up


def stored() -> set[str]:
    found = default_storage.listdir("figures")[1] if default_storage.exists("figures") else []
    return {f"figures/{name}" for name in found}


def listed() -> set[str]:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return set(DiscardedFile.objects.values_list("stored_as", flat=True))


def is_down(*_args):
    raise ConnectionError("no store")


WAYS = pytest.mark.parametrize("way", ["erasing", "replacing", "removing"])


@WAYS
def test_the_act_itself_says_which_file_is_to_go(add, gives_up, way):
    old = add()
    gives_up(way)

    assert listed() == {old.stored_as}
    assert old.stored_as in stored()


@WAYS
def test_it_is_gone_right_after_the_commit(add, gives_up, way, django_capture_on_commit_callbacks):
    old = add()
    with django_capture_on_commit_callbacks(execute=True):
        gives_up(way)

    assert listed() == set()
    assert old.stored_as not in stored()


def test_an_act_that_fails_gives_nothing_up(world, paper, add, django_capture_on_commit_callbacks):
    kept = add()

    @transaction.atomic
    def fails(viewer) -> None:
        remove_figure(kept, by=viewer)
        raise ZeroDivisionError

    with (
        django_capture_on_commit_callbacks(execute=True),
        world.alice.acting() as alice,
        pytest.raises(ZeroDivisionError),
    ):
        fails(alice)

    assert (listed(), stored()) == (set(), {kept.stored_as})


def test_a_store_that_is_down_loses_nothing_and_is_asked_again(
    add, gives_up, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    old = add()
    with monkeypatch.context() as patched, django_capture_on_commit_callbacks(execute=True):
        patched.setattr(FileSystemStorage, "delete", is_down)
        gives_up("replacing")
    assert (listed(), old.stored_as in stored()) == ({old.stored_as}, True)

    with monkeypatch.context() as patched:
        patched.setattr(FileSystemStorage, "delete", is_down)
        delete_discarded()
    assert (listed(), old.stored_as in stored()) == ({old.stored_as}, True)
    assert [record.getMessage() for record in caplog.records if record.name.startswith("sharing")] == [
        "A file could not be deleted yet: ConnectionError."
    ] * 2

    delete_discarded_files()
    assert (listed(), old.stored_as in stored()) == (set(), False)


def test_one_file_that_cannot_be_deleted_keeps_no_other(add, gives_up, monkeypatch):
    first = add()
    gives_up("replacing")
    second = next(iter(stored() - {first.stored_as}))
    gives_up("replacing")
    delete = FileSystemStorage.delete
    monkeypatch.setattr(
        FileSystemStorage, "delete", lambda store, name: is_down() if name == first.stored_as else delete(store, name)
    )

    delete_discarded()

    assert (listed(), first.stored_as in stored(), second in stored()) == ({first.stored_as}, True, False)


def test_deleting_twice_is_no_fault(add, gives_up):
    old = add()
    gives_up("replacing")
    default_storage.delete(old.stored_as)

    delete_discarded()
    delete_discarded()

    assert listed() == set()


def test_what_a_figure_has_is_never_deleted(world, add):
    figure = add()
    with world.alice.acting():
        DiscardedFile.objects.create(stored_as=figure.stored_as)

    delete_discarded()

    assert stored() == {figure.stored_as}


def test_nobody_reads_the_list_or_shortens_it(world, add, gives_up):
    add()
    gives_up("replacing")

    for actor in world.everybody.values():
        assert actor.sees(DiscardedFile.objects.all()) == set()
        with actor.acting():
            assert list(DiscardedFile.objects.all()) == []
            assert DiscardedFile.objects.all().delete() == (0, {})
    with pytest.raises(DatabaseError), transaction.atomic(), world.noor.acting():
        DiscardedFile.objects.create(stored_as="figures/x")


# --- What a kill left behind ----------------------------------------------------------


def leave(name: str, *, age: timedelta) -> str:
    """A file that was stored by a process which did not live to write its row."""
    default_storage.save(f"figures/{name}", ContentFile(b"left"))
    at = (now() - age).timestamp()
    os.utime(default_storage.path(f"figures/{name}"), (at, at))
    return f"figures/{name}"


def test_a_file_that_no_row_names_is_deleted_after_a_day(add, gives_up, settings):
    kept, waiting = add("kept.png"), add()
    gives_up("replacing")
    for figure in (kept, waiting):
        os.utime(default_storage.path(figure.stored_as), (0, 0))
    old, new = leave("old", age=timedelta(hours=25)), leave("new", age=timedelta(hours=23))
    before = stored()

    delete_orphaned_files()

    assert before - stored() == {old}
    assert {kept.stored_as, waiting.stored_as, new} <= stored()


def test_where_nothing_was_ever_stored_there_is_nothing_to_do(db):
    assert delete_orphans() == 0


def test_a_store_full_of_strangers_is_left_alone(db, monkeypatch, caplog, capsys):
    monkeypatch.setattr(discarding, "AT_ONCE", 20)
    strangers = {leave(f"stranger{number}", age=timedelta(days=2)) for number in range(MOST_ORPHANS + 1)}

    assert (delete_orphans(), stored()) == (0, strangers)
    assert [record.getMessage() for record in caplog.records] == [
        "No row names 51 files of the store: too many to be what a kill left behind, so none was deleted. "
        "If this database is the store's own, run `manage.py delete_orphaned_files`."
    ]

    call_command("delete_orphaned_files")
    assert (capsys.readouterr().out, stored()) == ("Deleted 51 files.\n", set())
