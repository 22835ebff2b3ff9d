"""What the database lets a member write, whatever the application asks for."""

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from sharing.access.actions import give, require_agreements
from sharing.access.models import Closing, Denial, Grant, Guarded, RequiredAgreement, Requirement
from sharing.agreements.actions import Wording, write_agreement
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.groups.actions import admit, found_group
from sharing.groups.models import Membership, Role
from sharing.papers.actions import Words, add_version, start_paper
from sharing.papers.models import Body, Paper, Version, WorkingCopy

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(world):
    with world.alice.acting() as alice:
        paper = start_paper(Words(title="Title"), by=alice)
        add_version(paper, by=alice)
        give(Right.COMMENT, on=paper.guarded, to=world.bob.user.pk, by=alice)
        give(Right.EDIT, on=paper.guarded, to=world.gita.user.pk, by=alice)
    return paper


def refused(write) -> bool:
    """Whether the database refuses a write outright, or finds no row to change."""
    try:
        with transaction.atomic():
            return write() in [0, (0, {})]
    except ProgrammingError as error:
        if error.sqlstate != "42501":
            raise
        return True


def grant(paper, to, *, by, right=Right.OWN):
    return lambda: Grant.objects.create(guarded_id=paper.pk, principal=to.user.pk, right=right, given_by=by.user.pk).pk


@pytest.mark.parametrize("name", ["bob", "gita", "dan", "noor", "mia", "omar"])
def test_nobody_but_an_owner_gives_denies_closes_or_revokes(world, paper, name):
    actor = getattr(world, name)
    me = actor.user.pk if actor.user else 1

    with actor.acting():
        writes = {
            "grant": lambda: Grant.objects.create(guarded_id=paper.pk, principal=me, right=Right.OWN, given_by=me).pk,
            "denial": lambda: (
                Denial.objects.create(guarded_id=paper.pk, handle="bob", member=world.bob.user, denied_by=me).pk
            ),
            "closing": lambda: Closing.objects.create(guarded_id=paper.pk, because="authors", closed_by=me).pk,
            "revoke": lambda: revoke_all(paper),
            "state": lambda: Paper.objects.filter(pk=paper.pk).update(state="published") if name != "gita" else 0,
            "close": lambda: Guarded.objects.filter(pk=paper.pk).update(closed_at=None) if name != "gita" else 0,
            "erase": lambda: Body.objects.filter(paper=paper).delete(),
        }
        assert {what: refused(write) for what, write in writes.items()} == dict.fromkeys(writes, True)


def revoke_all(paper) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(fence.revoke(id, '')) FROM fence.grants_on(%s)", [paper.pk])
        revoked = cursor.fetchone()[0]
        cursor.execute("UPDATE sharing_grant SET revoked_at = now(), revoked_by = 1 WHERE guarded_id = %s", [paper.pk])
        return revoked + cursor.rowcount


def test_an_owner_gives_in_their_own_name_only(world, paper):
    with world.alice.acting():
        assert refused(grant(paper, world.dan, by=world.bob))
        assert not refused(grant(paper, world.dan, by=world.alice, right=Right.READ))


def test_the_first_grant_on_a_row_of_somebody_elses_cannot_be_taken(world, paper):
    with world.dan.acting():
        begun = Guarded.objects.create(id=uuid4())
        assert refused(grant(begun, world.bob, by=world.dan))
        assert refused(grant(paper, world.dan, by=world.dan))
        assert not refused(grant(begun, world.dan, by=world.dan))


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Grant, {"right": Right.OWN}),
        (Grant, {"principal": 2}),
        (Version, {"number": 7}),
        (Body, {"text": "Other words"}),
        (Paper, {"submitter": 1}),
        (Guarded, {"id": uuid4()}),
        (Membership, {"member": 1}),
    ],
)
def test_not_even_an_owner_changes_what_is_for_good(world, paper, model, change):
    with world.alice.acting():
        assert refused(lambda: model.objects.update(**change))


def test_an_editor_changes_the_working_copy_and_nothing_of_the_audience(world, paper):
    with world.gita.acting():
        assert not refused(
            lambda: WorkingCopy.objects.filter(pk=paper.pk).update(title="Better", saved_by=world.gita.user)
        )
        assert refused(grant(paper, world.gita, by=world.gita))


def test_a_member_of_a_group_leaves_it_but_does_not_rise_in_it(world):
    with world.alice.acting() as alice:
        group = found_group(name="Lab", purpose="", by=alice)
        stay = admit(world.bob.user, to=group, by=alice)

    with world.bob.acting():
        mine = Membership.objects.filter(pk=stay.pk)
        assert refused(lambda: mine.update(role=Role.OWNER))
        assert refused(lambda: Membership.objects.create(group=group, member=world.dan.user).pk)
        assert not refused(lambda: mine.update(left_at=stay.joined_at))


def test_a_stranger_neither_joins_a_group_nor_learns_its_name(world):
    with world.alice.acting() as alice:
        group = found_group(name="Lab", purpose="", by=alice)

    with world.dan.acting():
        assert refused(lambda: Membership.objects.create(group=group, member=world.dan.user).pk)
        assert list(type(group).objects.all()) == []


def test_nobody_asks_for_the_agreement_of_somebody_else(world, paper):
    with world.bob.acting() as bob:
        bobs = write_agreement(Wording(title="B", in_short="b", text="1"), by=bob)
    with world.alice.acting() as alice:
        requirement = Requirement.objects.create(guarded=paper.guarded)

        with pytest.raises(Refused):
            require_agreements([bobs], on=paper.guarded, by=alice)
        assert refused(
            lambda: (
                RequiredAgreement.objects.create(
                    requirement=requirement, agreement_id=bobs.agreement_id, version_id=bobs.pk
                ).pk
            )
        )
