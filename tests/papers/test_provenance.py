"""Who made a version, and its hash: known to those who may edit the paper."""

import pytest

from sharing.access.actions import give
from sharing.base.principals import ALL_MEMBERS
from sharing.base.rights import Right
from sharing.notifications.models import Notice
from sharing.notifications.tasks import drain_outbox
from sharing.papers.actions import Words, erase, publish, publishable, save_as_version, start_paper
from sharing.papers.models import Paper, Provenance, Version
from tests.agreements.test_fences import by_both, by_fence, by_policy, refused_by_fence, who_sees

pytestmark = pytest.mark.django_db
WORDS = Words(title="Title", body="It refuses in 37 of 100 runs.")


@pytest.fixture
def paper(world) -> Paper:
    """Gita, who may change it, made version 2 of what Bob may read, every member may know of."""
    with world.alice.acting() as alice:
        paper = start_paper(Words(title="Title"), by=alice)
        save_as_version(paper, Words(title="Title"), by=alice)
        give(Right.EDIT, on=paper.guarded, to=world.gita.user.pk, by=alice)
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice)
        give(Right.SEE, on=paper.guarded, to=ALL_MEMBERS, by=alice)
    with world.gita.acting() as gita:
        save_as_version(paper, WORDS, by=gita)
    return paper


@pytest.mark.parametrize("by", [by_both, by_policy, by_fence])
def test_it_is_its_owners_and_editors(world, paper, by):
    with world.alice.acting():
        versions = set(Version.objects.values_list("pk", flat=True))

    assert who_sees(world, Provenance, by=by) == {"alice": versions, "gita": versions}


def test_the_hash_outlives_the_words(world, paper):
    with world.alice.acting() as alice:
        erase(paper, by=alice)

        assert set(Provenance.objects.visible_to(alice).values_list("sha256", flat=True)) == {
            Words(title="Title").sha256,
            WORDS.sha256,
        }


def test_the_list_of_versions_names_an_editor_to_nobody_but_those_who_edit(world, paper, client):
    with world.alice.acting() as alice:
        publish(paper, by=alice, shown=publishable(paper, by=alice).fingerprint)

    def told(name: str) -> tuple[int, int]:
        client.logout()
        if user := getattr(world, name).user:
            client.force_login(user, backend="accounts.backends.MembersOnly")
        page = client.get(f"/papers/{paper.pk}/versions/").content.decode()
        return page.count(world.gita.user.name), page.count(WORDS.sha256[:12])

    assert {name: told(name) for name in ("alice", "gita", "bob", "dan", "noor")} == {
        "alice": (1, 1),
        "gita": (2, 1),  # Once as the one who is signed in.
        "bob": (0, 0),
        "dan": (0, 0),
        "noor": (0, 0),
    }


def test_nobody_is_told_who_made_a_version(world, paper):
    drain_outbox()

    with world.bob.acting():
        assert set(Notice.objects.filter(kind="version").values_list("version", "by")) == {(2, None)}


def test_nobody_says_that_another_made_it_or_of_another_paper_that_it_is_theirs(world, paper):
    with world.gita.acting() as gita:
        own = start_paper(Words(title="Own"), by=gita)
        unclaimed = Version.objects.create(paper=own, number=1)
    with world.alice.acting():
        of_alices = Version.objects.create(paper=paper, number=3)

    def row(version: Version, paper: Paper, by) -> Provenance:
        return Provenance(version=version, paper=paper, made_by=by.user, sha256="0" * 64)

    assert refused_by_fence(world.gita, row(unclaimed, own, world.alice))
    assert refused_by_fence(world.gita, row(of_alices, own, world.gita))
    assert refused_by_fence(world.bob, row(of_alices, paper, world.bob))
    assert not refused_by_fence(world.gita, row(of_alices, paper, world.gita))
    assert not refused_by_fence(world.gita, row(unclaimed, own, world.gita))
