import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, StreamingHttpResponse

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
