"""Keeping somebody out: by an exact handle, answered alike whether somebody has it, and never told to who is meant."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.invites.terms import Terms as InviteTerms
from accounts.models import User
from accounts.viewer import Viewer
from sharing.access.actions import give
from sharing.access.models import Denial
from sharing.audit import Kind
from sharing.audit.models import Event
from sharing.base.guarded import may
from sharing.base.principals import ALL_MEMBERS
from sharing.base.reader import SystemWork, reading_as, reading_as_system
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.journeys.inviting import invite_to_paper
from sharing.notifications.models import Notice
from sharing.notifications.tasks import drain_outbox
from sharing.papers.actions import Words, add_version, publish, publishable, start_paper
from sharing.papers.models import Body, Paper
from sharing.papers.sharing import Terms, share
from tests.roles import as_tables_owner
from tests.web.test_sharing_page import text_of
from tests.world import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(world) -> Paper:
    """Bob's by name, and everybody's who is a member."""
    with world.alice.acting() as alice:
        paper = start_paper(Words(title="Canarytitle", body="Canarybody"), by=alice)
        add_version(paper, by=alice)
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice)
        give(Right.READ, on=paper.guarded, to=ALL_MEMBERS, by=alice)
    return paper


@pytest.fixture
def visits(client, world, paper):
    def visits(name: str, address: str = "", form: dict | None = None):
        client.force_login(getattr(world, name).user, backend="accounts.backends.MembersOnly")
        url = f"/papers/{paper.pk}/{address}"
        return client.get(url) if form is None else client.post(url, form)

    return visits


@pytest.fixture
def keeps_out(visits):
    """Alice sends the form, and reads the page that follows."""

    def keeps_out(handle: str, because: str = "") -> str:
        answer = visits("alice", "kept-out/", {"handle": handle, "because": because})
        assert answer.status_code == 302, answer.context["form"].errors
        return visits("alice", "kept-out/").content.decode()

    return keeps_out


def lift_urls(page: str) -> list[str]:
    return re.findall(r'action="/papers/[^"]+/(kept-out/[^"]+/lift/)"', page)


def denials() -> list[tuple]:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return list(Denial.objects.order_by("denied_at").values_list("handle", "member__handle", "lifted_at"))


def forget_denials() -> None:
    with as_tables_owner():
        Denial.objects.all().delete()


@pytest.mark.parametrize(("known", "unknown"), [("dan", "nad"), ("@Dan", "@Nad"), ("sam", "mas"), ("bob", "obb")])
def test_a_handle_is_answered_alike_known_or_not(world, visits, keeps_out, known, unknown):
    world.suspend(world.sam)
    keeps_out("first")  # What is looked up once and kept is asked before we count.
    forget_denials()
    answers = []
    for handle in (known, unknown):
        with CaptureQueriesContext(connection) as queries:
            sent = [visits("alice", "kept-out/", {"handle": handle, "because": "Why"}) for _ in range(2)]
            shown = visits("alice", "kept-out/").content.decode()
        asked = len(queries)
        lifted = [visits("alice", *lift_urls(shown), {}) for _ in range(2)]
        after = visits("alice", "kept-out/").content.decode()
        statuses = [answer.status_code for answer in (*sent, *lifted)]
        answers.append((statuses, *(text_of(page, without=handle) for page in (shown, after)), asked))
        forget_denials()

    assert answers[0][0] == [302, 302, 302, 404]
    assert answers[0][1].count("NAME") >= 2
    assert answers[0] == answers[1]


def test_who_is_kept_out_meets_what_a_stranger_meets_and_is_not_told(world, visits, paper, keeps_out):
    before = [visits(name).status_code for name in ("bob", "dan")]
    page = keeps_out("bob", "He is a rival.")
    kept_out = visits("bob")
    never = visits("bob", "../11111111-1111-4111-8111-111111111111/")

    assert before == [200, 200]
    assert (page.count("He is a rival."), page.count("by Alice")) == (1, 1)
    assert (kept_out.status_code, visits("dan").status_code) == (404, 200)
    assert kept_out.content == never.content
    assert world.bob.sees(Body.objects) == set()
    assert b"Canarytitle" not in visits("bob", "../../inbox/").content


def test_lifting_lets_in_whom_something_else_lets_in(visits, keeps_out):
    (lift,) = lift_urls(keeps_out("bob"))

    first, second = (visits("alice", lift, {}).status_code for _ in range(2))

    assert (first, second, visits("bob").status_code) == (302, 404, 200)
    assert visits("alice", "kept-out/").content.decode().count("Nobody.") == 1
    with reading_as_system(SystemWork.BUILD_TESTS):
        kinds = Event.objects.filter(kind__in=[Kind.GRANT_DENIED, Kind.GRANT_UNDENIED]).order_by("at")
        assert list(kinds.values_list("kind", flat=True)) == [Kind.GRANT_DENIED, Kind.GRANT_UNDENIED]


def may_read(user: User, paper: Paper) -> bool:
    viewer = Viewer.of(user)
    with reading_as(viewer.principal):
        return bool(may(viewer, Right.READ, paper))


def test_whoever_takes_the_handle_later_was_not_meant(keeps_out, paper):
    keeps_out("newcomer")
    newcomer = make_member("newcomer")

    assert denials() == [("newcomer", None, None)]
    assert may_read(newcomer, paper)


def test_whoever_has_it_when_it_is_named_again_is(keeps_out, paper):
    keeps_out("newcomer")
    newcomer = make_member("newcomer")

    keeps_out("newcomer")

    *earlier, last = denials()
    assert ([lifted is None for *_, lifted in earlier], last) == ([False], ("newcomer", "newcomer", None))
    assert not may_read(newcomer, paper)


@pytest.mark.parametrize(
    ("handle", "sentence"),
    [
        ("", "This field is required."),
        ("no such handle", "Type an exact handle."),
        ("dan@example.org", "Type an exact handle."),
        ("alice", "An author cannot be kept out of their own paper."),
    ],
)
def test_what_cannot_be_meant_is_given_back_with_a_sentence(visits, handle, sentence):
    answer = visits("alice", "kept-out/", {"handle": handle, "because": "Typed reason"})

    assert (answer.status_code, answer.context["form"].errors) == (422, {"handle": [sentence]})
    assert answer.content.decode().count('value="Typed reason"') == 1
    assert denials() == []


@pytest.mark.parametrize(("name", "status"), [("bob", 403), ("dan", 403), ("sam", 302)])
def test_it_is_the_owners_alone(world, visits, keeps_out, name, status):
    (lift,) = lift_urls(keeps_out("xavier"))
    world.suspend(world.sam)
    before = denials()

    sent = [
        visits(name, "kept-out/").status_code,
        visits(name, "kept-out/", {"handle": "cara"}).status_code,
        visits(name, lift, {}).status_code,
    ]

    assert sent == [status] * 3
    assert denials() == before


def test_the_page_of_who_has_access_says_who_of_them_is_kept_out(visits, keeps_out):
    keeps_out("bob")
    keeps_out("nad")

    page = visits("alice", "sharing/").content.decode()

    assert (page.count("Kept out."), page.count("See who is kept out (2)")) == (1, 1)


def test_of_a_public_paper_it_says_what_it_cannot_do(world, visits, paper):
    before = visits("alice", "kept-out/").content.decode()
    with world.alice.acting() as alice:
        publish(paper, by=alice, shown=publishable(paper, by=alice).fingerprint)

    after = visits("alice", "kept-out/").content.decode()

    assert [page.count("without signing in, they can still read") for page in (before, after)] == [0, 1]


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_costs_the_same_however_many_are_kept_out(world, paper, visits, keeps_out, people):
    for handle in ("dan", "nad", "sam")[:people]:
        keeps_out(handle)

    with CaptureQueriesContext(connection) as queries:
        visits("alice", "kept-out/")

    assert len(queries) == 14


# --- Invites ------------------------------------------------------------------------


def test_whoever_is_kept_out_hears_of_no_invite_to_the_paper(world, paper, visits, keeps_out, client):
    """Neither of one that names them nor of a link: it would not let them in, and so would tell."""
    with world.alice.acting() as alice:
        invite_to_paper(paper, Right.READ, by=alice, terms=InviteTerms(handle="dan"))
        _, token = invite_to_paper(paper, Right.READ, by=alice, terms=InviteTerms())
    drain_outbox()

    def heard() -> tuple[int, int, bool]:
        client.force_login(world.dan.user, backend="accounts.backends.MembersOnly")
        client.get(f"/i/{token}/")
        landing = client.get("/invite/").content.decode()
        with world.dan.acting() as dan:
            notices = Notice.objects.visible_to(dan).filter(kind="invited").count()
        return len(client.get("/invites/").context["offers"]), notices, "does not open anything for you" in landing

    before = heard()
    keeps_out("dan")

    assert (before, heard()) == ((1, 1, False), (0, 0, True))


@pytest.mark.parametrize("handle", ["dan", "nad"])
def test_nobody_is_let_in_while_they_are_kept_out(world, paper, keeps_out, visits, handle):
    keeps_out(handle)
    terms = {"right": "3", "living": "living", "note": "", "confirmed": "yes", "named": handle}

    with world.alice.acting() as alice:
        shown = publishable(paper, by=alice).fingerprint
    answer = visits("alice", "sharing/", terms | {"shown": shown})

    assert f"@{handle} is kept out of this paper" in answer.content.decode()
    with world.alice.acting() as alice, pytest.raises(Refused, match="is kept out of this paper"):
        invite_to_paper(paper, Right.READ, by=alice, terms=InviteTerms(handle=handle))
    keeps_out("dan")
    with world.alice.acting() as alice, pytest.raises(Refused, match="@dan is kept out of this paper"):
        share(paper, to=world.dan.user.pk, terms=Terms(right=Right.READ), by=alice)
