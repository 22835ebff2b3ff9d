"""How far a paper is open at a moment."""

from datetime import timedelta

import pytest
from django.db import connection

from sharing.access import actions as access
from sharing.access.rungs import Rung, narrower, rung_of, rung_to_read
from sharing.base.principals import ALL_MEMBERS, PUBLIC
from sharing.base.rights import Right
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def rungs_for(talk, *, version: int = 1) -> set[tuple[Rung, Rung]]:
    """How widely the paper is open, and this version to read: the same, whoever asks."""
    told = set()
    for name in ("alice", "bob", "dan"):
        with getattr(talk.world, name).acting():
            told.add((rung_of(talk.paper.pk), rung_to_read(talk.paper.pk, version=version)))
    return told


def give(talk, right, to, **terms):
    with talk.world.alice.acting() as alice:
        return access.give(right, on=talk.guarded, to=to, by=alice, **terms)


def test_shared_with_people_and_groups_it_is_private(talk):
    assert rungs_for(talk) == {(Rung.PRIVATE, Rung.PRIVATE)}


def test_given_to_all_members_it_is_open_to_members(talk):
    give(talk, Right.READ, ALL_MEMBERS)

    assert rungs_for(talk) == {(Rung.MEMBERS, Rung.MEMBERS)}


def test_a_public_card_does_not_open_the_body(talk):
    give(talk, Right.READ, ALL_MEMBERS)
    give(talk, Right.SEE, PUBLIC)

    assert rungs_for(talk) == {(Rung.PUBLIC, Rung.MEMBERS)}
    with talk.world.noor.acting():
        assert rung_of(talk.paper.pk) == Rung.PUBLIC


def test_an_earlier_version_stays_as_private_as_it_was(talk):
    talk.add_version()
    talk.publish()

    assert rungs_for(talk, version=1) == {(Rung.PUBLIC, Rung.PRIVATE)}
    assert rungs_for(talk, version=2) == {(Rung.PUBLIC, Rung.PUBLIC)}


def test_what_has_ended_opens_nothing(talk):
    grant = give(talk, Right.READ, PUBLIC)
    with talk.world.alice.acting() as alice:
        access.revoke(grant, by=alice)

    assert rungs_for(talk) == {(Rung.PRIVATE, Rung.PRIVATE)}


def test_what_has_expired_opens_nothing(talk):
    grant = give(talk, Right.READ, PUBLIC)
    with as_tables_owner(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sharing_grant SET given_at = now() - %s, expires_at = now() WHERE id = %s",
            [timedelta(days=2), grant.pk],
        )

    assert rungs_for(talk) == {(Rung.PRIVATE, Rung.PRIVATE)}


def test_closed_to_all_but_its_owners_it_is_private(talk):
    give(talk, Right.READ, PUBLIC)
    with talk.world.alice.acting() as alice:
        access.close(talk.guarded, by=alice)

    assert rungs_for(talk) == {(Rung.PRIVATE, Rung.PRIVATE)}


def test_the_narrower_of_two():
    assert [narrower(Rung.PUBLIC, rung) for rung in Rung] == list(Rung)
    assert [narrower(rung, Rung.MEMBERS) for rung in Rung] == [Rung.PRIVATE, Rung.MEMBERS, Rung.MEMBERS]
