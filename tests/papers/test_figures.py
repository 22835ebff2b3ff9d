"""Who gets which figure of a paper, and what is left when saving one fails."""

import errno

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from sharing.access.actions import close, give, require_agreements, revoke
from sharing.access.signing import sign
from sharing.agreements.actions import Wording, write_agreement
from sharing.audit.models import Event
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.groups.actions import admit, found_group
from sharing.papers.actions import Words, add_version, erase, save_working_copy, start_paper
from sharing.papers.figures import actions
from sharing.papers.figures.actions import add_figure, remove_figure
from sharing.papers.figures.images import cleaned
from sharing.papers.figures.models import Figure
from sharing.papers.figures.storing import NO_ROOM
from sharing.papers.models import Paper, Version
from sharing.web.showing import figure_addresses
from tests.evidence import evidence
from tests.papers.pictures import picture
from tests.roles import as_tables_owner
from tests.world import Actor, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(world: World) -> Paper:
    """Alice's, with one version and one figure, plot.png."""
    with world.alice.acting() as alice:
        paper = start_paper(Words(title="Löb for two"), by=alice)
    add(paper, by=world.alice)
    next_version(paper, by=world.alice)
    return paper


def add(paper: Paper, name: str = "plot.png", *, by: Actor, size=(40, 30)) -> Figure:
    with by.acting() as viewer:
        return add_figure(paper, name=name, image=cleaned(picture(size=size)), by=viewer)


def next_version(paper: Paper, *, by: Actor) -> Version:
    with by.acting() as viewer:
        save_working_copy(paper, Words(title="Löb for two", body=f"{paper.versions.count()}"), by=viewer)
        return add_version(paper, by=viewer)


def stored_files() -> set[str]:
    return set(default_storage.listdir("figures")[1]) if default_storage.exists("figures") else set()


def files_of(*figures: Figure) -> set[str]:
    return {figure.stored_as.removeprefix("figures/") for figure in figures}


# --- Who sees them ----------------------------------------------------------------


@pytest.fixture
def everyones(world, paper) -> dict[str, list[str]]:
    """The whole cast at a paper of two versions, and what each may see: by first letters of what is there."""
    add(paper, size=(50, 50), by=world.alice)  # In the place of the first plot.png
    next_version(paper, by=world.alice)
    add(paper, "later.png", by=world.alice)

    with world.alice.acting() as alice:
        wording = Wording(title="No use", in_short="None", text="I will not use it.")
        agreement = write_agreement(wording, by=alice)
        requirement = require_agreements([agreement], on=paper.guarded, by=alice)
        group = found_group(name="Proofs", purpose="", by=alice)
        admit(world.gita.user, to=group, by=alice)
        for actor in (world.bob, world.cara):
            give(Right.READ, on=paper.guarded, to=actor.user.pk, by=alice, requirement=requirement)
        give(Right.READ, on=paper.guarded, to=group.pk, by=alice, from_version=2)
        give(Right.EDIT, on=paper.guarded, to=world.omar.user.pk, by=alice, from_version=2)
        give(Right.ABSTRACT, on=paper.guarded, to=world.mia.user.pk, by=alice)
        give(Right.READ, on=paper.guarded, to=world.sam.user.pk, by=alice)
        revoke(give(Right.READ, on=paper.guarded, to=world.xavier.user.pk, by=alice), by=alice)
        give(Right.READ, on=paper.guarded, to=world.dan.user.pk, by=alice, from_version=3)
    with world.bob.acting() as bob:
        sign(agreement, on=paper.guarded, by=bob, evidence=evidence("bob"))
    world.suspend(world.sam)
    return {
        "alice": ["later.png", "plot.png of 1", "plot.png of 2"],
        "bob": ["plot.png of 1", "plot.png of 2"],
        "gita": ["plot.png of 2"],
        "omar": ["later.png", "plot.png of 2"],
    }


def labels(figures) -> list[str]:
    return sorted(
        f"{figure.name} of {figure.from_version}" if figure.from_version < 3 else figure.name for figure in figures
    )


def seen(world: World, look) -> dict[str, list[str]]:
    found = {}
    for name, actor in world.everybody.items():
        with actor.acting() as viewer:
            found[name] = labels(look(viewer))
    return {name: figures for name, figures in found.items() if figures}


def test_both_fences_show_each_figure_with_its_versions(world, everyones):
    assert seen(world, Figure.objects.visible_to) == everyones


def test_the_policy_alone_does_the_same(world, everyones):
    with as_tables_owner():
        assert seen(world, Figure.objects.visible_to) == everyones


def test_the_fence_alone_does_the_same(world, everyones):
    assert seen(world, lambda _viewer: Figure.objects.all()) == everyones


def test_a_closed_paper_shows_its_figures_to_its_owner_alone(world, paper, everyones):
    with world.alice.acting() as alice:
        close(paper.guarded, by=alice)

    for look in (Figure.objects.visible_to, lambda _viewer: Figure.objects.all()):
        assert seen(world, look) == {"alice": everyones["alice"]}


# --- Which belong to which version --------------------------------------------------


def sizes(paper: Paper, version: Version | None, *, viewer) -> dict[str, int]:
    """The width of each figure that the address by its name leads to."""
    by_address = {f"/papers/{paper.pk}/figures/{figure.pk}/": figure.width for figure in Figure.objects.all()}
    return {name: by_address[address] for name, address in figure_addresses(paper, version, viewer=viewer).items()}


def test_each_version_keeps_the_figures_it_was_made_with(world, paper):
    add(paper, size=(50, 50), by=world.alice)
    second = next_version(paper, by=world.alice)
    add(paper, "later.png", by=world.alice, size=(60, 60))
    first = Version.objects.filter(number=1)

    with world.alice.acting() as alice:
        assert [sizes(paper, version, viewer=alice) for version in (first.get(), second, None)] == [
            {"plot.png": 40},
            {"plot.png": 50},
            {"plot.png": 50, "later.png": 60},
        ]


def test_a_figure_replaced_before_any_version_had_it_is_gone(world, paper):
    draft = add(paper, "later.png", by=world.alice)
    final = add(paper, "later.png", by=world.alice, size=(50, 50))

    with world.alice.acting():
        assert set(Figure.objects.filter(name="later.png")) == {final}
    assert final.pk != draft.pk


def test_taking_a_figure_out_leaves_it_to_the_versions_that_have_it(world, paper):
    with world.alice.acting() as alice:
        [figure] = Figure.objects.all()
        remove_figure(figure, by=alice)

        version = Version.objects.get()
        assert figure_addresses(paper, None, viewer=alice) == {}
        assert figure_addresses(paper, version, viewer=alice) == {
            "plot.png": f"/papers/{paper.pk}/figures/{figure.pk}/"
        }


def test_who_may_not_edit_adds_and_takes_out_nothing(world, paper):
    with world.alice.acting() as alice:
        give(Right.COMMENT, on=paper.guarded, to=world.bob.user.pk, by=alice)
        [figure] = Figure.objects.all()
    before = stored_files()

    with world.bob.acting() as bob:
        with pytest.raises(Refused, match="You may not edit it"):
            add_figure(paper, name="mine.png", image=cleaned(picture()), by=bob)
        with pytest.raises(Refused, match="You may not edit it"):
            remove_figure(figure, by=bob)
        assert Figure.objects.filter(pk=figure.pk).update(last_version=1) == 0
        assert Figure.objects.filter(pk=figure.pk).delete() == (0, {})

    assert stored_files() == before


def test_an_editor_deletes_no_figure_that_a_version_has(world, paper):
    with world.alice.acting() as alice:
        give(Right.EDIT, on=paper.guarded, to=world.bob.user.pk, by=alice)

    with world.bob.acting():
        assert Figure.objects.all().delete() == (0, {})


def test_the_figures_of_a_paper_have_so_many_bytes_together(world, paper, monkeypatch):
    with world.alice.acting():
        size = Figure.objects.get().size
    monkeypatch.setattr(actions, "MOST_BYTES", 2 * size)

    add(paper, "second.png", by=world.alice)
    add(paper, "second.png", by=world.alice)
    with pytest.raises(Refused, match="Take one out first"):
        add(paper, "third.png", by=world.alice)

    with world.alice.acting():
        assert sorted(figure.name for figure in Figure.objects.of_working_copy()) == ["plot.png", "second.png"]


def test_a_paper_has_so_many_figures_and_no_more(world, paper, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 1)
    add(paper, by=world.alice)  # Replacing one adds none.

    with pytest.raises(Refused, match="A paper can have 1 figures"):
        add(paper, "later.png", by=world.alice)


# --- What is stored --------------------------------------------------------------------


def test_the_store_has_the_image_under_a_name_that_says_nothing(world, paper):
    with world.alice.acting():
        [figure] = Figure.objects.all()

    with default_storage.open(figure.stored_as) as file:
        assert file.read() == cleaned(picture()).content
    assert str(figure.pk).replace("-", "") not in figure.stored_as
    assert "plot" not in figure.stored_as


def test_an_event_says_that_the_working_copy_changed(world, paper):
    figure = add(paper, "later.png", by=world.alice)

    with reading_as_system(SystemWork.BUILD_TESTS):
        event = Event.objects.latest("at")
    assert (event.kind, event.about_id, event.facts) == (
        "paper.edited",
        str(paper.pk),
        {"figure": str(figure.pk), "sha256": cleaned(picture()).sha256},
    )


def test_a_figure_is_deleted_from_the_store_once_its_row_is_gone(world, paper, django_capture_on_commit_callbacks):
    with world.alice.acting():
        [first] = Figure.objects.all()
    with django_capture_on_commit_callbacks(execute=True):
        add(paper, "later.png", by=world.alice)
        final = add(paper, "later.png", by=world.alice)

    assert stored_files() == files_of(first, final)


def test_erasing_a_paper_erases_its_figures(world, paper, django_capture_on_commit_callbacks):
    add(paper, by=world.alice)
    with django_capture_on_commit_callbacks(execute=True), world.alice.acting() as alice:
        erase(paper, by=alice)

    with as_tables_owner():
        assert Figure.objects.count() == 0
    assert stored_files() == set()
    with pytest.raises(Refused, match="erased for good"):
        add(paper, by=world.alice)


# --- When saving fails --------------------------------------------------------------------


def everything(paper: Paper) -> tuple[set[str], list]:
    with as_tables_owner():
        return stored_files(), list(Figure.objects.order_by("pk").values_list("pk", "last_version"))


def test_a_store_without_room_keeps_nothing_and_says_so(world, paper, monkeypatch, caplog):
    before = everything(paper)
    save = FileSystemStorage.save

    def half_written(store, name, content):
        save(store, name, ContentFile(content.read()[:10]))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", half_written)

    with pytest.raises(Refused) as refusal:
        add(paper, by=world.alice)

    assert refusal.value.sentence == NO_ROOM
    assert everything(paper) == before
    assert [record.getMessage() for record in caplog.records if record.name.startswith("sharing")] == [
        "A figure could not be stored: OSError No space left on device"
    ]


def test_a_store_that_refuses_is_a_fault_and_no_want_of_room(world, paper, monkeypatch):
    before = everything(paper)

    def refuses(_store, name, _content):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(FileSystemStorage, "save", refuses)

    with pytest.raises(PermissionError):
        add(paper, by=world.alice)

    assert everything(paper) == before


FAILING = """
CREATE FUNCTION pg_temp.fail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '{state}'; END $$;
CREATE TRIGGER fails BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION pg_temp.fail();
"""


def let_the_database_fail(model: type[Model], *, state: str) -> None:
    with as_tables_owner(), connection.cursor() as cursor:
        cursor.execute(FAILING.format(table=model._meta.db_table, state=state))


@pytest.mark.parametrize("model", [Figure, Event])
def test_a_database_without_room_keeps_nothing_and_says_so(world, paper, model):
    before = everything(paper)
    let_the_database_fail(model, state="53100")

    with pytest.raises(Refused) as refusal:
        add(paper, by=world.alice)

    assert refusal.value.sentence == NO_ROOM
    assert everything(paper) == before


def test_another_fault_of_the_database_is_no_answer_but_leaves_nothing_either(world, paper):
    before = everything(paper)
    let_the_database_fail(Figure, state="23514")

    with pytest.raises(IntegrityError), transaction.atomic():
        add(paper, by=world.alice)

    assert everything(paper) == before
