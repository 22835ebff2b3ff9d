import re
from datetime import UTC, datetime

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.http import HttpResponse, StreamingHttpResponse
from django.template import Context, Template
from django.utils import timezone

from accounts.backends import MembersOnly
from accounts.middleware import ReaderMiddleware
from accounts.models import User
from accounts.viewer import ANONYMOUS, Viewer
from sharing.base.principals import PUBLIC
from sharing.base.reader import NOBODY, current_reader

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def test_a_member_looks_as_themselves(alice):
    viewer = Viewer.of(alice)

    assert (viewer.user, viewer.principal, viewer.is_member) == (alice, alice.pk, True)


@pytest.mark.parametrize("who", [None, AnonymousUser(), User(), "alice", 1000])
def test_whoever_is_no_member_holds_only_what_is_public(who, db):
    viewer = Viewer.of(who)

    assert viewer == ANONYMOUS
    assert (viewer.user, viewer.principal, viewer.is_member) == (None, PUBLIC, False)


def test_a_suspended_person_is_nobody(people):
    assert Viewer.of(people("sam", is_active=False)) == ANONYMOUS


def test_a_person_without_a_verified_address_is_nobody(people):
    assert Viewer.of(people("una", verified=False)) == ANONYMOUS


def test_no_session_speaks_for_them(people):
    sam, una, alice = people("sam", is_active=False), people("una", verified=False), people("alice")

    assert [MembersOnly().get_user(person.pk) for person in (sam, una, alice)] == [None, None, alice]


def test_no_viewer_can_be_made_for_them_by_hand(people):
    with pytest.raises(TypeError):
        Viewer(people("sam", is_active=False))
    with pytest.raises(TypeError):
        Viewer(people("una", verified=False))


def test_a_request_finds_its_member_and_their_standing_in_one_query(alice, client, django_assert_num_queries):
    client.force_login(alice)

    with django_assert_num_queries(2):  # the session, the member
        response = client.get("/nowhere/")

    assert response.status_code == 404


def test_a_person_with_a_session_but_no_verified_address_left_is_signed_out(alice, client):
    client.force_login(alice)
    alice.emailaddress_set.update(verified=False)

    assert client.get("/invites/").url == "/accounts/login/?next=/invites/"


def test_the_database_reads_as_the_viewer_while_the_answer_is_made(alice, rf):
    seen = []

    def answer(_request):
        seen.append(current_reader())
        return HttpResponse()

    middleware = ReaderMiddleware(answer)
    request = rf.get("/")

    for user in (alice, AnonymousUser()):
        request.user = user
        middleware(request)

    assert seen == [str(alice.pk), str(PUBLIC)]
    assert current_reader() == NOBODY


def test_a_streamed_answer_reads_as_the_viewer_at_each_step_and_not_between_them(alice, rf):
    def steps():
        yield current_reader()
        yield current_reader()

    request = rf.get("/")
    request.user = alice
    response = ReaderMiddleware(lambda _request: StreamingHttpResponse(steps()))(request)
    assert isinstance(response, StreamingHttpResponse)

    between = []
    seen = []
    for step in iter(response):
        seen.append(step.decode())
        between.append(current_reader())

    assert seen == [str(alice.pk)] * 2
    assert between == [NOBODY] * 2


# --- Their time zone ----------------------------------------------------------------

IN_SUMMER = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)


def shown_time() -> str:
    return Template("{% include 'components/time.html' with at=at exact=True %}").render(Context({"at": IN_SUMMER}))


def asked_by(user, rf, answer):
    """What the middleware makes of this answer to a request of theirs."""
    request = rf.get("/")
    request.user = user
    return ReaderMiddleware(answer)(request)


def lines(text: str) -> list[str]:
    return re.findall(r">([^<]+)</time>", text)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe/Berlin", "2 Jul 2026, 00:30 CEST"),
        ("America/New_York", "1 Jul 2026, 18:30 EDT"),
        ("UTC", "1 Jul 2026, 22:30 UTC"),
        ("Moved/Away", "1 Jul 2026, 22:30 UTC"),
    ],
)
def test_times_are_those_of_the_members_zone_and_say_which(people, rf, zone, shown):
    member = people("alice", time_zone=zone)

    response = asked_by(member, rf, lambda _request: HttpResponse(shown_time()))

    assert lines(response.content.decode()) == [shown]
    assert timezone.get_current_timezone_name() == "UTC"


def test_signed_out_times_are_utc_whoever_used_the_thread_before(people, rf):
    asked_by(people("alice", time_zone="Asia/Tokyo"), rf, lambda _request: HttpResponse())

    with timezone.override("Asia/Tokyo"):
        response = asked_by(AnonymousUser(), rf, lambda _request: HttpResponse(shown_time()))

    assert lines(response.content.decode()) == ["1 Jul 2026, 22:30 UTC"]


def test_a_request_that_fails_leaves_no_zone_behind(people, rf):
    def fails(_request):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asked_by(people("alice", time_zone="Asia/Tokyo"), rf, fails)

    assert timezone.get_current_timezone_name() == "UTC"


def test_each_step_of_a_streamed_answer_is_in_its_own_members_zone(people, rf):
    def steps():
        for _ in range(2):
            yield shown_time()

    def streamed(_request):
        return StreamingHttpResponse(steps())

    tokyo = asked_by(people("alice", time_zone="Asia/Tokyo"), rf, streamed)
    paris = asked_by(people("bob", time_zone="Europe/Paris"), rf, streamed)

    seen = []
    for pair in zip(tokyo.streaming_content, paris.streaming_content, strict=True):
        seen.append([lines(step.decode()) for step in pair])
        assert timezone.get_current_timezone_name() == "UTC"
    assert seen == [[["2 Jul 2026, 07:30 JST"], ["2 Jul 2026, 00:30 CEST"]]] * 2


def test_a_letter_about_the_account_tells_utc_and_says_so(rf):
    with timezone.override("Asia/Tokyo"), request_context(rf.get("/")):
        get_adapter().send_mail(
            "account/email/password_changed",
            "alice@example.org",
            {"timestamp": IN_SUMMER, "ip": "192.0.2.1", "user_agent": "Browser"},
        )

    assert "- on 1 July 2026, 22:30 UTC\n" in mail.outbox[-1].body
