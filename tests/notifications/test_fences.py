"""Each fence keeps notices, deliveries and choices by itself."""

import pytest
from django.db import DatabaseError, transaction

from accounts.invites.actions import accept
from accounts.invites.actions import revoke as revoke_invite
from accounts.invites.models import Invite
from accounts.invites.terms import Terms as InviteTerms
from accounts.models import User
from sharing.access.actions import adopt, revoke
from sharing.access.policy import POLICY
from sharing.agreements.actions import Wording, add_agreement_version
from sharing.base.clock import now
from sharing.base.guarded import guard_with
from sharing.base.rights import Right
from sharing.discussion.actions import delete_comment
from sharing.discussion.models import Comment
from sharing.groups.actions import admit, remove
from sharing.groups.models import Membership
from sharing.journeys.inviting import invite_to_group
from sharing.notifications.choices import choose
from sharing.notifications.models import Delivery, MailChoice, Notice
from sharing.papers.actions import publish, publishable
from tests.notifications.conftest import tell
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db


def kinds_seen(world, *, fence: bool = True, policy: bool = True) -> dict[str, list[str]]:
    """The kinds of notices each of the cast sees; those who see none are left out."""
    seen = {}
    for name, actor in world.everybody.items():
        with actor.acting() as viewer:
            rows = Notice.objects.visible_to(viewer) if policy else Notice.objects.all()
            if fence:
                seen[name] = sorted(rows.values_list("kind", flat=True))
            else:
                with as_tables_owner():
                    seen[name] = sorted(rows.values_list("kind", flat=True))
    return {name: kinds for name, kinds in seen.items() if kinds}


def agreed(world) -> dict[str, list[str]]:
    """What both fences together and each alone show: the same."""
    both = kinds_seen(world)
    assert kinds_seen(world, fence=False) == both
    assert kinds_seen(world, policy=False) == both
    return both


def test_a_notice_is_its_recipients_while_they_may_know(world, paper, group, *, shares, signs, comments, agreement):
    to_bob = shares(world.bob, Right.COMMENT)
    shares(group.pk)
    shares(world.cara, asks=agreement)
    with world.alice.acting() as alice:
        admit(world.dan.user, to=group, by=alice)
        admit(world.sam.user, to=group, by=alice)
    comments(world.alice, parent=comments(world.bob))
    tell()

    assert agreed(world) == {
        "alice": ["comment"],
        "bob": ["reply", "shared"],
        "cara": ["awaiting"],
        "dan": ["joined", "shared"],
        "gita": ["shared"],
        "sam": ["joined", "shared"],
    }

    signs(world.cara)
    tell()
    world.suspend(world.sam)
    with world.alice.acting() as alice:
        revoke(to_bob, by=alice)
        for stay in Membership.objects.filter(group=group, member__in=[world.gita.user, world.dan.user]):
            remove(stay, by=alice)
    assert agreed(world) == {"alice": ["comment", "signed"], "cara": ["receipt"]}

    with world.alice.acting() as alice:
        second = add_agreement_version(
            agreement.agreement, Wording(title="T", in_short="", text="2"), what_changed="", by=alice
        )
        adopt(second, on=paper.guarded, by=alice)
    tell()
    # The first one awaits again, and so does the adoption.
    assert agreed(world) == {"alice": ["comment", "signed"], "cara": ["awaiting", "awaiting", "receipt"]}


@pytest.fixture
def invited(world, group):
    """Dan, to Alice's group, and told so."""
    with world.alice.acting() as alice:
        made, _ = invite_to_group(group, by=alice, terms=InviteTerms(handle="dan"))
    tell()
    assert agreed(world) == {"dan": ["invited"]}
    return made


@pytest.mark.parametrize(
    "lost",
    ["revoked", "accepted", "expired", "renamed", "taken anew", "address given up", "maker suspended", "suspended"],
)
def test_the_notice_of_an_invite_falls_silent_with_it(world, invited, lost):
    if lost == "revoked":
        with world.alice.acting() as alice:
            revoke_invite(invited, by=alice.user)
    if lost == "accepted":
        with world.dan.acting() as dan:
            accept(invited.pk, by=dan.user)
    if lost == "maker suspended":
        world.suspend(world.alice)
    if lost == "suspended":
        world.suspend(world.dan)
    changes = {"renamed": {"handle": "daniel"}, "taken anew": {"joined_at": now()}}
    if lost in changes:
        User.objects.filter(pk=world.dan.user.pk).update(**changes[lost])
    with as_tables_owner():
        if lost == "expired":
            Invite.objects.filter(pk=invited.pk).update(expires_at=now())
        if lost == "address given up":
            Invite.objects.filter(pk=invited.pk).update(handle="", email="dan@example.org")
    if lost == "address given up":
        assert agreed(world) == {"dan": ["invited"]}
        world.dan.user.emailaddress_set.create(email="dan@other.example", verified=True)
        world.dan.user.emailaddress_set.filter(email="dan@example.org").delete()

    assert agreed(world) == {}


def test_a_member_reads_no_invite_that_names_them(world, invited):
    with world.dan.acting() as dan:
        assert not Invite.objects.exists()
        with as_tables_owner():
            assert not Invite.objects.visible_to(dan).exists()


def test_deliveries_are_read_by_nobody(world, shares):
    shares(world.bob)
    tell()
    for actor in world.everybody.values():
        with actor.acting() as viewer:
            assert not Delivery.objects.exists()
            with as_tables_owner():
                assert not Delivery.objects.visible_to(viewer).exists()


def test_choices_are_ones_own(world):
    with world.bob.acting() as bob:
        choose({"reply": False}, by=bob)
    for name, actor in world.everybody.items():
        expected = 1 if name == "bob" else 0
        with actor.acting() as viewer:
            assert MailChoice.objects.count() == expected
            with as_tables_owner():
                assert MailChoice.objects.visible_to(viewer).count() == expected


def test_a_member_cannot_write_notices_deliveries_or_anothers_choice(world, shares):
    shares(world.bob)
    tell()
    with world.bob.acting():
        notice = Notice.objects.get()
        forged = [
            Notice(recipient=world.bob.user, event_id=notice.pk, kind="joined", at=now()),
            Delivery(notice=notice, channel="mail"),
            MailChoice(member=world.dan.user, kind="reply", is_wanted=False),
        ]
        for row in forged:
            with pytest.raises(DatabaseError), transaction.atomic():
                row.save(force_insert=True)
        with pytest.raises(DatabaseError), transaction.atomic():
            Notice.objects.update(kind="joined")
        assert Notice.objects.update(read_at=now()) == 1
    with world.dan.acting():
        assert Notice.objects.update(read_at=None) == 0
        assert MailChoice.objects.update(is_wanted=False) == 0


def test_a_notice_without_a_policy_is_not_shown(world, shares):
    shares(world.bob)
    tell()
    guard_with({})
    try:
        with world.bob.acting() as bob, pytest.raises(KeyError):
            Notice.objects.visible_to(bob)
    finally:
        guard_with(POLICY)


def test_the_notice_of_a_deleted_comment_falls_silent(world, shares, comments):
    shares(world.bob, Right.COMMENT)
    key = comments(world.bob)
    tell()
    assert agreed(world)["alice"] == ["comment"]

    with world.bob.acting() as bob:
        delete_comment(Comment.objects.get(pk=key), by=bob)

    assert "alice" not in agreed(world)


def test_the_notice_of_a_private_answer_falls_silent_when_only_the_public_way_in_is_left(
    world, paper, shares, comments
):
    to_bob = shares(world.bob, Right.COMMENT)
    comments(world.alice, parent=comments(world.bob))
    tell()
    with world.alice.acting() as alice:
        publish(paper, by=alice, shown=publishable(paper, by=alice).fingerprint)
        revoke(to_bob, by=alice)

    assert "reply" not in agreed(world).get("bob", [])
