"""What invites to groups and papers give, and when they give nothing."""

from datetime import timedelta

import pytest

from accounts.invites.actions import UNUSABLE, accept, redeem, revoke
from accounts.invites.lookup import find_for, offered_to
from accounts.invites.models import Invite
from accounts.invites.terms import Terms
from accounts.invites.tokens import digest_of
from accounts.models import User
from sharing.access import actions as access
from sharing.access.asking import decline, open_asks, waiting_for
from sharing.access.audience import grants_on
from sharing.access.denying import deny
from sharing.access.models import Grant
from sharing.access.signing import awaiting, sign
from sharing.agreements.actions import Wording, add_agreement_version, write_agreement
from sharing.base.clock import now
from sharing.base.guarded import may
from sharing.base.principals import ALL_MEMBERS
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.groups import actions as groups
from sharing.groups.models import Membership, Role
from sharing.journeys.inviting import invite_to_paper
from sharing.papers.actions import Words, add_version, save_working_copy, start_paper
from sharing.papers.models import Body, Card, Paper
from sharing.papers.sharing import Living, share
from sharing.papers.sharing import Terms as SharingTerms
from tests.evidence import evidence
from tests.journeys.conftest import grants_of, stays_of
from tests.roles import as_tables_owner
from tests.world import make_member

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def refused(link, actor) -> bool:
    """The redemption was refused in the one wording, and left nothing behind."""
    uses, grants, stays = link.uses, grants_of(actor), stays_of(actor)
    with pytest.raises(Refused) as refusal:
        link.redeemed_by(actor)
    assert (link.uses, grants_of(actor), stays_of(actor)) == (uses, grants, stays)
    return refusal.value.sentence == UNUSABLE


def give(world, paper, right, *, to, **terms):
    with world.alice.acting() as alice:
        return access.give(right, on=paper.guarded, to=to.user.pk, by=alice, **terms)


def let_bob_pass_on(world, paper, right=Right.READ, **terms):
    give(world, paper, right, to=world.bob, **terms)
    return give(world, paper, Right.SHARE, to=world.bob)


# --- To a paper, by its owner ----------------------------------------------------------


@pytest.mark.parametrize("right", [Right.SEE, Right.ABSTRACT, Right.READ, Right.COMMENT, Right.EDIT])
def test_an_owners_link_gives_what_it_says(world, paper, to_paper, right):
    link = to_paper(right)

    link.redeemed_by(world.dan)

    assert grants_of(world.dan) == [(right, 1, link.made.pk, None)]
    assert world.dan.sees(Card.objects) == world.alice.sees(Card.objects)
    assert world.dan.sees(Body.objects) == (world.alice.sees(Body.objects) if right >= Right.READ else set())
    assert link.uses == 1


def test_a_link_opens_its_own_paper_alone(world, paper, to_paper):
    with world.alice.acting() as alice:
        other = start_paper(Words(title="Another"), by=alice)
        add_version(other, by=alice)

    to_paper().redeemed_by(world.dan)

    assert world.dan.sees(Paper.objects) == {paper.pk}


def test_no_link_makes_an_owner(world, paper, to_paper):
    for right in (Right.OWN, Right.SHARE, Right.DOWNLOAD, Right.REVIEW):
        with pytest.raises(Refused):
            to_paper(right)

    link = to_paper()
    with as_tables_owner():
        Invite.objects.filter(pk=link.made.pk).update(right=Right.OWN)
    assert refused(link, world.dan)


def test_a_draft_becomes_shared_with_a_first_version(world, to_paper):
    with world.alice.acting() as alice:
        draft = start_paper(Words(title="Draft"), by=alice)
        invite_to_paper(draft, Right.READ, by=alice, terms=Terms())
        draft = Paper.objects.select_related("guarded").get(pk=draft.pk)

    assert (draft.state, draft.guarded.versions) == ("shared", 1)


def test_what_is_asked_for_is_signed_before_anything_opens(world, paper, to_paper, text):
    to_paper(agreements=[str(text.agreement_id)]).redeemed_by(world.cara)

    assert world.cara.sees(Card.objects) == set()
    with world.cara.acting() as cara:
        assert awaiting(cara, on=paper.guarded) == [text]
        sign(text, on=paper.guarded, by=cara, evidence=evidence("cara"))
    assert world.cara.sees(Body.objects) == world.alice.sees(Body.objects)


def test_a_link_asks_for_the_version_its_authors_have_adopted_since(world, paper, to_paper, text):
    link = to_paper(agreements=[str(text.agreement_id)])
    with world.alice.acting() as alice:
        access.require_agreements([text], on=paper.guarded, by=alice)
        second = add_agreement_version(
            text.agreement, Wording(title="T", in_short="s", text="Other words"), what_changed="All", by=alice
        )
        access.adopt(second, on=paper.guarded, by=alice)

    link.redeemed_by(world.cara)

    with world.cara.acting() as cara:
        assert awaiting(cara, on=paper.guarded) == [second]


def test_nobody_asks_for_an_agreement_that_is_not_theirs(world, paper, to_paper, text):
    give(world, paper, Right.OWN, to=world.bob)

    with pytest.raises(Unseen):
        to_paper(by=world.bob, agreements=[str(text.agreement_id)])


def lose_ownership(world, paper, group):
    give(world, paper, Right.OWN, to=world.bob)
    with world.bob.acting() as bob:
        for grant in grants_on(paper.pk):
            if grant.principal == world.alice.user.pk:
                access.revoke(grant, by=bob)


def get_suspended(world, paper, group):
    world.suspend(world.alice)


def close_it(world, paper, group):
    with world.alice.acting() as alice:
        access.close(paper.guarded, by=alice)


def deny_dan(world, paper, group):
    with world.alice.acting() as alice:
        deny("dan", on=paper.guarded, by=alice)


@pytest.mark.parametrize("since", [lose_ownership, get_suspended, close_it, deny_dan])
def test_a_link_gives_nothing_once(since, world, paper, group, to_paper):
    link = to_paper()
    since(world, paper, group)

    assert refused(link, world.dan)


def test_an_owner_who_may_only_read_now_gives_nothing(world, paper, to_paper):
    give(world, paper, Right.OWN, to=world.bob)
    link = to_paper(by=world.bob)
    give(world, paper, Right.READ, to=world.bob)

    assert refused(link, world.dan)


def test_an_owner_who_may_only_pass_on_gives_no_more_than_that(world, paper, to_paper, text):
    give(world, paper, Right.OWN, to=world.bob)
    reading, editing = to_paper(by=world.bob), to_paper(Right.EDIT, by=world.bob)
    let_bob_pass_on(world, paper, Right.READ)

    reading.redeemed_by(world.dan)

    assert [held[:2] for held in grants_of(world.dan)] == [(Right.READ, 1)]
    assert refused(editing, world.cara)


def test_a_link_that_asks_for_something_opens_nothing_without_it(world, paper, to_paper):
    """Its maker was an owner, and can now pass on what was given to them without asking for anything."""
    give(world, paper, Right.OWN, to=world.bob)
    with world.bob.acting() as bob:
        own = write_agreement(Wording(title="Bob's", in_short="b", text="B"), by=bob)
    link = to_paper(by=world.bob, agreements=[str(own.agreement_id)])
    let_bob_pass_on(world, paper, Right.READ)

    assert refused(link, world.dan)


# --- To a paper, by somebody who may pass it on ------------------------------------------


@pytest.mark.parametrize("right", [Right.SEE, Right.ABSTRACT, Right.READ, Right.COMMENT])
def test_who_may_pass_on_gives_what_they_hold(world, paper, to_paper, right):
    let_bob_pass_on(world, paper, Right.COMMENT)
    link = to_paper(right, by=world.bob)

    link.redeemed_by(world.dan)

    assert grants_of(world.dan) == [(right, 1, link.made.pk, None)]
    assert world.dan.sees(Card.objects) == world.alice.sees(Card.objects)


@pytest.mark.parametrize(
    ("held", "promised"),
    [(Right.READ, Right.COMMENT), (Right.ABSTRACT, Right.READ), (Right.EDIT, Right.EDIT), (Right.READ, Right.OWN)],
)
def test_who_may_pass_on_promises_no_more_than_they_hold(world, paper, to_paper, held, promised):
    let_bob_pass_on(world, paper, held)

    with pytest.raises(Refused):
        to_paper(promised, by=world.bob)


def test_without_the_right_to_pass_on_there_is_no_link(world, paper, to_paper):
    give(world, paper, Right.EDIT, to=world.bob)

    with pytest.raises(Refused):
        to_paper(by=world.bob)
    with pytest.raises(Unseen):
        to_paper(by=world.dan)


def test_a_link_gives_nothing_once_its_maker_holds_less(world, paper, to_paper):
    let_bob_pass_on(world, paper, Right.COMMENT)
    link = to_paper(Right.COMMENT, by=world.bob)
    give(world, paper, Right.READ, to=world.bob)

    assert refused(link, world.dan)


def test_nor_once_they_may_not_pass_on(world, paper, to_paper):
    passing = let_bob_pass_on(world, paper)
    link = to_paper(by=world.bob)
    with world.alice.acting() as alice:
        access.revoke(passing, by=alice)

    assert refused(link, world.dan)


def test_what_is_passed_on_starts_no_earlier_and_asks_for_the_same(world, paper, to_paper, text):
    with world.alice.acting() as alice:
        save_working_copy(paper, Words(title="2"), by=alice)
        add_version(paper, by=alice)
        requirement = access.require_agreements([text], on=paper.guarded, by=alice)
    let_bob_pass_on(world, paper, from_version=2, requirement=requirement)
    with world.bob.acting() as bob:
        sign(text, on=paper.guarded, by=bob, evidence=evidence("bob"))
    link = to_paper(by=world.bob)

    link.redeemed_by(world.cara)

    assert grants_of(world.cara) == [(Right.READ, 2, link.made.pk, requirement.pk)]
    assert world.cara.sees(Card.objects) == set()


def test_who_has_not_signed_passes_nothing_on(world, paper, to_paper, text):
    with world.alice.acting() as alice:
        requirement = access.require_agreements([text], on=paper.guarded, by=alice)
    let_bob_pass_on(world, paper, requirement=requirement)

    with pytest.raises((Refused, Unseen)):
        to_paper(by=world.bob)


# --- To a group ---------------------------------------------------------------------------


def test_a_link_into_a_group_makes_a_member(world, group, to_group):
    link = to_group()

    link.redeemed_by(world.gita)

    assert stays_of(world.gita) == [(group.pk, Role.MEMBER, link.made.pk)]


def let_bob_moderate(world, group) -> Membership:
    with world.alice.acting() as alice:
        stay = groups.admit(world.bob.user, to=group, by=alice)
        groups.change_role(stay, Role.MODERATOR, by=alice)
    return stay


def leave(world, stay, group):
    with world.bob.acting() as bob:
        groups.leave(group, by=bob)


def be_removed(world, stay, group):
    with world.alice.acting() as alice:
        groups.remove(stay, by=alice)


def become_a_plain_member(world, stay, group):
    with world.alice.acting() as alice:
        groups.change_role(stay, Role.MEMBER, by=alice)


def be_suspended(world, stay, group):
    world.suspend(world.bob)


@pytest.mark.parametrize("since", [leave, be_removed, become_a_plain_member, be_suspended])
def test_a_moderators_link_admits_nobody_once_they(since, world, group, to_group):
    stay = let_bob_moderate(world, group)
    link = to_group(by=world.bob)
    since(world, stay, group)

    assert refused(link, world.dan)


def test_the_role_at_redemption_counts(world, group, to_group):
    stay = let_bob_moderate(world, group)
    link = to_group(by=world.bob)
    become_a_plain_member(world, stay, group)
    with world.alice.acting() as alice:
        groups.change_role(stay, Role.OWNER, by=alice)

    link.redeemed_by(world.dan)

    assert stays_of(world.dan) == [(group.pk, Role.MEMBER, link.made.pk)]


def test_a_plain_member_makes_no_link(world, group, to_group):
    with world.alice.acting() as alice:
        groups.admit(world.gita.user, to=group, by=alice)

    with pytest.raises(Refused):
        to_group(by=world.gita)
    with pytest.raises(Unseen):
        to_group(by=world.dan)


# --- Who is let through, and who is not ------------------------------------------------------


def test_who_is_inside_already_is_let_through_and_uses_nothing_up(world, group, paper, to_group, to_paper):
    into_group, onto_paper = to_group(), to_paper()

    for link in (into_group, onto_paper):
        assert link.redeemed_by(world.alice) == link.made
        assert link.uses == 0
    assert [held[0] for held in grants_of(world.alice)] == [Right.OWN, Right.SHARE, Right.DOWNLOAD]
    assert stays_of(world.alice) == [(group.pk, Role.OWNER, None)]


def test_a_link_never_takes_away(world, paper, to_paper, text):
    """A reader who follows a link to less, or to the same once signed, keeps what they have."""
    give(world, paper, Right.COMMENT, to=world.bob)

    to_paper(Right.READ, agreements=[str(text.agreement_id)]).redeemed_by(world.bob)

    assert [held[0] for held in grants_of(world.bob)] == [Right.COMMENT]


def test_a_link_adds_to_what_was_given_before(world, paper, to_paper):
    give(world, paper, Right.READ, to=world.bob)
    link = to_paper(Right.COMMENT)

    link.redeemed_by(world.bob)

    assert grants_of(world.bob) == [(Right.READ, 1, None, None), (Right.COMMENT, 1, link.made.pk, None)]


def test_somebody_removed_does_not_come_back_by_the_link_they_came_by(world, paper, to_paper):
    link = to_paper(terms=Terms(max_uses=2))
    link.redeemed_by(world.xavier)
    with world.alice.acting() as alice:
        [came] = [grant for grant in grants_on(paper.pk) if grant.by_invite_id]
        access.revoke(came, by=alice)

    assert link.redeemed_by(world.xavier) == link.made
    assert (world.xavier.sees(Paper.objects), link.uses) == (set(), 1)


@pytest.mark.parametrize("terms", [Terms(handle="xavier"), Terms(email="xavier@example.org"), Terms(max_uses=9)])
def test_nor_by_any_other_that_was_open_then(*, world, paper, group, to_paper, to_group, terms):
    another, into_group = to_paper(Right.COMMENT, terms=terms), to_group(terms=terms)
    held = give(world, paper, Right.READ, to=world.xavier)
    with world.alice.acting() as alice:
        stay = groups.admit(world.xavier.user, to=group, by=alice)
        access.revoke(held, by=alice)
        groups.remove(stay, by=alice)

    assert [refused(link, world.xavier) for link in (another, into_group)] == [True, True]
    to_paper(terms=terms).redeemed_by(world.xavier)
    to_group(terms=terms).redeemed_by(world.xavier)
    assert (may_read(world.xavier, paper), len(stays_of(world.xavier))) == (True, 1)


def test_narrower_terms_count_more_than_an_invite_from_before(world, paper, to_paper):
    give(world, paper, Right.EDIT, to=world.bob)
    link = to_paper(Right.EDIT, terms=Terms(handle="bob"))
    give(world, paper, Right.READ, to=world.bob)

    assert refused(link, world.bob)
    assert [right for right, *_ in grants_of(world.bob)] == [Right.READ]


def expire(world, paper, group, text):
    held = give(world, paper, Right.READ, to=world.xavier, expires_at=now() + timedelta(minutes=1))
    with as_tables_owner():
        past = {"given_at": now() - timedelta(minutes=2), "expires_at": now()}
        Grant.objects.filter(pk=held.pk).update(**past)


def ask_to_sign(world, paper, group, text):
    with world.alice.acting() as alice:
        requirement = access.require_agreements([text], on=paper.guarded, by=alice)
    give(world, paper, Right.READ, to=world.xavier, requirement=requirement)


def let_in_and_put_out(world, paper, group, living):
    """Of a group that the paper was shared with."""
    with world.alice.acting() as alice:
        stay = groups.admit(world.xavier.user, to=group, by=alice)
        share(paper, to=group.pk, terms=SharingTerms(right=Right.READ, living=living), by=alice)
        groups.remove(stay, by=alice)


def put_out_of_a_frozen_group(world, paper, group, text):
    let_in_and_put_out(world, paper, group, Living.FROZEN)


def put_out_of_a_living_group(world, paper, group, text):
    let_in_and_put_out(world, paper, group, Living.LIVING)


def end_what_the_group_holds(world, paper, group, text):
    with world.alice.acting() as alice:
        groups.admit(world.xavier.user, to=group, by=alice)
    held = give_group(world, paper, group)
    with world.alice.acting() as alice:
        access.revoke(held, by=alice)


def ask_the_group_to_sign(world, paper, group, text):
    with world.alice.acting() as alice:
        groups.admit(world.xavier.user, to=group, by=alice)
        share(paper, to=group.pk, terms=SharingTerms(right=Right.READ, agreements=[text]), by=alice)


def decline_them(world, paper, group, text):
    with world.alice.acting() as alice:
        share(paper, to=group.pk, terms=SharingTerms(right=Right.READ, living=Living.ASK), by=alice)
        groups.admit(world.xavier.user, to=group, by=alice)
        [waits] = waiting_for(open_asks(alice), viewer=alice)
        decline(waits.ask, waits.stay, by=alice)


def give_less(world, paper, group, text):
    with world.alice.acting() as alice:
        access.give(Right.SEE, on=paper.guarded, to=world.xavier.user.pk, by=alice)


def give_until_tomorrow(world, paper, group, text):
    with world.alice.acting() as alice:
        tomorrow = now() + timedelta(days=1)
        access.give(Right.ABSTRACT, on=paper.guarded, to=world.xavier.user.pk, by=alice, expires_at=tomorrow)


def give_group(world, paper, group):
    with world.alice.acting() as alice:
        return access.give(Right.READ, on=paper.guarded, to=group.pk, by=alice)


DECIDED = [
    expire,
    ask_to_sign,
    put_out_of_a_frozen_group,
    put_out_of_a_living_group,
    end_what_the_group_holds,
    ask_the_group_to_sign,
    decline_them,
    give_less,
    give_until_tomorrow,
]


@pytest.mark.parametrize("since", DECIDED)
def test_what_was_decided_since_counts_more_than_a_link(*, since, world, paper, group, text, to_paper):
    reading, editing = to_paper(terms=Terms(max_uses=5)), to_paper(Right.EDIT, terms=Terms(max_uses=5))
    since(world, paper, group, text)

    assert [refused(link, world.xavier) for link in (reading, editing)] == [True, True]
    reading.redeemed_by(world.dan)
    to_paper().redeemed_by(world.xavier)
    assert (may_read(world.dan, paper), may_read(world.xavier, paper)) == (True, True)


def test_a_link_that_asks_for_as_much_is_good_still(*, world, paper, group, to_paper, text):
    link = to_paper(Right.READ, agreements=[str(text.agreement_id)])
    with world.alice.acting() as alice:
        asked = access.require_agreements([text], on=paper.guarded, by=alice)
        access.give(Right.SEE, on=paper.guarded, to=ALL_MEMBERS, by=alice, requirement=asked)
        access.give(Right.READ, on=paper.guarded, to=group.pk, by=alice, requirement=asked)

    link.redeemed_by(world.xavier)

    assert [right for right, *_ in grants_of(world.xavier)] == [Right.READ]
    assert not may_read(world.xavier, paper)


def test_so_is_one_for_whoever_had_left_before_it_was_made(world, paper, group, to_paper):
    """What ended for them then did not end for them later."""
    with world.alice.acting() as alice:
        stay = groups.admit(world.xavier.user, to=group, by=alice)
    held = give_group(world, paper, group)
    with world.alice.acting() as alice:
        groups.remove(stay, by=alice)
    link = to_paper()
    with world.alice.acting() as alice:
        access.revoke(held, by=alice)

    link.redeemed_by(world.xavier)

    assert may_read(world.xavier, paper)


def test_so_is_one_for_whoever_left_a_group_that_held_nothing_while_they_were_in_it(world, paper, group, to_paper):
    link = to_paper()
    with world.alice.acting() as alice:
        stay = groups.admit(world.xavier.user, to=group, by=alice)
        groups.remove(stay, by=alice)
    held = give_group(world, paper, group)
    with world.alice.acting() as alice:
        access.revoke(held, by=alice)

    link.redeemed_by(world.xavier)

    assert may_read(world.xavier, paper)


@pytest.mark.parametrize("bound", [{"email": "Cara@example.org"}, {"handle": "cara"}])
def test_a_new_invite_for_somebody_takes_the_place_of_the_old(world, paper, to_paper, to_group, bound):
    old, of_the_group = to_paper(Right.EDIT, terms=Terms(**bound)), to_group(terms=Terms(**bound))
    for_dan = to_paper(Right.EDIT, terms=Terms(handle="dan"))
    new = to_paper(Right.READ, terms=Terms(**bound))

    assert offered_to(world.cara.user) == [new.made, of_the_group.made]
    assert offered_to(world.dan.user) == [for_dan.made]
    assert refused(old, world.cara)


@pytest.mark.parametrize("bound", [{"email": "cara@example.org"}, {"handle": "cara"}])
def test_a_bound_link_lets_nobody_else_in(world, to_paper, to_group, bound):
    for link in (to_paper(terms=Terms(**bound)), to_group(terms=Terms(**bound))):
        assert refused(link, world.dan)
        assert find_for(digest_of(link.token), member=world.dan.user) is None
        link.redeemed_by(world.cara)
        assert link.uses == 1


def test_whoever_takes_a_handle_later_is_not_who_was_meant(world, to_group):
    link = to_group(terms=Terms(handle="newt"))
    newt = make_member("newt")

    assert offered_to(newt) == []
    with pytest.raises(Refused):
        redeem(digest_of(link.token), by=newt)
    with pytest.raises(Unseen):
        accept(link.made.pk, by=newt)


def test_a_member_who_is_named_needs_no_link(world, group, to_group):
    by_handle, by_address = to_group(terms=Terms(handle="cara")), to_group(terms=Terms(email="Bob@example.org"))
    open_to_anybody = to_group()

    assert [offered_to(actor.user) for actor in (world.cara, world.bob, world.dan)] == [
        [by_handle.made],
        [by_address.made],
        [],
    ]
    for link, actor in ((by_handle, world.cara), (by_address, world.bob)):
        with actor.acting() as viewer:
            accept(link.made.pk, by=viewer.user)
        assert stays_of(actor) == [(group.pk, Role.MEMBER, link.made.pk)]
        assert offered_to(actor.user) == []
    for link in (by_handle, open_to_anybody):
        with world.dan.acting() as dan, pytest.raises(Unseen):
            accept(link.made.pk, by=dan.user)


def test_an_unverified_address_is_nobodys(world, to_group):
    link = to_group(terms=Terms(email="cara@example.org"))
    world.cara.user.emailaddress_set.update(verified=False)
    world.cara.user.emailaddress_set.create(email="other@example.org", verified=True)
    cara = User.objects.get(pk=world.cara.user.pk)

    assert offered_to(cara) == []
    assert refused(link, world.cara)


def test_a_revoked_link_lets_nobody_in(world, paper, to_paper):
    link = to_paper(terms=Terms(max_uses=2))
    link.redeemed_by(world.bob)
    with world.alice.acting() as alice:
        revoke(link.made, by=alice.user)

    assert refused(link, world.dan)
    assert may_read(world.bob, paper)


def may_read(actor, paper) -> bool:
    with actor.acting() as viewer:
        return bool(may(viewer, Right.READ, paper))


def test_a_paper_open_to_all_members_needs_no_grant_more(world, paper, to_paper):
    link = to_paper()
    with world.alice.acting() as alice:
        access.give(Right.READ, on=paper.guarded, to=ALL_MEMBERS, by=alice)

    link.redeemed_by(world.dan)

    assert (grants_of(world.dan), link.uses) == ([], 0)
