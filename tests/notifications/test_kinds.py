"""Who is told of what, and who is not."""

from datetime import timedelta

import pytest
from django.core import mail

from accounts.invites.actions import invite, redeem
from accounts.invites.actions import revoke as revoke_invite
from accounts.invites.models import Invite
from accounts.invites.terms import Terms as InviteTerms
from accounts.invites.tokens import digest_of
from sharing.access.actions import adopt, close, give, require_agreements, revoke
from sharing.access.asking import decline, open_asks, stop_asking, waiting_for
from sharing.access.denying import deny
from sharing.access.models import Grant
from sharing.agreements.actions import Wording, add_agreement_version
from sharing.base.clock import now
from sharing.base.principals import ALL_MEMBERS, PUBLIC
from sharing.base.rights import Right
from sharing.groups.actions import admit, remove
from sharing.groups.models import Membership
from sharing.journeys.inviting import invite_on_terms, invite_to_group
from sharing.papers.actions import Words, add_version, publish, publishable, save_working_copy, start_paper
from sharing.papers.sharing import Living, Terms, share
from tests.notifications.conftest import CANARIES, WORDS, forget_notices, post, tell, told
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def revises(world, paper):
    def revises(title: str = "Canarysecond"):
        with world.alice.acting() as alice:
            save_working_copy(paper, Words(title=title), by=alice)
            return add_version(paper, by=alice)

    return revises


def test_a_member_is_told_of_what_is_shared_with_them(world, shares):
    shares(world.bob)
    tell()
    assert told() == [("bob", "shared")]


def test_a_group_is_told_member_by_member(world, group, shares):
    shares(group.pk)
    tell()
    assert told() == [("gita", "shared")]


def test_a_former_member_of_the_group_is_not_told(world, group, shares):
    with world.alice.acting() as alice:
        admit(world.xavier.user, to=group, by=alice)
        remove(Membership.objects.get(member=world.xavier.user, group=group), by=alice)
    tell()
    forget_notices()
    shares(group.pk)
    tell()
    assert told() == [("gita", "shared")]


@pytest.mark.parametrize("everybody", [ALL_MEMBERS, PUBLIC])
def test_what_is_opened_to_everybody_is_told_to_nobody(shares, everybody):
    shares(everybody)
    tell()
    assert told() == []


@pytest.mark.parametrize("right", [Right.SHARE, Right.DOWNLOAD, Right.REVIEW])
def test_a_right_that_shows_nothing_is_no_news(world, shares, right):
    shares(world.bob)
    shares(world.bob, right)
    tell()
    assert told() == [("bob", "shared")]


def test_a_change_of_rights_is_no_news(world, shares):
    shares(world.bob)
    tell()
    forget_notices()
    shares(world.bob, Right.COMMENT)
    tell()
    assert told() == []


def test_sharing_again_after_a_while_is_news(world, shares):
    grant = shares(world.bob)
    with world.alice.acting() as alice:
        revoke(grant, by=alice)
    tell()
    assert told() == []
    shares(world.bob)
    tell()
    assert told() == [("bob", "shared")]


def test_sharing_a_draft_tells_once(world):
    with world.alice.acting() as alice:
        paper = start_paper(WORDS, by=alice)
        share(paper, to=world.bob.user.pk, terms=Terms(right=Right.READ), by=alice)
    tell()
    assert told() == [("bob", "shared")]


def test_who_was_let_in_before_the_first_version_is_told_with_it(world, agreement):
    with world.alice.acting() as alice:
        paper = start_paper(WORDS, by=alice)
        share_early(paper, world.bob, alice)
        share_early(paper, world.cara, alice, asks=agreement)
    tell()
    assert told() == []
    with world.alice.acting() as alice:
        add_version(paper, by=alice)
    tell()
    assert told() == [("bob", "shared"), ("cara", "awaiting")]


def share_early(paper, actor, alice, *, asks=None):
    requirement = require_agreements([asks], on=paper.guarded, by=alice) if asks else None
    give(Right.READ, on=paper.guarded, to=actor.user.pk, by=alice, requirement=requirement)


def test_who_has_to_sign_first_is_told_so(world, shares, agreement):
    shares(world.cara, asks=agreement)
    tell()
    assert told() == [("cara", "awaiting")]


def test_who_has_signed_already_is_told_that_it_is_shared(world, shares, signs, agreement):
    shares(world.bob, asks=agreement)
    signs(world.bob)
    tell()
    assert told() == [("alice", "signed"), ("bob", "receipt"), ("bob", "shared")]


def test_a_newly_adopted_text_awaits_whoever_has_to_sign_it(world, paper, shares, signs, agreement):
    shares(world.bob, asks=agreement)
    shares(world.dan)
    signs(world.bob)
    tell()
    forget_notices()
    with world.alice.acting() as alice:
        second = add_agreement_version(
            agreement.agreement, Wording(title="Canarytext", in_short="", text="2"), what_changed="", by=alice
        )
        adopt(second, on=paper.guarded, by=alice)
    tell()
    assert told() == [("bob", "awaiting")]


def test_readers_are_told_of_a_new_version(world, group, shares, revises, agreement):
    shares(world.bob)
    shares(group.pk)
    shares(world.dan, Right.SEE)
    shares(world.cara, asks=agreement)
    shares(ALL_MEMBERS, Right.ABSTRACT)
    tell()
    forget_notices()
    revises()
    tell()
    assert told() == [("bob", "version"), ("gita", "version")]


def test_who_is_let_in_after_the_version_is_not_told_of_it(world, shares, revises):
    revises()
    shares(world.bob)
    tell()
    assert told() == [("bob", "shared")]


def test_publishing_tells_the_whitelist_nothing(world, paper, shares):
    shares(world.bob)
    tell()
    forget_notices()
    with world.alice.acting() as alice:
        publish(paper, by=alice, shown=publishable(paper, by=alice).fingerprint)
    tell()
    assert told() == []


def test_authors_are_told_of_comments_and_writers_of_answers(world, shares, comments):
    shares(world.bob, Right.COMMENT)
    shares(world.dan, Right.COMMENT)
    tell()
    forget_notices()
    first = comments(world.bob)
    tell()
    assert told() == [("alice", "comment")]
    comments(world.dan, parent=first)
    tell()
    assert told() == [("alice", "comment"), ("alice", "comment"), ("bob", "reply")]


def test_an_author_who_is_answered_is_told_once(world, shares, comments):
    shares(world.bob, Right.COMMENT)
    tell()
    forget_notices()
    comments(world.bob, parent=comments(world.alice))
    tell()
    assert told() == [("alice", "reply")]


def test_an_answer_is_not_told_to_a_writer_who_lost_the_paper(world, shares, comments):
    grant = shares(world.bob, Right.COMMENT)
    first = comments(world.bob)
    tell()
    forget_notices()
    with world.alice.acting() as alice:
        revoke(grant, by=alice)
    comments(world.alice, parent=first)
    tell()
    assert told() == []


def test_the_maker_of_an_invite_is_told_who_used_it(world):
    with world.alice.acting() as alice:
        _, token = invite(by=alice.user)
    with world.dan.acting() as dan:
        redeem(digest_of(token), by=dan.user)
    tell()
    assert told() == [("alice", "redeemed")]


@pytest.fixture
def invites(world, group):
    """Has Alice invite somebody to her group, by name."""

    def invites(**named):
        with world.alice.acting() as alice:
            return invite_to_group(group, by=alice, terms=InviteTerms(note="Canarynote", **named))

    return invites


@pytest.mark.parametrize("named", [{"handle": "dan"}, {"email": "dan@example.org"}, {"email": "Dan@Example.org"}])
def test_a_member_whom_an_invite_names_is_told(invites, named):
    invites(**named)
    tell()
    assert told() == [("dan", "invited")]


def test_who_is_offered_a_paper_by_name_is_told(world, paper):
    with world.alice.acting() as alice:
        invite_on_terms(paper, named={"handle": "dan"}, terms=Terms(right=Right.READ), by=alice)
    tell()
    assert told() == [("dan", "invited")]


@pytest.mark.parametrize("named", [{}, {"handle": "nobody"}, {"email": "nobody@example.org"}])
def test_an_invite_that_names_no_member_is_told_to_nobody(invites, named):
    invites(**named)
    tell()
    assert told() == []


def test_an_invite_to_the_site_is_no_news_to_a_member(world):
    with world.alice.acting() as alice:
        invite(by=alice.user, terms=InviteTerms(email="dan@example.org"))
    tell()
    assert told() == []


def test_an_address_that_was_not_shown_to_be_theirs_does_not_make_a_member_who_is_meant(world, invites):
    world.dan.user.emailaddress_set.create(email="other@example.org", verified=False)
    invites(email="other@example.org")
    tell()
    assert told() == []


def test_who_took_a_handle_after_it_was_invited_is_not_told(world, invites):
    invites(handle="dan")
    world.dan.user.joined_at = now()
    world.dan.user.save(update_fields=["joined_at"])
    tell()
    assert told() == []


@pytest.mark.parametrize("lost", ["revoked", "replaced", "redeemed", "expired", "maker suspended"])
def test_an_invite_that_cannot_be_used_any_more_is_not_told(world, invites, lost):
    made, token = invites(handle="dan")
    if lost == "revoked":
        with world.alice.acting() as alice:
            revoke_invite(made, by=alice.user)
    if lost == "replaced":
        invites(handle="dan")
    if lost == "redeemed":
        with world.dan.acting() as dan:
            redeem(digest_of(token), by=dan.user)
    if lost == "expired":
        with as_tables_owner():
            Invite.objects.filter(pk=made.pk).update(expires_at=now())
    if lost == "maker suspended":
        world.suspend(world.alice)
    tell()
    assert [kind for who, kind in told() if who == "dan" and kind == "invited"] == ["invited"] * (lost == "replaced")


def test_the_mail_about_an_invite_says_neither_who_nor_where_nor_what(invites):
    _, token = invites(handle="dan")
    tell()
    post()
    (letter,) = mail.outbox
    assert letter.to == ["dan@example.org"]
    assert letter.subject.startswith("Somebody invites you to something on ")
    hidden = (*CANARIES, "Alice", "alice", token, digest_of(token))
    assert [word for word in hidden if word in letter.subject + letter.body] == []


def test_who_is_added_to_a_group_is_told(world, group):
    with world.alice.acting() as alice:
        admit(world.dan.user, to=group, by=alice)
    tell()
    assert told() == [("dan", "joined")]


def test_nobody_is_told_what_they_did_themselves(world, shares, group, comments, revises):
    comments(world.alice)
    revises()
    shares(group.pk)
    tell()
    assert [who for who, _ in told() if who == "alice"] == []


@pytest.mark.parametrize("lost", ["denied", "revoked", "closed", "suspended", "unverified", "expired"])
def test_who_may_not_know_of_it_is_not_told(world, paper, shares, lost):
    grant = shares(world.bob)
    with world.alice.acting() as alice:
        if lost == "denied":
            deny("bob", on=paper.guarded, by=alice)
        if lost == "revoked":
            revoke(grant, by=alice)
        if lost == "closed":
            close(paper.guarded, by=alice)
    if lost == "suspended":
        world.suspend(world.bob)
    if lost == "unverified":
        world.bob.user.emailaddress_set.update(verified=False)
    if lost == "expired":
        with as_tables_owner():
            an_hour_ago = now() - timedelta(hours=1)
            Grant.objects.filter(pk=grant.pk).update(given_at=an_hour_ago, expires_at=now())
    tell()
    assert told() == []


@pytest.fixture
def asks(world, paper, group):
    """Alice shared with her group, and is asked about its newcomers."""
    with world.alice.acting() as alice:
        share(paper, to=group.pk, terms=Terms(right=Right.READ, living=Living.ASK), by=alice)
    tell()
    forget_notices()


def test_an_owner_is_told_that_somebody_waits_and_the_newcomer_that_they_are_in_the_group(world, group, asks):
    with world.alice.acting() as alice:
        admit(world.dan.user, to=group, by=alice)
    tell()
    assert told() == [("alice", "newcomer"), ("dan", "joined")]


def test_an_owner_who_is_not_in_the_group_is_not_told_who_joins_it(world, paper, group, asks):
    with world.alice.acting() as alice:
        give(Right.OWN, on=paper.guarded, to=world.bob.user.pk, by=alice)
    tell()
    forget_notices()
    with world.alice.acting() as alice:
        admit(world.dan.user, to=group, by=alice)
    tell()
    assert told() == [("alice", "newcomer"), ("dan", "joined")]


def test_nobody_is_told_of_newcomers_once_they_are_not_asked_about(world, group, asks):
    with world.alice.acting() as alice:
        stop_asking(open_asks(alice).get(), by=alice)
        admit(world.dan.user, to=group, by=alice)
    tell()
    assert told() == [("dan", "joined")]


def test_a_declined_newcomer_is_not_told(world, group, asks):
    with world.alice.acting() as alice:
        admit(world.dan.user, to=group, by=alice)
    tell()
    forget_notices()
    with world.alice.acting() as alice:
        (waits,) = waiting_for(open_asks(alice), viewer=alice)
        decline(waits.ask, waits.stay, by=alice)
    tell()
    assert told() == []


def test_the_mail_about_a_newcomer_names_nothing(world, group, asks):
    with world.alice.acting() as alice:
        admit(world.dan.user, to=group, by=alice)
    tell()
    post()
    letters = {to: (letter.subject, letter.body) for letter in mail.outbox for to in letter.to}
    subject, body = letters["alice@example.org"]
    assert subject.startswith("Somebody waits for your nod on ")
    assert [word for word in (*CANARIES, "Dan", "dan", "Lab") if word in subject + body] == []
