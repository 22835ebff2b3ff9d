"""Following and redeeming invites."""

import logging
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from accounts.actions import restore, suspend
from accounts.invites import gifts
from accounts.invites.actions import UNUSABLE, invite, redeem, revoke
from accounts.invites.models import Invite, Redemption
from accounts.invites.terms import Promise, Terms
from accounts.invites.tokens import digest_of
from accounts.models import User
from sharing.base.reader import SystemWork, reading_as, reading_as_system
from sharing.base.refusals import Refused
from sharing.web.invites import DESTINATIONS
from tests.accounts.journeys import follow
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

TO_A_PAPER = Promise(kind=Invite.Kind.PAPER, about="17", right=3, agreements=("4", "5"))


@pytest.fixture
def given(monkeypatch):
    """What invites to a paper gave, to whom."""
    to_whom = []

    def give(made, member):
        to_whom.append((made.about, made.right, made.agreements, member))

    monkeypatch.setitem(gifts._gifts, Invite.Kind.PAPER, give)
    monkeypatch.setitem(DESTINATIONS, "paper", lambda made: f"/papers/{made.about}/")
    return to_whom


def uses_of(made: Invite) -> int:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return Invite.objects.get(pk=made.pk).uses


def rows() -> dict[str, object]:
    """How many rows each table has, and what the invites hold."""
    with reading_as_system(SystemWork.BUILD_TESTS):
        counts: dict[str, object] = {
            model._meta.db_table: model._default_manager.count() for model in apps.get_models()
        }
        return counts | {"invites": list(Invite.objects.order_by("pk").values())}


# --- Following -------------------------------------------------------------------


def test_following_a_link_takes_the_token_out_of_the_address(client, invited):
    _, token = invited()

    response = follow(client, token)

    assert (response.status_code, response.url, response.content) == (303, "/invite/", b"")
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    assert token not in str(response.cookies)
    assert (response.cookies["invite"]["httponly"], response.cookies["invite"]["samesite"]) == (True, "Lax")


@pytest.mark.parametrize("verb", ["get", "head"])
def test_following_a_link_fifty_times_changes_nothing(verb, client, invited):
    _, token = invited()
    before = rows()

    for _ in range(50):
        getattr(client, verb)(f"/i/{token}/")
        getattr(client, verb)("/invite/")

    assert rows() == before
    assert set(client.cookies) <= {"invite", "csrftoken"}


def test_a_link_that_lost_its_slash_works_too(client, invited):
    _, token = invited()

    assert client.get(f"/i/{token}").status_code == 303


def test_to_a_stranger_every_link_looks_the_same(client, invited, given):
    live, dead = invited(TO_A_PAPER, terms=Terms(note="canary")), invited()
    with reading_as(dead[0].maker_id):
        revoke(dead[0], by=dead[0].maker)

    seen = []
    for token in (live[1], dead[1], "made-up", None):
        client.cookies.clear()
        answer = follow(client, token) if token else None
        page = client.get("/invite/")
        seen.append((page.status_code, page.content, page["X-Robots-Tag"]))
        assert answer is None or (answer.status_code, answer.url, answer.content) == (303, "/invite/", b"")

    assert seen == [seen[0]] * 4
    assert [word in seen[0][1].decode().lower() for word in ("canary", "ivo", "17")] == [False] * 3


def test_the_token_reaches_no_log(client, invited, caplog):
    _, token = invited()

    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="django.request"):
        follow(client, token)
        client.post(f"/i/{token}/")
        for _ in range(11):
            follow(client, "bad" + token)

    assert "/i/…" in caplog.text
    assert token not in caplog.text


def test_after_ten_bad_tokens_in_a_minute_no_token_is_looked_at(client, invited):
    _, token = invited()
    page = client.get("/invite/").content

    statuses = [follow(client, f"bad-{number}").status_code for number in range(11)]
    client.cookies.clear()
    good = follow(client, token)

    assert statuses == [303] * 10 + [429]
    assert (good.status_code, good.content, dict(good.cookies)) == (429, page, {})


# --- Redeeming -------------------------------------------------------------------


def test_a_member_accepts_and_is_given_what_was_promised(client, invited, alice, given):
    made, token = invited(TO_A_PAPER, terms=Terms(note="Tell me what you think."))
    client.force_login(alice)

    follow(client, token)
    page = client.get("/invite/").content.decode()
    response = client.post("/invite/")

    assert ("Tell me what you think." in page, "Ivo" in page, "17" in page) == (True, True, False)
    assert (response.status_code, response.url) == (302, "/papers/17/")
    assert given == [("17", 3, ["4", "5"], alice)]
    assert uses_of(made) == 1


def test_signed_out_accepting_asks_to_sign_in_first(client, invited):
    made, token = invited()
    follow(client, token)

    assert client.post("/invite/").url == "/accounts/login/?next=/invite/"
    assert uses_of(made) == 0


def test_a_member_who_accepts_twice_is_let_through_and_given_nothing_more(invited, alice, given):
    made, token = invited(TO_A_PAPER, terms=Terms(max_uses=2))

    assert [redeem(digest_of(token), by=alice) for _ in range(2)] == [made, made]
    assert (uses_of(made), len(given)) == (1, 1)


def test_also_after_it_was_revoked(invited, alice, given):
    made, token = invited(TO_A_PAPER)
    redeem(digest_of(token), by=alice)
    with reading_as(made.maker_id):
        revoke(made, by=made.maker)

    assert redeem(digest_of(token), by=alice) == made
    assert len(given) == 1


def test_a_gift_that_is_refused_uses_nothing_up(invited, alice, monkeypatch):
    made, token = invited(TO_A_PAPER)

    def refuse(_made, _member):
        raise Refused("The paper is closed.")

    monkeypatch.setitem(gifts._gifts, "paper", refuse)
    with pytest.raises(Refused, match=r"^The paper is closed\.$"):
        redeem(digest_of(token), by=alice)

    assert uses_of(made) == 0
    with reading_as_system(SystemWork.BUILD_TESTS):
        assert not Redemption.objects.exists()


@pytest.mark.parametrize(
    "addresses",
    [
        [("bob@example.org", True)],
        [("alice@example.org", False), ("bob@example.org", True)],
        [("al.ice@example.org", True)],
        [("alice+x@example.org", True)],
        [("alice@sub.example.org", True)],
        [("al\u0131ce@example.org", True)],  # a letter that upper-cases to the same I
    ],
)
def test_a_bound_invite_opens_for_no_address_but_its_own_verified_one(addresses, invited, people, client):
    made, token = invited(terms=Terms(email="alice@example.org"))
    bob = people("bob")
    bob.emailaddress_set.all().delete()
    for email, verified in addresses:
        bob.emailaddress_set.create(email=email, verified=verified)

    with pytest.raises(Refused) as refusal:
        redeem(digest_of(token), by=User.objects.get(pk=bob.pk))
    assert str(refusal.value) == UNUSABLE
    assert uses_of(made) == 0

    client.force_login(bob)
    follow(client, token)
    wrong_person = client.get("/invite/").content
    follow(client, "made-up")
    assert client.get("/invite/").content == wrong_person


def test_a_bound_invite_opens_for_any_of_the_members_verified_addresses(invited, alice):
    made, token = invited(terms=Terms(email="Ally@Example.ORG"))
    alice.emailaddress_set.create(email="ally@example.org", verified=True)

    assert redeem(digest_of(token), by=alice) == made


def test_no_invite_outlives_its_makers_good_standing(invited, alice, mia):
    made, token = invited()
    with reading_as(mia.pk):
        suspend(made.maker, by=mia)
    with pytest.raises(Refused):
        redeem(digest_of(token), by=alice)

    with reading_as(mia.pk):
        restore(made.maker, by=mia)
    assert redeem(digest_of(token), by=alice) == made


def test_a_suspended_member_redeems_nothing(invited, people):
    _, token = invited()

    with pytest.raises(Refused):
        redeem(digest_of(token), by=people("sam", is_active=False))


# --- Making and revoking -----------------------------------------------------------


def test_only_the_digest_is_kept(invited):
    _, token = invited()

    with connection.cursor() as cursor, reading_as_system(SystemWork.BUILD_TESTS):
        cursor.execute("SELECT accounts_invite::text FROM accounts_invite")
        row = cursor.fetchone()[0]
    assert (digest_of(token) in row, token in row) == (True, False)
    assert len(token) == 43


def test_a_member_makes_an_invite_sees_its_link_once_and_revokes_it(client, alice):
    client.force_login(alice)

    page = client.post("/invites/make/", {"email": "Bob@Example.org", "note": "Hello", "life": "7"})
    link = page.context["link"]
    with reading_as(alice.pk):
        made = Invite.objects.get()
    assert (made.email, made.note, made.expires_at - made.created_at) == ("bob@example.org", "Hello", timedelta(days=7))
    assert link.encode() in page.content
    assert digest_of(link.rstrip("/").rsplit("/", 1)[1]) == made.digest
    assert link.encode() not in client.get("/invites/").content

    client.post(f"/invites/{made.pk}/revoke/", {"what": "link"})
    with reading_as(alice.pk):
        made.refresh_from_db()
    assert (made.state, made.revoked_by) == (Invite.State.REVOKED, alice)


def test_nobody_sees_or_revokes_another_members_invites(client, invited, alice):
    made, _ = invited(terms=Terms(note="canary"))
    client.force_login(alice)

    theirs = client.post(f"/invites/{made.pk}/revoke/")
    nobodys = client.post("/invites/00000000-0000-4000-8000-000000000000/revoke/")

    assert (theirs.status_code, theirs.content) == (nobodys.status_code, nobodys.content)
    assert theirs.status_code == 404
    assert b"canary" not in client.get("/invites/").content
    with reading_as(alice.pk):
        assert Invite.objects.filter(pk=made.pk).update(revoked_by=alice) == 0
        with pytest.raises(Refused):
            revoke(made, by=alice)


@pytest.mark.parametrize(
    "wrong",
    [{"life": timedelta(days=91)}, {"life": timedelta(0)}, {"max_uses": 0}, {"email": "a@b.org", "max_uses": 2}],
)
def test_terms_that_promise_too_much_are_refused(wrong):
    with pytest.raises(Refused):
        Terms(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"uses": 2},
        {"max_uses": 0},
        {"email": "a@b.org", "max_uses": 2},
        {"about": "17"},
        {"kind": "paper"},
        {"makes_staff": True},
        {"expires_at": "2999-01-01T00:00Z"},
    ],
)
def test_the_database_holds_an_invite_to_its_form(wrong, invited):
    made, _ = invited()

    with as_tables_owner(), pytest.raises(IntegrityError), transaction.atomic():
        Invite.objects.filter(pk=made.pk).update(**wrong)


def test_somebody_without_standing_makes_none(people):
    with pytest.raises(Refused):
        invite(by=people("sam", is_active=False))
