"""Who is named by an invite can decline it, for good and in silence, and nobody can bury them in invites."""

from uuid import uuid4

import pytest

from accounts.invites.actions import MOST_NAMING, MOST_OF_ONE_A_DAY, accept, decline
from accounts.invites.lookup import find_for, offered_to
from accounts.invites.models import DeclinedInvite, Invite
from accounts.invites.terms import Terms
from accounts.invites.tokens import digest_of
from sharing.audit.models import Event
from sharing.base.clock import now
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.refusals import Refused, Unseen
from sharing.journeys.inviting import invite_to_group
from sharing.notifications.models import Notice
from sharing.notifications.telling import tell
from sharing.web.invites import row_of
from tests.journeys.conftest import stays_of
from tests.journeys.test_redeeming import refused

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def declines(actor, link) -> None:
    with actor.acting() as viewer:
        decline(link.made.pk, by=viewer.user)


def declined() -> list[tuple]:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return list(DeclinedInvite.objects.values_list("invite", "user"))


@pytest.mark.parametrize("terms", [Terms(handle="cara"), Terms(email="Cara@example.org")])
def test_what_was_declined_is_gone_for_good(world, to_group, to_paper, terms):
    links = to_group(terms=terms), to_paper(terms=terms)
    for link in links:
        declines(world.cara, link)

    assert offered_to(world.cara.user) == []
    for link in links:
        assert find_for(digest_of(link.token), member=world.cara.user) is None
        with world.cara.acting() as cara, pytest.raises(Unseen):
            accept(link.made.pk, by=cara.user)
        assert refused(link, world.cara)
    again = to_group(terms=terms)
    assert offered_to(world.cara.user) == [again.made]


def test_declining_twice_declines_once(world, to_group):
    link = to_group(terms=Terms(handle="cara"))
    declines(world.cara, link)
    declines(world.cara, link)

    assert declined() == [(link.made.pk, world.cara.user.pk)]


def test_its_maker_learns_nothing(world, to_group):
    declining, waiting = to_group(terms=Terms(handle="cara")), to_group(terms=Terms(handle="dan"))
    declines(world.cara, declining)

    with world.alice.acting() as alice:
        rows = [row_of(Invite.objects.visible_to(alice).get(pk=link.made.pk)) for link in (declining, waiting)]
    assert [row["label"] for row in rows] == ["@cara", "@dan"]
    same = [{name: row[name] for name in ("gives", "uses_label", "state_label")} for row in rows]
    assert same[0] == same[1]
    assert world.alice.sees(DeclinedInvite.objects) == set()


def test_nobody_but_who_is_named_declines(world, to_group, signed_in):
    named, open_to_anybody = to_group(terms=Terms(handle="cara")), to_group()
    revoked = to_group(terms=Terms(handle="bob"))
    with reading_as_system(SystemWork.BUILD_TESTS):
        Invite.objects.filter(pk=revoked.made.pk).update(revoked_at=now(), revoked_by=world.alice.user)

    for actor, key in (
        (world.dan, named.made.pk),
        (world.alice, named.made.pk),
        (world.dan, open_to_anybody.made.pk),
        (world.bob, revoked.made.pk),
        (world.dan, uuid4()),
    ):
        with actor.acting() as viewer, pytest.raises(Unseen):
            decline(key, by=viewer.user)
        assert signed_in(actor).post(f"/invites/{key}/decline/").status_code == 404
    assert declined() == []
    assert signed_in(world.cara).get(f"/invites/{named.made.pk}/decline/").status_code == 405


def test_in_the_browser(world, to_group, signed_in):
    link, cara = to_group(terms=Terms(handle="cara")), signed_in(world.cara)
    address = f"/invites/{link.made.pk}/decline/"
    assert all(f'action="{address}"' in cara.get(page).content.decode() for page in ("/groups/", "/invites/"))

    answer = cara.post(address, follow=True)

    assert answer.redirect_chain == [("/invites/", 302)]
    assert "Its maker is not told." in answer.content.decode()
    assert all(address not in cara.get(page).content.decode() for page in ("/groups/", "/invites/"))
    assert stays_of(world.cara) == []


def test_its_notice_falls_silent(world, to_group):
    link = to_group(terms=Terms(handle="cara"))
    with reading_as_system(SystemWork.BUILD_TESTS):
        events = list(Event.objects.filter(kind="invite.made"))
    for event in events:
        tell(event)
    assert len(world.cara.sees(Notice.objects)) == 1

    declines(world.cara, link)
    for event in events:
        tell(event)

    assert world.cara.sees(Notice.objects) == set()
    with world.cara.acting():
        assert list(Notice.objects.all()) == []


def test_a_member_names_at_most_so_many_at_a_time(world, group, to_group, signed_in):
    links = [to_group(terms=Terms(handle=f"stranger{number}")) for number in range(MOST_NAMING)]

    for terms in (Terms(handle="cara"), Terms(email="cara@example.org"), Terms(handle="nobody")):
        with pytest.raises(Refused, match="You have 100 open invites that name somebody"):
            to_group(terms=terms)
    page = signed_in(world.alice).post(
        f"/groups/{group.public_id}/invites/", {"whom": "cara", "max_uses": 1, "life": 3}
    )
    assert (page.status_code, "You have 100 open invites" in page.content.decode()) == (403, True)
    to_group()
    to_group(terms=Terms(handle="stranger1"))  # In place of the earlier one.
    with world.bob.acting() as bob, pytest.raises(Unseen):
        invite_to_group(group, by=bob, terms=Terms(handle="cara"))
    with reading_as_system(SystemWork.BUILD_TESTS):
        Invite.objects.filter(pk=links[0].made.pk).update(revoked_at=now(), revoked_by=world.alice.user)
    assert to_group(terms=Terms(handle="cara")).made in offered_to(world.cara.user)


@pytest.mark.parametrize("handle", ["cara", "nobody"])
def test_nor_the_same_person_again_and_again(to_group, handle):
    """Revoked ones count, as each may have sent a mail; and so it is for a handle that nobody has."""
    for _ in range(MOST_OF_ONE_A_DAY):
        to_group(terms=Terms(handle=handle))

    with pytest.raises(Refused, match="You have invited them often enough for today"):
        to_group(terms=Terms(handle=handle))
    assert to_group(terms=Terms(handle="dan"))


@pytest.mark.parametrize("page", ["/groups/", "/invites/"])
def test_what_one_is_invited_to_comes_a_page_at_a_time(world, to_group, signed_in, page):
    links = [to_group(terms=Terms(email=f"cara{number}@example.org", note=f"n{number}.")) for number in range(28)]
    for number in range(28):
        world.cara.user.emailaddress_set.create(email=f"cara{number}@example.org", verified=True)
    cara = signed_in(world.cara)

    first = cara.get(page)
    second = cara.get(page + first.context["older_offers_url"])

    shown = [[offer.note for offer in answer.context["offers"]] for answer in (first, second)]
    notes = [link.made.note for link in reversed(links)]
    assert shown == [notes[:25], notes[25:]]
    assert second.context["older_offers_url"] is None


def test_so_do_those_one_has_made(world, to_group, signed_in):
    notes = [to_group(terms=Terms(note=f"n{number}.")).made.note for number in range(28)][::-1]
    alice = signed_in(world.alice)

    first = alice.get("/invites/")
    second = alice.get("/invites/" + first.context["older_url"])

    shown = [[row["gives"].split(" · ")[1] for row in answer.context["invites"]] for answer in (first, second)]
    assert shown == [notes[:25], notes[25:]]
    assert second.context["older_url"] is None
