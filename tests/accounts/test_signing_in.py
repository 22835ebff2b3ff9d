"""What whoever signs in reads."""

import pytest

from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def test_nothing_is_said_about_having_signed_in(client, alice):
    answer = client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD}, follow=True)

    assert (answer.status_code, [str(said) for said in answer.context["messages"]]) == (200, [])
