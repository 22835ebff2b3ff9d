"""Signing in through others: by verified addresses only, and never a way to make an account."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def login_with(*addresses: tuple[str, bool]):
    """What a third party says: addresses, and whether it has verified them."""
    return SimpleNamespace(email_addresses=[EmailAddress(email=email, verified=ok) for email, ok in addresses])


def found(*addresses: tuple[str, bool]):
    return get_adapter().authenticate_by_email(login_with(*addresses))


def test_an_address_verified_on_both_sides_is_its_member(alice):
    assert found(("other@example.org", True), ("Alice@Example.org", True)) == (alice, "Alice@Example.org")


@pytest.mark.parametrize(
    "address",
    [("alice@example.org", False), ("al.ice@example.org", True), ("al\u0131ce@example.org", True), ("", True)],
)
def test_nothing_else_is(address, alice):
    assert found(address) is None


def test_an_address_that_the_member_has_not_verified_is_nobodys(alice, people):
    alice.emailaddress_set.create(email="claimed@example.org", verified=False)
    people("una", verified=False)

    assert found(("claimed@example.org", True)) is None
    assert found(("una@example.org", True)) is None


def test_a_suspended_member_is_not_found(people):
    people("sam", is_active=False)

    assert found(("sam@example.org", True)) is None


def test_nobody_signs_up_this_way_even_with_an_invite(invited, rf):
    assert get_adapter().is_open_for_signup(rf.get("/"), login_with(("new@example.org", True))) is False


SHOW = """
import django, json
django.setup()
from django.conf import settings
from django.urls import NoReverseMatch, reverse
def there(name):
    try:
        return bool(reverse(name))
    except NoReverseMatch:
        return False
print(json.dumps({
    "pages": [there(f"{name}_login") for name in ("orcid", "github", "google")],
    "public": sorted(name for name in settings.PUBLIC_PAGES if name.endswith(("_login", "_callback"))),
    "form_action": settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"][1:],
}))
"""


def site_with(**environment: str) -> dict:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "sharing.settings", **environment}
    ran = subprocess.run([sys.executable, "-c", SHOW], env=environment, capture_output=True, check=True, text=True)
    return json.loads(ran.stdout)


def test_none_is_there_unless_the_operator_has_set_it_up():
    assert site_with() == {"pages": [False] * 3, "public": ["account_login"], "form_action": []}


def test_setting_one_up_takes_its_id_and_secret_from_the_environment():
    assert site_with(GITHUB_CLIENT_ID="id", GITHUB_CLIENT_SECRET="secret") == {
        "pages": [False, True, False],
        "public": ["account_login", "github_callback", "github_login"],
        "form_action": ["https://github.com"],
    }
