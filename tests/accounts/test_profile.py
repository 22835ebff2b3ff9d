import pytest

from accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

NEW = {"name": "Alice B.", "affiliation": "Nowhere", "time_zone": "Asia/Tokyo"}


def test_a_member_changes_their_name_affiliation_and_time_zone_and_nothing_else(client, alice):
    client.force_login(alice)

    answer = client.post("/accounts/profile/", NEW | {"handle": "other", "is_staff": "on", "email": "x@example.org"})

    changed = User.objects.values().get(pk=alice.pk)
    was = {"handle": "alice", "email": "alice@example.org", "is_staff": False, "is_moderator": False, "is_active": True}
    assert answer["Location"] == "/accounts/profile/"
    assert {name: changed[name] for name in NEW | was} == NEW | was
    assert "alice" in client.get("/accounts/profile/").content.decode()


@pytest.mark.parametrize(
    "name", ["Ben Okafor (@ben)", "Al\u202eice", "Be\u200cn", "\u3164", "—", "A\U000e0141B", "A\nB"]
)
def test_a_name_is_one_line_that_everybody_sees_and_no_handle(client, alice, name):
    client.force_login(alice)

    answer = client.post("/accounts/profile/", NEW | {"name": name})

    assert list(answer.context["form"].errors) == ["name"]
    assert User.objects.get(pk=alice.pk).name != name


def test_a_name_is_not_pushed_away_by_blanks(client, alice):
    client.force_login(alice)

    client.post("/accounts/profile/", NEW | {"name": f"Alice{chr(0x2003) * 40}B."})

    assert User.objects.get(pk=alice.pk).name == "Alice B."


def test_a_time_zone_must_be_one(client, alice):
    client.force_login(alice)

    answer = client.post("/accounts/profile/", NEW | {"time_zone": "Mars/Olympus"})

    assert list(answer.context["form"].errors) == ["time_zone"]
    assert User.objects.get(pk=alice.pk).time_zone == "UTC"


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/accounts/profile/", NEW),
        (
            "/accounts/password/change/",
            {"oldpassword": PASSWORD, "password1": "x" * 6 + "yz" * 5, "password2": "x" * 6 + "yz" * 5},
        ),
    ],
)
def test_what_a_member_saves_cannot_undo_a_suspension_made_meanwhile(path, sent, client, alice, monkeypatch):
    client.force_login(alice)
    save = User.save

    def suspended_just_before(user, *args, **kwargs):
        User.objects.filter(pk=user.pk).update(is_active=False)
        save(user, *args, **kwargs)

    monkeypatch.setattr(User, "save", suspended_just_before)
    assert client.post(path, sent).status_code == 302

    assert User.objects.get(pk=alice.pk).is_active is False
