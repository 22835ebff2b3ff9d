"""The inbox shows what one may know now, and counts nothing else."""

import re
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.urls import include, path

from accounts.invites.actions import invite, redeem
from accounts.invites.terms import Terms as InviteTerms
from accounts.invites.tokens import digest_of
from sharing.access.actions import give, revoke
from sharing.base.rights import Right
from sharing.groups.actions import admit
from sharing.journeys.inviting import invite_to_group
from sharing.notifications.inbox import newest_notices, unread_count
from sharing.papers.actions import Words, add_version, save_working_copy, start_paper
from sharing.web.site import site
from tests.notifications.conftest import notice_of, tell, words_on
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db


def badge_on(response) -> str | None:
    found = re.search(r'class="badge">(\d+)<', response.content.decode())
    return found and found[1]


@pytest.fixture
def give_papers(world):
    """Has Alice share so many papers with Bob, and has him told."""

    def give_papers(count: int, *, title: str = "Paper {}") -> None:
        for number in range(count):
            with world.alice.acting() as alice:
                paper = start_paper(Words(title=title.format(number)), by=alice)
                add_version(paper, by=alice)
                give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice)
        tell()

    return give_papers


def test_each_kind_in_its_words(world, paper, shares, *, signs, comments, agreement, browser):
    shares(world.bob, Right.COMMENT, asks=agreement)
    tell()
    assert words_on(browser(world.bob).get("/inbox/")) == ["Unread: A paper from Alice (@alice) awaits your signature"]

    signs(world.bob)
    first = comments(world.bob)
    tell()
    comments(world.alice, parent=first)
    with world.alice.acting() as alice:
        _, token = invite(by=alice.user)
        save_working_copy(paper, Words(title="<b>&Löb"), by=alice)
        add_version(paper, by=alice)
    with world.dan.acting() as dan:
        redeem(digest_of(token), by=dan.user)
    tell()

    assert words_on(browser(world.bob).get("/inbox/")) == [
        "Unread: “&lt;b&gt;&amp;Löb” has a new version, number 2",
        "Unread: Alice (@alice) answered your comment on “&lt;b&gt;&amp;Löb”",
        "You signed an agreement, and have its receipt",
    ]
    receipt = browser(world.bob).get(f"/inbox/{notice_of(world.bob, 'receipt').pk}/")
    assert receipt["Location"] == "/agreements/"
    assert words_on(browser(world.alice).get("/inbox/")) == [
        "Unread: Dan (@dan) came in by your invite",
        "Unread: Bob (@bob) commented on “&lt;b&gt;&amp;Löb”",
        "Unread: Bob (@bob) signed what “&lt;b&gt;&amp;Löb” asks for",
    ]


class WithGroups:
    """The site's addresses with a group's, whose page these tests do not need."""

    urlpatterns = [
        path("groups/<uuid:key>/", lambda _request, **_about: HttpResponse(), name="group"),
        path("", include("sharing.urls")),
    ]


def test_a_group_is_named_to_its_members_alone(world, group, browser, settings):
    settings.ROOT_URLCONF = WithGroups
    with world.alice.acting() as alice:
        admit(world.dan.user, to=group, by=alice)
    tell()
    response = browser(world.dan).get("/inbox/")
    assert words_on(response) == ["Unread: Alice (@alice) added you to Canarygroup"]
    assert browser(world.dan).get(f"/inbox/{notice_of(world.dan).pk}/").url == f"/groups/{group.public_id}/"


def test_a_title_is_shown_with_its_formulas_and_no_markup_of_its_own(world, give_papers, browser):
    give_papers(1, title="On $x^2$ & <i>more</i>")
    inbox = browser(world.bob).get("/inbox/").content.decode()
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in inbox
    assert "&amp; &lt;i&gt;more&lt;/i&gt;” with you" in inbox


def test_an_invites_notice_leads_to_the_invites_that_name_one(world, group, browser):
    with world.alice.acting() as alice:
        made, _ = invite_to_group(group, by=alice, terms=InviteTerms(handle="dan"))
    tell()
    dan = browser(world.dan)
    inbox = dan.get("/inbox/")
    assert words_on(inbox) == ["Unread: Alice (@alice) sent you an invite"]
    assert [
        word for word in ("Canarygroup", str(group.public_id), str(made.pk)) if word in inbox.content.decode()
    ] == []
    opened = dan.get(f"/inbox/{notice_of(world.dan).pk}/", follow=True)
    assert opened.redirect_chain == [("/invites/", 302)]
    assert [offer.pk for offer in opened.context["offers"]] == [made.pk]


def test_what_is_lost_is_silent(world, shares, browser):
    grant = shares(world.bob)
    tell()
    bob = browser(world.bob)
    before = bob.get("/inbox/")
    assert (words_on(before), badge_on(before)) == (["Unread: Alice (@alice) shared “Canarytitle” with you"], "1")
    key = notice_of(world.bob).pk

    with world.alice.acting() as alice:
        revoke(grant, by=alice)

    after = bob.get("/inbox/")
    assert (words_on(after), badge_on(after), b"Canary" in after.content) == ([], None, False)
    for address in (f"/inbox/{key}/", f"/inbox/{key}/read/"):
        other = address.replace(str(key), str(uuid4()))
        for method in (bob.get, bob.post):
            lost, never = method(address), method(other)
            assert (lost.status_code, lost.content) == (never.status_code, never.content)
    assert bob.get(f"/inbox/{key}/").status_code == 404


def test_the_policy_alone_keeps_what_is_lost_out_of_list_and_badge(world, shares):
    grant = shares(world.bob)
    shares(world.dan)
    tell()
    with world.alice.acting() as alice:
        revoke(grant, by=alice)

    with world.bob.acting() as bob, as_tables_owner():
        assert (newest_notices(bob).entries, unread_count(bob)) == ([], 0)


def test_an_inbox_with_a_lost_notice_equals_one_that_never_had_it(world, shares, browser):
    empty = browser(world.bob).get("/inbox/").content
    grant = shares(world.bob)
    tell()
    with world.alice.acting() as alice:
        revoke(grant, by=alice)
    assert without_tokens(browser(world.bob).get("/inbox/").content) == without_tokens(empty)


def test_anothers_notice_is_not_found(world, shares, browser):
    shares(world.bob)
    tell()
    key = notice_of(world.bob).pk
    dan = browser(world.dan)
    assert dan.get(f"/inbox/{key}/").content == dan.get(f"/inbox/{uuid4()}/").content
    assert (dan.get(f"/inbox/{key}/").status_code, dan.post(f"/inbox/{key}/read/").status_code) == (404, 404)
    assert notice_of(world.bob).read_at is None


def test_opening_a_notice_leads_to_the_paper_and_marks_it_read(world, paper, shares, browser):
    shares(world.bob)
    tell()
    bob, key = browser(world.bob), notice_of(world.bob).pk
    assert f'class="row-entry__name" href="/inbox/{key}/"' in bob.get("/inbox/").content.decode()

    response = bob.get(f"/inbox/{key}/")

    assert (response.status_code, response.url) == (302, f"/papers/{paper.pk}/")
    inbox = bob.get("/inbox/")
    assert (words_on(inbox), badge_on(inbox)) == (["Alice (@alice) shared “Canarytitle” with you"], None)
    assert f'class="row-entry__name" href="/papers/{paper.pk}/"' in inbox.content.decode()


def test_a_notice_opened_again_keeps_the_time_it_was_first_read(world, shares, browser):
    shares(world.bob)
    tell()
    bob, key = browser(world.bob), notice_of(world.bob).pk
    bob.get(f"/inbox/{key}/")
    first = notice_of(world.bob).read_at
    bob.get(f"/inbox/{key}/")
    assert (first is not None, notice_of(world.bob).read_at) == (True, first)


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}])
def test_a_browser_that_looks_ahead_marks_nothing(world, paper, shares, browser, headers):
    shares(world.bob)
    tell()
    response = browser(world.bob).get(f"/inbox/{notice_of(world.bob).pk}/", headers=headers)
    assert (response.url, notice_of(world.bob).read_at) == (f"/papers/{paper.pk}/", None)


def test_asking_for_the_head_alone_marks_nothing(world, shares, browser):
    shares(world.bob)
    tell()
    browser(world.bob).head(f"/inbox/{notice_of(world.bob).pk}/")
    assert notice_of(world.bob).read_at is None


def test_a_comments_notice_leads_to_the_comment(world, paper, shares, comments, browser):
    shares(world.bob, Right.COMMENT)
    tell()
    key = comments(world.bob)
    tell()
    response = browser(world.alice).get(f"/inbox/{notice_of(world.alice).pk}/")
    assert response.url == f"/papers/{paper.pk}/versions/1/#comment-{key}"


def test_marking_one_and_all_as_read(world, give_papers, browser):
    give_papers(3)
    bob = browser(world.bob)
    page = bob.get("/inbox/")
    assert badge_on(page) == "3"
    newest = page.context["newest"]

    assert bob.post(f"/inbox/{newest.pk}/read/").url == "/inbox/"
    assert badge_on(bob.get("/inbox/")) == "2"

    give_papers(1)
    bob.post("/inbox/read/", {"at": newest.at.isoformat(), "key": newest.pk})
    assert badge_on(bob.get("/inbox/")) == "1"  # It came after the page was shown.


@pytest.mark.parametrize("sent", [{}, {"at": "soon", "key": "1"}])
def test_marking_all_without_saying_which_marks_nothing(world, give_papers, browser, sent):
    give_papers(1)
    bob = browser(world.bob)
    assert bob.post("/inbox/read/", sent).url == "/inbox/"
    assert badge_on(bob.get("/inbox/")) == "1"


@pytest.mark.parametrize("address", ["/inbox/read/", "/inbox/{key}/read/"])
def test_marking_is_not_for_get(world, give_papers, browser, address):
    give_papers(1)
    response = browser(world.bob).get(address.format(key=notice_of(world.bob).pk))
    assert (response.status_code, notice_of(world.bob).read_at) == (405, None)


def test_pages_of_twenty_five(world, give_papers, browser):
    give_papers(30)
    bob = browser(world.bob)
    first = bob.get("/inbox/")
    second = bob.get("/inbox/" + first.context["older_url"])

    assert [len(words_on(first)), len(words_on(second))] == [25, 5]
    assert words_on(first) + words_on(second) == [
        f"Unread: Alice (@alice) shared “Paper {number}” with you" for number in reversed(range(30))
    ]
    assert second.context["older_url"] is None


@pytest.mark.parametrize("query", ["before=x&notice=y", "before=2026-01-01T00:00:00", "before=%00&notice=%00"])
def test_a_crooked_place_begins_at_the_top(world, give_papers, browser, query):
    give_papers(1)
    assert len(words_on(browser(world.bob).get(f"/inbox/?{query}"))) == 1


@pytest.mark.parametrize("count", [1, 3, 30])
def test_as_many_queries_however_many_notices(world, give_papers, browser, count, django_assert_num_queries):
    give_papers(count)
    bob = browser(world.bob)
    with django_assert_num_queries(6):
        bob.get("/inbox/")


def test_the_badge_costs_one_query_and_only_where_it_is_shown(world, give_papers, rf, django_assert_num_queries):
    give_papers(3)
    request = rf.get("/")
    with world.bob.acting() as bob:
        request.viewer = bob
        with django_assert_num_queries(0):
            context = site(request)
        with django_assert_num_queries(1):
            assert f"{context['unread_count']} {context['unread_count']}" == "3 3"


def test_strangers_are_told_nothing(world, client):
    assert client.get("/inbox/").url == "/accounts/login/?next=/inbox/"


def without_tokens(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)
