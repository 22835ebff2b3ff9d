"""Coming in twice at once: by invites, as a new member, into and out of groups.

Whatever comes of it happened in one order or the other, each is told so, and nobody is told that we failed.
"""

import pytest
from django.core.cache import caches
from django.test import Client

from accounts.invites.actions import UNUSABLE, invite
from accounts.invites.models import Redemption
from accounts.invites.terms import Terms
from accounts.models import User
from sharing.access.models import Grant
from sharing.audit import Kind
from sharing.base.rights import Right
from sharing.groups import actions as groups
from sharing.groups.models import Membership, Role
from sharing.journeys.inviting import invite_to_group, invite_to_paper
from tests.accounts.journeys import code_in_the_last_mail, fill_in_sign_up, follow
from tests.faults.crowd import at_once, browser, count, events, posting, row, statuses, told_by
from tests.world import Actor, make_member

pytestmark = [
    pytest.mark.django_db(databases=["default", "owner"], transaction=True),
    pytest.mark.usefixtures("races"),
]

LEFT = "They have left this group already."
TAKEN = "That handle or address has been taken in the meantime. Please begin again."


def carrying(actor: Actor, token: str) -> Client:
    client = browser(actor)
    client.get(f"/i/{token}/")
    return client


def test_of_forty_members_at_a_link_for_five_five_get_in_and_the_others_are_told(talk, url):
    with talk.world.alice.acting() as by:
        made, token = invite_to_paper(talk.paper, Right.READ, by=by, terms=Terms(max_uses=5))
    crowd = [carrying(Actor(make_member(f"member{number}")), token) for number in range(40)]

    answers = at_once(*(posting(client, "/invite/") for client in crowd))

    led_to = sorted(answer["Location"] for answer in answers)
    lost = [(answer, client) for answer, client in zip(answers, crowd, strict=True) if answer["Location"] != url]
    assert (statuses(answers), led_to) == ([302] * 40, sorted([url] * 5 + ["/invite/"] * 35))
    assert [told_by(answer, to=client) for answer, client in lost] == [[UNUSABLE]] * 35
    assert (count(Redemption, invite=made), count(Grant, by_invite_id=made.pk)) == (5, 5)
    assert events(Kind.INVITE_REDEEMED) == 5


@pytest.mark.parametrize("ways", [("accept", "accept"), ("accept", "link"), ("link", "link")])
def test_a_bound_invite_accepted_twice_at_once_is_used_once(talk, lab, ways):
    with talk.world.alice.acting() as by:
        made, token = invite_to_group(lab, by=by, terms=Terms(handle="dan"))
    dan = carrying(talk.world.dan, token)
    paths = {"accept": f"/invites/{made.pk}/accept/", "link": "/invite/"}

    answers = at_once(*(posting(dan, paths[way]) for way in ways))

    assert [answer["Location"] for answer in answers] == [f"/groups/{lab.public_id}/"] * 2
    assert (count(Membership, group=lab, member=talk.world.dan.user), row(type(made), pk=made.pk).uses) == (1, 1)
    assert events(Kind.INVITE_REDEEMED) == 1


def test_two_links_into_one_group_let_a_member_in_once_and_the_second_stays_unused(talk, lab):
    with talk.world.alice.acting() as by:
        links = [invite_to_group(lab, by=by, terms=Terms()) for _ in range(2)]
    tabs = [carrying(talk.world.dan, token) for _, token in links]

    answers = at_once(*(posting(tab, "/invite/") for tab in tabs))

    assert [answer["Location"] for answer in answers] == [f"/groups/{lab.public_id}/"] * 2
    assert count(Membership, group=lab, member=talk.world.dan.user) == 1
    assert sorted(row(type(made), pk=made.pk).uses for made, _ in links) == [0, 1]


def test_two_links_to_one_paper_open_it_to_a_member_once_and_the_second_stays_unused(talk, url):
    with talk.world.alice.acting() as by:
        links = [invite_to_paper(talk.paper, Right.READ, by=by, terms=Terms()) for _ in range(2)]
    tabs = [carrying(talk.world.dan, token) for _, token in links]

    answers = at_once(*(posting(tab, "/invite/") for tab in tabs))

    assert [answer["Location"] for answer in answers] == [url] * 2
    assert count(Grant, guarded=talk.guarded, principal=talk.world.dan.user.pk) == 1
    assert sorted(row(type(made), pk=made.pk).uses for made, _ in links) == [0, 1]


def test_what_a_link_gave_is_taken_back_from_whoever_uses_it_at_that_moment_too(talk, lab, alice):
    with talk.world.alice.acting() as by:
        made, token = invite_to_group(lab, by=by, terms=Terms(max_uses=3))
    carrying(talk.world.cara, token).post("/invite/")
    dan = carrying(talk.world.dan, token)

    answers = at_once(posting(dan, "/invite/"), posting(alice, f"/invites/{made.pk}/revoke/", what="all"))

    assert statuses(answers) == [302, 302]
    assert count(Membership, group=lab, by_invite_id=made.pk, left_at=None) == 0


# --- Accounts -----------------------------------------------------------------------------


def newcomer(token: str, **typed: str) -> tuple[Client, str]:
    """Somebody who has signed up and read the code in their mail."""
    caches["default"].clear()  # How often a code goes to one address is limited; that is not what this is about.
    client = Client(raise_request_exception=False)
    follow(client, token)
    fill_in_sign_up(client, **typed)
    return client, code_in_the_last_mail()


@pytest.mark.parametrize(
    ("uses", "second", "told"),
    [
        (1, {"username": "nora", "email": "nora@example.org"}, UNUSABLE),
        (2, {"username": "newt", "email": "nora@example.org"}, TAKEN),
        (2, {"username": "nora", "email": "newt@example.org"}, TAKEN),
    ],
)
def test_of_two_newcomers_at_once_for_whom_there_is_one_place_one_becomes_a_member(talk, uses, second, told):
    with talk.world.alice.acting() as by:
        _, token = invite(by=by.user, terms=Terms(max_uses=uses))
    newcomers = [newcomer(token), newcomer(token, **second)]
    before = count(User)

    answers = at_once(*(posting(client, "/accounts/confirm-address/", code=code) for client, code in newcomers))

    [(answer, client)] = [
        (answer, client)
        for answer, (client, _) in zip(answers, newcomers, strict=True)
        if answer["Location"] == "/accounts/signup/"
    ]
    assert (statuses(answers), count(User) - before, events(Kind.ACCOUNT_JOINED)) == ([302, 302], 1, 1)
    assert told_by(answer, to=client) == [told]


# --- Groups -------------------------------------------------------------------------------


def test_left_twice_at_once_one_has_left(talk, lab):
    gita = browser(talk.world.gita)

    answers = at_once(*[posting(gita, f"/groups/{lab.public_id}/leave/")] * 2)

    assert statuses(answers) == [302, 404]
    assert (count(Membership, group=lab, left_at=None), events(Kind.MEMBERSHIP_LEFT)) == (1, 1)


def test_left_while_one_is_removed_one_has_left_once(talk, lab, alice):
    gita, stay = browser(talk.world.gita), row(Membership, group=lab, member=talk.world.gita.user)

    answers = at_once(
        posting(alice, f"/groups/{lab.public_id}/members/{stay.pk}/remove/"),
        posting(gita, f"/groups/{lab.public_id}/leave/"),
    )

    [refused] = [answer for answer in answers if answer.status_code != 302]
    assert refused.status_code == 404 or refused.context["form"].non_field_errors() == [LEFT]
    assert events(Kind.MEMBERSHIP_LEFT) == 1


def test_two_owners_who_make_each_other_members_at_once_leave_one_owner(talk, lab, alice):
    with talk.world.alice.acting() as by:
        groups.change_role(Membership.objects.get(group=lab, member=talk.world.gita.user), Role.OWNER, by=by)
    gita = browser(talk.world.gita)
    stays = {name: row(Membership, member=getattr(talk.world, name).user) for name in ("alice", "gita")}
    path = f"/groups/{lab.public_id}/members/%s/role/"

    answers = at_once(
        posting(alice, path % stays["gita"].pk, role="member"), posting(gita, path % stays["alice"].pk, role="member")
    )

    assert count(Membership, group=lab, role=Role.OWNER, left_at=None) == 1
    assert statuses(answers) in ([302, 403], [302, 422])
