"""The pages of a group: for its members by role, and for nobody else."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.invites.models import Invite
from accounts.invites.terms import Terms
from accounts.models import User
from sharing.base.clock import now
from sharing.base.reader import SystemWork, reading_as_system
from sharing.groups import actions
from sharing.groups.models import Group, Membership, Role
from tests.world import make_member

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

PAGES = ("", "edit/", "leave/", "invites/", "members/{stay}/role/", "members/{stay}/remove/")


@pytest.fixture
def lab(world, group):
    """Alice owns the group, Bob moderates it, Gita is in it, Xavier was removed."""
    with world.alice.acting() as alice:
        stays = {
            name: actions.admit(getattr(world, name).user, to=group, by=alice) for name in ("bob", "gita", "xavier")
        }
        actions.change_role(stays["bob"], Role.MODERATOR, by=alice)
        actions.remove(stays["xavier"], by=alice)
        stays["alice"] = Membership.objects.get(group=group, member=world.alice.user)
    return stays


def addresses(group_id, stay) -> list[str]:
    return [f"/groups/{group_id}/{page.format(stay=stay)}" for page in PAGES]


def members(group) -> dict[str, str]:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return dict(
            Membership.objects.filter(group=group, left_at=None).values_list("member__handle", "role").order_by("pk")
        )


def statuses(browser, group, stay) -> list[int]:
    return [browser.get(address).status_code for address in addresses(group.public_id, stay.pk)]


def test_each_role_reaches_its_pages(world, group, lab, signed_in):
    reached = {name: statuses(signed_in(getattr(world, name)), group, lab["gita"]) for name in ("alice", "bob", "gita")}

    assert reached == {
        "alice": [200, 200, 200, 200, 200, 200],
        "bob": [200, 403, 200, 200, 403, 200],
        "gita": [200, 403, 200, 403, 403, 403],
    }


@pytest.mark.parametrize("name", ["dan", "xavier", "mia", "omar"])
def test_to_everybody_else_it_is_as_if_it_had_never_been(name, world, group, lab, signed_in):
    browser = signed_in(getattr(world, name))
    forms = {"name": "x", "role": "owner", "whom": "dan", "max_uses": "1", "life": "3"}

    for real, made_up in zip(
        addresses(group.public_id, lab["gita"].pk), addresses(uuid4(), lab["gita"].pk), strict=True
    ):
        for verb, sent in (("get", {}), ("head", {}), ("post", forms), ("put", {}), ("delete", {})):
            answers = [getattr(browser, verb)(address, sent) for address in (real, made_up)]
            assert {answer.status_code for answer in answers} == {404}
            assert answers[0].content == answers[1].content
            assert answers[0].headers.items() == answers[1].headers.items()
            assert b"canary" not in answers[0].content
    assert b"canary" not in browser.get("/groups/").content
    assert members(group) == {"alice": "owner", "bob": "moderator", "gita": "member"}


def test_signed_out_every_address_leads_to_signing_in(client, group, lab):
    for address in [*addresses(group.public_id, lab["gita"].pk), "/groups/", "/groups/new/"]:
        answer = client.get(address)
        assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={address}")


def test_a_stay_is_reached_through_its_own_group_alone(world, group, lab, signed_in):
    with world.alice.acting() as alice:
        other = actions.found_group(name="Other", purpose="", by=alice)

    browser = signed_in(world.alice)
    for act in ("role", "remove"):
        answers = [
            browser.post(f"/groups/{other.public_id}/members/{stay}/{act}/", {"role": "owner"})
            for stay in (lab["gita"].pk, lab["xavier"].pk, uuid4())
        ]
        assert [(answer.status_code, answer.content) for answer in answers] == [(404, answers[0].content)] * 3
    assert members(group)["gita"] == "member"


def test_founding_a_group(world, signed_in):
    browser = signed_in(world.alice)

    answer = browser.post("/groups/new/", {"name": "Lab", "purpose": "Proofs"})

    with reading_as_system(SystemWork.BUILD_TESTS):
        founded = Group.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/groups/{founded.public_id}/")
    assert (founded.name, founded.purpose, members(founded)) == ("Lab", "Proofs", {"alice": "owner"})


def test_what_was_typed_comes_back_with_what_is_wrong(world, signed_in):
    answer = signed_in(world.alice).post("/groups/new/", {"name": "x" * 101, "purpose": "kept as typed"})

    assert answer.status_code == 422
    assert b"kept as typed" in answer.content
    with reading_as_system(SystemWork.BUILD_TESTS):
        assert not Group.objects.exists()


def test_changing_name_and_purpose(world, group, lab, signed_in):
    signed_in(world.alice).post(f"/groups/{group.public_id}/edit/", {"name": "New", "purpose": "Other"})

    with reading_as_system(SystemWork.BUILD_TESTS):
        group.refresh_from_db()
    assert (group.name, group.purpose) == ("New", "Other")


def test_changing_a_role(world, group, lab, signed_in):
    signed_in(world.alice).post(f"/groups/{group.public_id}/members/{lab['gita'].pk}/role/", {"role": "moderator"})

    assert members(group)["gita"] == "moderator"


def test_removing_keeps_that_they_were_there(world, group, lab, signed_in):
    browser = signed_in(world.bob)

    browser.post(f"/groups/{group.public_id}/members/{lab['gita'].pk}/remove/")

    assert members(group) == {"alice": "owner", "bob": "moderator"}
    with reading_as_system(SystemWork.BUILD_TESTS):
        assert Membership.objects.get(pk=lab["gita"].pk).left_at is not None
    page = browser.get(f"/groups/{group.public_id}/").content.decode()
    assert "Who was here before" in page


def test_who_left_is_for_those_who_lead_it(world, group, lab, signed_in):
    shown = {
        name: b"@xavier" in signed_in(getattr(world, name)).get(f"/groups/{group.public_id}/").content
        for name in ("alice", "bob", "gita")
    }

    assert shown == {"alice": True, "bob": True, "gita": False}


def test_a_moderator_removes_no_owner(world, group, lab, signed_in):
    answer = signed_in(world.bob).post(f"/groups/{group.public_id}/members/{lab['alice'].pk}/remove/")

    assert answer.status_code == 422
    assert members(group)["alice"] == "owner"


def test_leaving(world, group, lab, signed_in):
    browser = signed_in(world.gita)

    answer = browser.post(f"/groups/{group.public_id}/leave/")

    assert (answer.status_code, answer.url) == (302, "/groups/")
    assert members(group) == {"alice": "owner", "bob": "moderator"}
    assert browser.get(f"/groups/{group.public_id}/").status_code == 404


@pytest.mark.parametrize("way", ["leave/", "members/{stay}/role/", "members/{stay}/remove/"])
def test_the_last_owner_stays(way, world, group, lab, signed_in):
    answer = signed_in(world.alice).post(
        f"/groups/{group.public_id}/{way.format(stay=lab['alice'].pk)}", {"role": "member"}
    )

    assert answer.status_code == 422
    assert b"A group keeps at least one owner: make somebody else an owner first." in answer.content
    assert members(group)["alice"] == "owner"


def test_the_last_owner_reads_beforehand_that_they_stay_and_what_to_do(world, group, lab, signed_in):
    alice = signed_in(world.alice)

    page = alice.get(f"/groups/{group.public_id}/leave/").content.decode()

    assert "A group keeps at least one owner, and you are the only one: make somebody else an owner first." in page
    assert "Leave the group</button>" not in page

    alice.post(f"/groups/{group.public_id}/members/{lab['bob'].pk}/role/", {"role": "owner"})
    page = alice.get(f"/groups/{group.public_id}/leave/").content.decode()
    assert ("A group keeps at least one owner" in page, "Leave the group</button>" in page) == (False, True)


def test_looking_changes_nothing(world, group, lab, signed_in):
    before = members(group)
    for name in ("alice", "bob", "gita", "dan"):
        browser = signed_in(getattr(world, name))
        for address in [*addresses(group.public_id, lab["gita"].pk), "/groups/", "/groups/new/"]:
            for _ in range(20 if name == "alice" else 1):
                browser.get(address)

    with reading_as_system(SystemWork.BUILD_TESTS):
        assert (members(group), Group.objects.count(), Invite.objects.count()) == (before, 1, 0)


# --- Letting people in -----------------------------------------------------------------------


def asked(browser, group, whom: str) -> str:
    """The answer to inviting somebody, with what must differ taken out: whom, the link, the invite's key."""
    answer = browser.post(f"/groups/{group.public_id}/invites/", {"whom": whom, "max_uses": 1, "life": 14})
    assert answer.status_code == 200
    made = answer.context["made"]
    page = answer.content.decode()
    for differs in (answer.context["link"], str(made.pk), whom.lower(), made.email or made.handle):
        page = page.replace(differs, "…")
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


@pytest.mark.parametrize(
    ("known", "unknown"), [("xavier", "ursula"), ("@xavier", "@ursula"), ("xavier@example.org", "ursula@example.org")]
)
def test_the_answer_is_the_same_whether_somebody_is_known_or_not(known, unknown, world, signed_in, monkeypatch):
    at = now()
    monkeypatch.setattr("accounts.invites.actions.now", lambda: at)
    answers, queries = [], []
    for whom in (known, unknown):
        with world.alice.acting() as alice:
            own = actions.found_group(name="Same", purpose="", by=alice)
        browser = signed_in(world.alice)
        with CaptureQueriesContext(connection) as asking:
            answers.append(asked(browser, own, whom).replace(str(own.public_id), "…"))
        queries.append([query["sql"].split(" ")[0] for query in asking])

    assert answers[0] == answers[1]
    assert queries[0] == queries[1]


def test_whom_one_invites_is_asked_and_not_put_in(world, group, lab, signed_in):
    asked(signed_in(world.bob), group, "@Dan")
    assert "dan" not in members(group)

    browser = signed_in(world.dan)
    page = browser.get("/groups/")
    [offer] = page.context["offers"]
    assert "Bob" in page.content.decode()
    assert "canary" not in page.content.decode()
    answer = browser.post(f"/invites/{offer.pk}/accept/")

    assert (answer.status_code, answer.url) == (302, f"/groups/{group.public_id}/")
    assert members(group)["dan"] == "member"


def test_nobody_accepts_what_names_somebody_else(world, to_group, signed_in):
    named, anybodys = to_group(terms=Terms(handle="cara")), to_group()
    browser = signed_in(world.dan)

    answers = [browser.post(f"/invites/{key}/accept/") for key in (named.made.pk, anybodys.made.pk, uuid4())]

    assert [(answer.status_code, answer.content) for answer in answers] == [(404, answers[0].content)] * 3


@pytest.mark.parametrize(
    ("whom", "max_uses"), [("not a handle", 1), ("@", 1), ("a@b", 1), ("x" * 31, 1), ("dan", 2), ("", 0), ("", 101)]
)
def test_what_makes_no_sense_is_said_and_kept(whom, max_uses, world, group, signed_in):
    answer = signed_in(world.alice).post(
        f"/groups/{group.public_id}/invites/", {"whom": whom, "max_uses": max_uses, "life": 14, "note": "kept"}
    )

    assert answer.status_code == 422
    assert b"kept" in answer.content
    with reading_as_system(SystemWork.BUILD_TESTS):
        assert not Invite.objects.exists()


# --- Cost ------------------------------------------------------------------------------------


def queries_for(browser, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("groups_in", [1, 3])
def test_the_list_of_groups_costs_the_same_for_one_and_three(groups_in, world, signed_in):
    with world.alice.acting() as alice:
        for number in range(groups_in):
            actions.found_group(name=f"Group {number}", purpose="", by=alice)

    assert queries_for(signed_in(world.alice), "/groups/") == 7


@pytest.mark.parametrize("others", [1, 3])
def test_a_groups_page_costs_the_same_for_one_and_three(others, world, group, signed_in):
    with world.alice.acting() as alice:
        for number in range(others):
            actions.admit(make_member(f"other{number}"), to=group, by=alice)
    assert User.objects.filter(handle__startswith="other").count() == others

    assert queries_for(signed_in(world.alice), f"/groups/{group.public_id}/") == 5


@pytest.mark.parametrize("links", [1, 3])
def test_a_list_of_links_costs_the_same_for_one_and_three(links, world, group, to_group, signed_in):
    for _ in range(links):
        to_group()

    assert queries_for(signed_in(world.alice), f"/groups/{group.public_id}/invites/") == 5
