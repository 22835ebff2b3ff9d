"""What the operator does, and what stays hidden from them."""

import json
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.invites.models import Invite
from accounts.models import User
from sharing.audit import Kind
from sharing.audit.models import Event
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.refusals import Refused, Unseen
from sharing.moderation.operating import revoke_invite, set_site
from sharing.moderation.oversight import InviteOverview, SiteSettings
from tests.admin.conftest import BACKEND
from tests.moderation.test_pages import LINK
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db


def events() -> list[tuple]:
    kinds = "^(account|invite[.]revoked|settings)"
    with reading_as_system(SystemWork.BUILD_TESTS):
        rows = Event.objects.filter(kind__regex=kinds).order_by("at")
        return list(rows.values_list("kind", "by", "about_id", "facts"))


def act(client, address, action, *rows):
    return client.post(address, {"action": action, "_selected_action": [str(row.pk) for row in rows]}, follow=True)


# --- What is shown ---------------------------------------------------------------


def test_no_page_of_the_admin_holds_anybodys_words(world, omar, secrets):
    seen, waiting = {}, ["/admin/", "/admin/sharing/inviteoverview/?q=Canary", "/admin/accounts/user/?q=Canary"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        response = omar.get(address)
        seen[address] = response.content + str(dict(response.headers)).encode()
        links = [link.replace("&amp;", "&") for link in LINK.findall(response.content.decode())]
        waiting += [link for link in links if link.startswith("/admin/")]

    everything = b"".join(content for address, content in seen.items() if "q=" not in address).lower()
    leaks = [secrets.token, secrets.digest, "canary", "alice@example.org", world.omar.user.password or "no password"]
    assert [leak for leak in leaks if leak.lower().encode() in everything] == []
    assert f"/admin/accounts/user/{world.alice.user.pk}/change/" in seen
    assert str(secrets.pk).encode() in seen["/admin/sharing/inviteoverview/"]


@pytest.mark.parametrize(
    "query",
    [
        "password__startswith=a",
        "email__startswith=a",
        "emailaddress__email__startswith=a",
        "invites_made__note=Canarynote",
        "is_active__gt=0",
        "last_login__isnull=1",
    ],
)
def test_nothing_can_be_asked_letter_by_letter(omar, query):
    assert omar.get(f"/admin/accounts/user/?{query}").status_code in {302, 400}


@pytest.mark.parametrize("query", ["digest__startswith=a", "maker__password__startswith=a", "kind=site"])
def test_nor_of_invites(omar, secrets, query):
    assert omar.get(f"/admin/sharing/inviteoverview/?{query}").status_code in {302, 400}


def test_the_filters_that_are_shown_work(world, omar):
    page = omar.get("/admin/accounts/user/?is_moderator__exact=1").content.decode()

    assert re.findall(r"/admin/accounts/user/(\d+)/change/", page) == [str(world.mia.user.pk)]


@pytest.mark.parametrize("name", ["alice", "mia", "dan", "noor"])
def test_only_staff_see_the_overview_of_invites(world, secrets, name):
    actor = getattr(world, name)
    with actor.acting():
        assert list(InviteOverview.objects.all()) == []
    with as_tables_owner():
        assert actor.sees(InviteOverview.objects) == set()
    assert world.omar.sees(InviteOverview.objects) == {secrets.pk}


def test_the_overview_has_no_column_for_what_an_invite_holds():
    columns = {field.column for field in InviteOverview._meta.get_fields()}

    assert columns == {"id", "kind", "maker_id", "max_uses", "uses", "created_at", "expires_at", "revoked_at"}


# --- Accounts ------------------------------------------------------------------------


def test_suspending_ends_sessions_in_the_same_act(world, omar):
    dan = Client()
    dan.force_login(world.dan.user, backend=BACKEND)
    key = dan.session.session_key
    UserSession.objects.create(user=world.dan.user, session_key=key, ip="192.0.2.1", user_agent="Browser")

    act(omar, "/admin/accounts/user/", "suspend_members", world.dan.user)

    assert User.objects.get(pk=world.dan.user.pk).is_active is False
    assert not Session.objects.filter(session_key=key).exists()
    assert dan.get("/reports/")["Location"] == "/accounts/login/?next=/reports/"
    assert events() == [(Kind.ACCOUNT_SUSPENDED, world.omar.user.pk, str(world.dan.user.pk), {})]


def test_suspending_several_is_all_or_nothing(world, omar):
    page = act(omar, "/admin/accounts/user/", "suspend_members", world.dan.user, world.omar.user)

    assert b"You cannot suspend your own account." in page.content
    assert (User.objects.filter(is_active=False).count(), LogEntry.objects.count(), events()) == (0, 0, [])


def test_restoring(world, omar):
    world.suspend(world.sam)

    act(omar, "/admin/accounts/user/", "restore_members", world.sam.user)

    assert User.objects.get(pk=world.sam.user.pk).is_active is True
    assert events() == [(Kind.ACCOUNT_RESTORED, world.omar.user.pk, str(world.sam.user.pk), {})]


def test_signing_somebody_out_everywhere(world, omar):
    dan = Client()
    dan.force_login(world.dan.user, backend=BACKEND)
    UserSession.objects.create(
        user=world.dan.user, session_key=dan.session.session_key, ip="192.0.2.1", user_agent="Browser"
    )

    act(omar, "/admin/accounts/user/", "end_their_sessions", world.dan.user)

    assert dan.get("/reports/").status_code == 302
    assert User.objects.get(pk=world.dan.user.pk).is_active is True


def test_duties_are_given_and_recorded(world, omar):
    omar.post(f"/admin/accounts/user/{world.dan.user.pk}/change/", {"is_moderator": "on"})

    dan = User.objects.get(pk=world.dan.user.pk)
    assert (dan.is_moderator, dan.is_staff) == (True, False)
    facts = {"is_moderator": True, "is_staff": False}
    assert events() == [(Kind.ACCOUNT_DUTIES_CHANGED, world.omar.user.pk, str(dan.pk), facts)]


def test_nobody_ends_their_own_duty_to_operate(world, omar):
    page = omar.post(f"/admin/accounts/user/{world.omar.user.pk}/change/", {}, follow=True)

    assert b"Another operator has to take this duty from you." in page.content
    assert User.objects.get(pk=world.omar.user.pk).is_staff is True
    assert LogEntry.objects.count() == 0


def test_everything_else_of_an_account_stays_as_it_is(world, omar):
    before = User.objects.filter(pk=world.dan.user.pk).values().get()
    addresses = list(EmailAddress.objects.order_by("pk").values())
    changed = {
        "handle": "other", "name": "Other", "affiliation": "Other", "email": "other@example.org", "password": "x",
        "password1": "x", "is_active": "", "time_zone": "Europe/Paris", "id": "5", "is_moderator": "on",
    }  # fmt: skip

    omar.post(f"/admin/accounts/user/{world.dan.user.pk}/change/", changed)

    assert User.objects.filter(pk=world.dan.user.pk).values().get() == before | {"is_moderator": True}
    assert list(EmailAddress.objects.order_by("pk").values()) == addresses


def test_the_log_holds_ids_and_names_of_fields_alone(world, omar, secrets):
    omar.post(f"/admin/accounts/user/{world.dan.user.pk}/change/", {"is_moderator": "on"})
    act(omar, "/admin/accounts/user/", "end_their_sessions", world.dan.user)
    act(omar, "/admin/sharing/inviteoverview/", "revoke", secrets)
    omar.post("/admin/sharing/sitesettings/1/change/", {"about_reports": "Canarysentence"})

    dan, rows = str(world.dan.user.pk), LogEntry.objects.order_by("pk")
    assert list(rows.values_list("object_id", "object_repr", "change_message")) == [
        (dan, dan, json.dumps([{"changed": {"fields": ["Is moderator"]}}])),
        (dan, dan, "Signed out everywhere"),
        (str(secrets.pk), str(secrets.pk), "Revoked"),
        ("1", "1", json.dumps([{"changed": {"fields": ["Sentence for whoever reports something"]}}])),
    ]
    assert set(rows.values_list("user", flat=True)) == {world.omar.user.pk}


# --- Invites and settings ------------------------------------------------------------------


def test_the_operator_revokes_anybodys_invite(world, omar, secrets):
    act(omar, "/admin/sharing/inviteoverview/", "revoke", secrets)
    act(omar, "/admin/sharing/inviteoverview/", "revoke", secrets)

    with reading_as_system(SystemWork.BUILD_TESTS):
        revoked = Invite.objects.get(pk=secrets.pk)
    assert (revoked.state, revoked.revoked_by_id) == (Invite.State.REVOKED, world.omar.user.pk)
    assert events() == [(Kind.INVITE_REVOKED, world.omar.user.pk, str(secrets.pk), {})]


@pytest.mark.parametrize("name", ["alice", "mia", "dan"])
def test_nobody_else_does_any_of_it(world, secrets, name):
    with getattr(world, name).acting() as viewer:
        with pytest.raises(Unseen):
            revoke_invite(InviteOverview(pk=secrets.pk), by=viewer)
        with pytest.raises(Refused):
            set_site(SiteSettings(about_reports="x"), by=viewer)


def test_settings_are_one_row(world, omar):
    for sentence in ("First.", "Second."):
        omar.post("/admin/sharing/sitesettings/1/change/", {"about_reports": sentence})

    assert list(SiteSettings.objects.values_list("pk", "about_reports")) == [(1, "Second.")]
    assert events() == [(Kind.SETTINGS_CHANGED, world.omar.user.pk, "1", {})] * 2
    assert omar.get("/admin/sharing/sitesettings/2/change/").status_code == 302
