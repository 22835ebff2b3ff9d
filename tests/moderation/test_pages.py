"""The pages of order: Mia finds nobody's words but what was passed on, and each sees what is theirs to see."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import get_resolver

from accounts.models import User
from sharing.base.clock import now
from sharing.base.reader import SystemWork, reading_as_system
from sharing.moderation.actions import decide
from sharing.moderation.models import Decision, Report
from sharing.moderation.operating import set_site
from sharing.moderation.oversight import SiteSettings
from sharing.moderation.states import State
from tests.moderation.conftest import CANARIES, canaries_in

pytestmark = pytest.mark.django_db

LINK = re.compile(r'(?:href|action)="(/[^"#]*)"')


def walk(client, start: str) -> dict[str, bytes]:
    """Every page that links lead to from here, static files left out."""
    seen, waiting = {}, [start]
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith(("/static/", "/accounts/logout", "/admin/")):
            continue
        response = client.get(address, follow=True)
        seen[address] = response.content + str(dict(response.headers)).encode()
        waiting += [link.replace("&amp;", "&") for link in LINK.findall(response.content.decode())]
    return seen


@pytest.mark.parametrize(
    ("also", "found"), [((), set()), (("title",), {"title"}), (("summary", "title"), {"title", "summary"})]
)
def test_walking_every_page_a_moderator_finds_only_what_was_passed_on(reported, browser, also, found):
    report = reported("bob", also=also)
    mia = browser("mia")

    pages = walk(mia, "/moderation/")

    assert f"/moderation/{report.pk}/" in pages
    assert canaries_in(b"".join(pages.values())) == found
    assert {address for address, content in pages.items() if canaries_in(content)} == (
        {f"/moderation/{report.pk}/"} if found else set()
    )


def test_no_address_of_the_site_tells_a_moderator_more(world, paper, reported, browser):
    """Every pattern with one id in it, asked with the paper's own: what a moderator is told opens nothing."""
    reported("bob")
    mia, asked, known = browser("mia"), 0, set()
    for pattern in get_resolver().url_patterns:
        route = str(pattern.pattern)
        if route.count("<") == 1 and "<uuid:" in route:
            response = mia.get("/" + re.sub(r"<[^>]*>", str(paper.pk), route))
            asked += 1
            if response.status_code == 200:
                known.add(route)

    assert (known, asked > 8) == (set(), True)


def test_the_queue_shows_the_oldest_first_and_not_ones_own(world, reported, browser, second_moderator):
    first, own = reported("bob"), reported("gita")
    with reading_as_system(SystemWork.BUILD_TESTS):
        User.objects.filter(pk=world.dan.user.pk).update(is_moderator=True)

    def queue(name):
        return re.findall(r'href="/moderation/([0-9a-f-]{36})/"', browser(name).get("/moderation/").content.decode())

    assert (queue("mia"), queue("gita")) == ([str(first.pk), str(own.pk)], [str(first.pk)])


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("address", ["/moderation/", "/moderation/decided/"])
def test_a_queue_takes_as_many_queries_however_long(reported, browser, count, address, django_assert_num_queries):
    for _ in range(count):
        made = reported("bob")
        state = State.OPEN if address == "/moderation/" else State.DISMISSED
        with reading_as_system(SystemWork.BUILD_TESTS):
            Report.objects.filter(pk=made.pk).update(state=State.DISMISSED)
    with reading_as_system(SystemWork.BUILD_TESTS):
        Report.objects.update(state=state)
    mia = browser("mia")

    with django_assert_num_queries(4):
        page = mia.get(address)
    assert page.content.count(b'class="row-entry"') == count


def test_pages_of_the_queue_go_on_where_the_one_before_ended(world, paper, browser, monkeypatch):
    monkeypatch.setattr("sharing.moderation.listings.PAGE", 2)
    with reading_as_system(SystemWork.BUILD_TESTS):
        # All at the same instant: the id decides.
        report = {"kind": "paper", "about": paper.pk, "guarded": paper.guarded, "made_at": now()}
        made = [Report.objects.create(**report) for _ in range(5)]
    mia, address, shown = browser("mia"), "/moderation/", []
    while address:
        page = mia.get(address).content.decode()
        shown.append(re.findall(r'href="/moderation/([0-9a-f-]{36})/"', page))
        link = re.search(r'rel="next" href="([^"]*)"', page)
        address = link and "/moderation/" + link[1].replace("&amp;", "&")

    assert shown == [sorted(str(row.pk) for row in made)[i : i + 2] for i in (0, 2, 4)]


def test_authors_find_every_report_on_their_paper(world, paper, browser, monkeypatch):
    monkeypatch.setattr("sharing.moderation.listings.PAGE", 2)
    with reading_as_system(SystemWork.BUILD_TESTS):
        report = {"kind": "paper", "about": paper.pk, "guarded": paper.guarded}
        for number in range(5):
            Report.objects.create(**report, made_at=now() - timedelta(days=400 * number))
    alice, address, years = browser("alice"), f"/papers/{paper.pk}/reports/", []
    while address:
        page = alice.get(address).content.decode()
        years.append(re.findall(r'<h2>A paper, <time datetime="(\d{4})', page))
        link = re.search(r'href="(\?[^"]*report=[^"]*)"', page)
        address = link and f"/papers/{paper.pk}/reports/" + link[1].replace("&amp;", "&")

    expected = [str((now() - timedelta(days=400 * number)).year) for number in range(5)]
    assert years == [expected[:2], expected[2:4], expected[4:]]


@pytest.mark.parametrize("query", ["after=x&report=y", "after=2026-01-01", "report=1", "after=&report="])
def test_a_place_that_is_none_begins_at_the_top(reported, browser, query):
    report = reported("bob")

    assert str(report.pk).encode() in browser("mia").get(f"/moderation/?{query}").content


@pytest.mark.parametrize("address", ["/moderation/", "/moderation/decided/"])
@pytest.mark.parametrize("name", ["alice", "bob", "dan", "omar", "noor"])
@pytest.mark.parametrize("verb", ["get", "post", "head"])
def test_the_queue_does_not_exist_for_others(reported, browser, address, name, verb):
    reported("bob")
    client = browser(name)

    real, random = getattr(client, verb)(address), getattr(client, verb)("/made-up/")

    assert (real.status_code, real.content) == (
        random.status_code,
        random.content.replace(b"/made-up/", address.encode()),
    )


def test_deciding_in_the_browser(world, paper, reported, browser):
    report = reported("bob")
    mia = browser("mia")

    answer = mia.post(f"/moderation/{report.pk}/", {"outcome": "hidden", "reason": "It is spam."})

    assert (answer.status_code, answer["Location"]) == (302, f"/moderation/{report.pk}/")
    with reading_as_system(SystemWork.BUILD_TESTS):
        assert list(Decision.objects.values_list("outcome", "reason", "decided_by")) == [
            ("hidden", "It is spam.", world.mia.user.pk)
        ]


def test_the_second_decision_gets_a_sentence_and_keeps_what_was_typed(world, reported, browser):
    report, mia = reported("bob"), browser("mia")
    mia.post(f"/moderation/{report.pk}/", {"outcome": "hidden", "reason": "It is spam."})

    answer = mia.post(f"/moderation/{report.pk}/", {"outcome": "dismissed", "reason": "Looks fine to me"})

    assert answer.status_code == 422
    assert b"A moderator has decided on this in the meantime: it is hidden now." in answer.content
    assert b"Looks fine to me</textarea>" in answer.content


@pytest.mark.parametrize("body", [{}, {"outcome": "hidden"}, {"outcome": "open", "reason": "x"}, {"reason": "x"}])
def test_a_decision_without_reason_or_outcome_changes_nothing(reported, browser, body):
    report = reported("bob")

    answer = browser("mia").post(f"/moderation/{report.pk}/", body)

    assert answer.status_code in {200, 422}
    with reading_as_system(SystemWork.BUILD_TESTS):
        assert (Report.objects.get().state, Decision.objects.count()) == ("open", 0)


@pytest.mark.parametrize("address", ["/papers/{0}/report/", "/moderation/{1}/"])
def test_forms_need_their_token(paper, reported, browser, address):
    report = reported("gita")
    name = "bob" if "papers" in address else "mia"
    client = browser(name, enforce_csrf_checks=True)

    answer = client.post(address.format(paper.pk, report.pk), {"words": "x", "outcome": "hidden", "reason": "x"})

    assert answer.status_code == 403
    with reading_as_system(SystemWork.BUILD_TESTS):
        assert list(Report.objects.values_list("state", flat=True)) == ["open"]


# --- What reporter and authors are told ------------------------------------------------


def test_the_reporter_reads_the_outcome_and_its_reason(world, reported, browser):
    report = reported("bob", also={"title"})
    bob = browser("bob")
    assert b"have not decided yet" in bob.get(f"/reports/{report.pk}/").content

    with world.mia.acting() as mia:
        decide(report, State.HIDDEN, by=mia, reason="It is spam, we think.")

    page = bob.get(f"/reports/{report.pk}/").content
    assert (b"It is spam, we think." in page, b"Mia" in page, canaries_in(page)) == (True, False, set())


@pytest.mark.parametrize("outcome", [State.DISMISSED, State.HIDDEN])
def test_authors_learn_that_and_not_by_whom_or_in_which_words(world, paper, reported, browser, outcome):
    report = reported("bob", words=f"{CANARIES['reporter']} spam", also={"name"})
    with world.mia.acting() as mia:
        decide(report, outcome, by=mia, reason="Because of that.")
    alice = browser("alice")

    pages = [alice.get(address).content for address in (f"/papers/{paper.pk}/reports/", f"/reports/{report.pk}/")]

    for page in pages:
        assert (b"Bob" in page, b"Mia" in page, CANARIES["reporter"].encode() in page) == (False, False, False)
        assert (b"Because of that." in page) == (outcome == State.HIDDEN)
        assert b"A paper" in page


def test_an_author_is_told_why_they_cannot_decide(reported, browser):
    report = reported("bob")

    assert [browser(name).get(f"/moderation/{report.pk}/").status_code for name in ("alice", "bob")] == [403, 403]


def test_readers_see_nothing_of_others_reports(world, reported, browser):
    report, gita = reported("bob"), browser("gita")

    assert [gita.get(a).status_code for a in (f"/reports/{report.pk}/", f"/papers/{report.about}/reports/")] == [
        404,
        403,
    ]
    assert b"row-entry" not in gita.get("/reports/").content


def test_the_operators_sentence_stands_beside_the_form(world, paper, browser):
    with world.omar.acting() as omar:
        set_site(SiteSettings(about_reports="Mia reads reports on Mondays."), by=omar)

    assert b"Mia reads reports on Mondays." in browser("bob").get(f"/papers/{paper.pk}/report/").content


def test_addresses_hold_opaque_ids_alone(reported, browser):
    reported("bob", also={"title"})

    assert {urlsplit(address).path for address in walk(browser("mia"), "/moderation/") if "Canary" in address} == set()
