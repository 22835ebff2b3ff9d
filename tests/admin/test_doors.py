"""Who gets into the admin: staff with a second factor used in this session, and nobody else can tell it is there."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.admin import site as djangos_own
from django.contrib.auth.models import Group as AuthGroup
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver

from accounts.models import User
from sharing.admin import admin_site
from sharing.moderation.oversight import InviteOverview, SiteSettings
from tests.admin.conftest import BACKEND, sign_in

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/admin/",
    "/admin/accounts/",
    "/admin/sharing/",
    "/admin/accounts/user/",
    "/admin/accounts/user/{omar}/change/",
    "/admin/sharing/inviteoverview/",
    "/admin/sharing/sitesettings/",
    "/admin/sharing/sitesettings/1/change/",
    "/admin/jsi18n/",
    "/admin/mail/",
]
GONE = [
    "/admin/login/",
    "/admin/logout/",
    "/admin/password_change/",
    "/admin/autocomplete/",
    "/admin/r/1/1/",
    "/admin/accounts/user/add/",
    "/admin/accounts/user/{omar}/",
    "/admin/accounts/user/{omar}/delete/",
    "/admin/accounts/user/{omar}/history/",
    "/admin/accounts/user/{omar}/password/",
    "/admin/sharing/inviteoverview/add/",
    "/admin/sharing/sitesettings/add/",
    "/admin/sharing/paper/",
    "/admin/sharing/report/",
    "/admin/sharing/passedon/",
    "/admin/account/emailaddress/",
    "/admin/mfa/authenticator/",
    "/admin/auth/group/",
    "/admin/usersessions/usersession/",
    "/admin/sessions/session/",
]
VERBS = ("get", "post", "put")


def answers(client: Client, address: str) -> list[tuple]:
    made_up = "/made-up/" if address.endswith("/") else "/made-up"
    pairs = []
    for verb in VERBS:
        real, random = getattr(client, verb)(address), getattr(client, verb)(made_up)
        headers = {name: value.replace(made_up, address) for name, value in random.headers.items()}
        pairs.append((verb, real.status_code, real.content == random.content, dict(real.headers) == headers))
    return pairs


@pytest.mark.parametrize("name", ["dan", "mia"])
def test_to_members_no_address_of_it_exists(world, name):
    client = Client(enforce_csrf_checks=True)
    client.force_login(getattr(world, name).user, backend=BACKEND)

    for address in ADDRESSES + GONE:
        for each in (address.format(omar=world.omar.user.pk), address.format(omar=world.omar.user.pk).rstrip("/")):
            assert answers(client, each) == [(verb, 404, True, True) for verb in VERBS], each


def test_signed_out_every_address_of_it_asks_to_sign_in_as_any_does(world):
    for address in ADDRESSES + GONE:
        answer = Client().get(address.format(omar=world.omar.user.pk))
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_a_suspended_operator_is_out_at_once(world, omar):
    world.suspend(world.omar)

    assert omar.get("/admin/")["Location"] == "/accounts/login/?next=/admin/"


def test_who_is_no_longer_staff_is_out_at_once(world, omar):
    assert omar.get("/admin/").status_code == 200
    User.objects.filter(pk=world.omar.user.pk).update(is_staff=False)

    assert omar.get("/admin/").status_code == 404


@pytest.mark.parametrize("verb", ["get", "post"])
def test_without_a_second_factor_staff_get_nowhere_but_to_set_one_up(world, verb):
    client = sign_in(Client(), world.omar.user, factor=None)

    for address in ADDRESSES:
        answer = getattr(client, verb)(address.format(omar=world.omar.user.pk))
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")


def test_on_the_way_there_a_password_is_not_offered_for_it_would_lead_nowhere(world, omar):
    world.omar.user.set_password("correct horse battery staple")
    world.omar.user.save(update_fields=["password"])
    client = sign_in(Client(), world.omar.user, factor=None)

    pages = [client.get(f"/accounts/2fa/reauthenticate/?next={place}") for place in ("/admin/", "/agreements/")]

    assert ["/accounts/reauthenticate/" in page.content.decode() for page in pages] == [False, True]


@pytest.mark.parametrize("factor", [None, "password", "socialaccount"])
def test_a_second_factor_not_used_in_this_session_is_asked_for(world, omar, factor):
    client = sign_in(Client(), world.omar.user, factor=factor)

    for address in ADDRESSES:
        answer = client.get(address.format(omar=world.omar.user.pk))
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/reauthenticate/?next=%2Fadmin%2F")


def test_recovery_codes_alone_are_no_second_factor(world):
    Authenticator.objects.create(user=world.omar.user, type=Authenticator.Type.RECOVERY_CODES, data={})
    client = sign_in(Client(), world.omar.user)

    assert client.get("/admin/")["Location"] == "/accounts/2fa/"


def test_who_has_only_a_passkey_is_asked_for_that(world):
    Authenticator.objects.create(user=world.omar.user, type=Authenticator.Type.WEBAUTHN, data={})
    client = sign_in(Client(), world.omar.user, factor=None)

    assert client.get("/admin/")["Location"] == "/accounts/2fa/webauthn/reauthenticate/?next=%2Fadmin%2F"


def test_another_members_second_factor_does_not_count(world, omar):
    client = sign_in(Client(), world.omar.user)
    session = client.session
    session["account_authentication_methods_user"] = str(world.mia.user.pk)
    session.save()

    assert client.get("/admin/").status_code == 302


def test_with_a_second_factor_the_operator_is_in(world, omar):
    answered = {address: omar.get(address.format(omar=world.omar.user.pk)).status_code for address in ADDRESSES}

    assert answered == dict.fromkeys(ADDRESSES, 200) | {
        "/admin/sharing/sitesettings/": 302,
        "/admin/mail/": 404,  # Mail leaves this site.
    }


def test_what_is_gone_is_gone_for_the_operator_too(world, omar):
    assert {omar.get(address.format(omar=world.omar.user.pk)).status_code for address in GONE} == {404}


def test_nothing_but_three_things_is_registered():
    assert set(admin_site._registry) == {User, InviteOverview, SiteSettings}
    assert set(djangos_own._registry) == set()
    assert not admin_site.is_registered(AuthGroup)


def views_of(patterns) -> list:
    found = []
    for pattern in patterns:
        found += views_of(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern]
    return found


def test_every_address_of_it_wears_the_guard():
    patterns: list[URLPattern] = views_of(admin_site.get_urls())

    assert {pattern.callback.guards for pattern in patterns} == {"staff"}
    assert {pattern.callback.csrf_exempt for pattern in patterns} == {True}
    assert len(patterns) == 9


def test_forms_of_the_operator_need_their_token(world):
    TOTP.activate(world.omar.user, generate_totp_secret())
    client = sign_in(Client(enforce_csrf_checks=True), world.omar.user)

    answer = client.post(f"/admin/accounts/user/{world.dan.user.pk}/change/", {"is_staff": "on"})

    assert (answer.status_code, User.objects.get(pk=world.dan.user.pk).is_staff) == (403, False)


def test_the_checks_are_clean():
    call_command("check", fail_level="WARNING")
