"""An account is made by a live invite and a code sent to the address, and by nothing else."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail

from accounts.actions import suspend
from accounts.invites.actions import invite_from_the_command_line, revoke
from accounts.invites.models import Invite
from accounts.invites.terms import Terms
from accounts.models import User
from sharing.base.reader import SystemWork, reading_as, reading_as_system
from tests.accounts.journeys import code_in_the_last_mail, confirm, fill_in_sign_up, follow
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def reread(made: Invite) -> Invite:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return Invite.objects.get(pk=made.pk)


def is_closed(client) -> bool:
    """True if the page offers no form, and filling in one has no effect."""
    shown = client.get("/accounts/signup/")
    sent = fill_in_sign_up(client)
    is_shut = [answer.templates[0].name for answer in (shown, sent)] == ["account/signup_closed.html"] * 2
    assert mail.outbox == [] or not is_shut
    return is_shut


def test_a_newcomer_follows_a_link_signs_up_confirms_and_is_in(client, invited):
    made, token = invited()

    follow(client, token)
    assert fill_in_sign_up(client).url == "/accounts/confirm-address/"
    assert not User.objects.filter(handle="newt").exists()
    response = confirm(client, code_in_the_last_mail())

    newt = User.objects.get(handle="newt")
    assert response.url == "/"
    assert client.session["_auth_user_id"] == str(newt.pk)
    assert [each["method"] for each in client.session["account_authentication_methods"]] == ["password"]
    assert (newt.name, newt.affiliation, newt.time_zone, newt.email) == (
        "Newt",
        "",
        "Europe/Lisbon",
        "newt@example.org",
    )
    assert newt.is_member
    assert (newt.is_staff, newt.is_moderator) == (False, False)
    assert reread(made).uses == 1
    assert response.cookies["invite"].value == ""
    assert (mail.outbox[0].subject, mail.outbox[0].to) == ("Your code for Colloquy", ["newt@example.org"])


def test_who_came_by_a_link_reads_its_note_once_they_are_in(client, invited):
    _, token = invited(terms=Terms(note="See you <b>on Thursday</b>"))
    follow(client, token)
    fill_in_sign_up(client)
    response = confirm(client, code_in_the_last_mail())

    assert "Thursday" not in str(response.cookies)
    assert "Ivo invited you: See you &lt;b&gt;on Thursday&lt;/b&gt;" in client.get(response.url).content.decode()


def test_the_code_may_be_typed_in_lower_case_and_without_its_hyphens(client, invited):
    follow(client, invited()[1])
    fill_in_sign_up(client)

    assert confirm(client, code_in_the_last_mail().lower().replace("-", " ")).url == "/"


def test_without_an_invite_it_is_closed(client, db):
    assert is_closed(client)


def test_with_a_token_nobody_made_it_is_closed(client, db):
    follow(client, "made-up")

    assert is_closed(client)


def test_with_a_forged_cookie_it_is_closed(client, invited):
    made, _ = invited()
    client.cookies["invite"] = reread(made).digest

    assert is_closed(client)


@pytest.mark.parametrize("end", ["expire", "use up", "revoke", "suspend its maker"])
def test_with_a_dead_invite_it_is_closed_and_a_code_under_way_makes_no_account(end, client, invited, mia):
    made, token = invited()
    follow(client, token)
    fill_in_sign_up(client)
    code = code_in_the_last_mail()

    with reading_as_system(SystemWork.BUILD_TESTS):
        match end:
            case "expire":
                with as_tables_owner():
                    Invite.objects.filter(pk=made.pk).update(expires_at=made.created_at - timedelta(seconds=1))
            case "use up":
                Invite.objects.filter(pk=made.pk).update(uses=1)
            case "revoke":
                revoke(made, by=made.maker)
            case "suspend its maker":
                suspend(made.maker, by=mia)
    response = confirm(client, code)

    assert response.url == "/accounts/signup/"
    assert not User.objects.filter(handle="newt").exists()
    assert not EmailAddress.objects.filter(email="newt@example.org").exists()
    mail.outbox.clear()
    assert is_closed(client)


def test_an_invite_for_one_address_makes_an_account_with_it_and_no_other(client, invited):
    _, token = invited(terms=Terms(email="Newt@Example.org"))
    follow(client, token)

    page = client.get("/accounts/signup/").content.decode()
    assert "newt@" not in page.lower()
    refused = fill_in_sign_up(client, email="xavier@example.org")
    assert "This invite was made for another address. Use the one that it was sent to." in refused.content.decode()
    assert "newt@" not in refused.content.decode().lower()
    fill_in_sign_up(client, email="newt@example.org")
    confirm(client, code_in_the_last_mail())

    assert mail.outbox[0].to == ["newt@example.org"]
    assert User.objects.get(handle="newt").email == "newt@example.org"


def test_five_wrong_codes_end_it(client, invited):
    follow(client, invited()[1])
    fill_in_sign_up(client)
    code = code_in_the_last_mail()

    statuses = [confirm(client, "WRONG").status_code for _ in range(5)]

    assert statuses == [200, 200, 200, 200, 302]
    assert confirm(client, code).url == "/accounts/signup/"
    assert not User.objects.filter(handle="newt").exists()


def test_a_code_is_good_for_a_quarter_of_an_hour(client, invited):
    follow(client, invited()[1])
    fill_in_sign_up(client)
    session = client.session
    session["signing_up"] = {**session["signing_up"], "sent_at": session["signing_up"]["sent_at"] - 15 * 60 - 1}
    session.save()

    assert confirm(client, code_in_the_last_mail()).url == "/accounts/signup/"
    assert not User.objects.filter(handle="newt").exists()


def test_neither_code_nor_password_nor_token_can_be_read_in_the_session(client, invited):
    _, token = invited()
    follow(client, token)
    fill_in_sign_up(client, password1="a password of my own")

    kept = str(Session.objects.get().get_decoded())
    code = code_in_the_last_mail()
    assert "newt@example.org" in kept
    assert [secret in kept for secret in (code, code.replace("-", ""), "a password of my own", token)] == [False] * 4


def test_a_taken_handle_is_refused_in_the_form(client, invited, people):
    people("newt")
    follow(client, invited()[1])

    response = fill_in_sign_up(client, email="other@example.org")

    assert response.context["form"].errors == {"username": ["That handle is taken."]}


@pytest.mark.parametrize("handle", ["N", "-x", "1x", "a b", "x" * 31, "admin", "näwt"])
def test_an_ill_formed_handle_is_refused(handle, client, invited):
    follow(client, invited()[1])

    assert list(fill_in_sign_up(client, username=handle).context["form"].errors) == ["username"]


def test_a_handle_taken_while_the_code_was_under_way_makes_no_second_account(client, invited, people):
    follow(client, invited()[1])
    fill_in_sign_up(client)
    people("other")
    User.objects.filter(handle="other").update(handle="newt")

    assert confirm(client, code_in_the_last_mail()).url == "/accounts/signup/"
    assert not EmailAddress.objects.filter(email="newt@example.org").exists()


def test_the_operator_opens_an_empty_site(client, db):
    made, token = invite_from_the_command_line("newt@example.org", makes_staff=True)
    follow(client, token)
    fill_in_sign_up(client)
    confirm(client, code_in_the_last_mail())

    newt = User.objects.get(handle="newt")
    assert (newt.is_staff, newt.is_moderator) == (True, True)
    assert reread(made).uses == 1


def test_the_new_member_owns_nothing_of_the_inviter(client, invited):
    made, token = invited()
    follow(client, token)
    fill_in_sign_up(client)
    confirm(client, code_in_the_last_mail())

    with reading_as(User.objects.get(handle="newt").pk):
        assert list(Invite.objects.all()) == []
    with reading_as(made.maker_id):
        assert list(Invite.objects.all()) == [made]
