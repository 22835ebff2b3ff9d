"""A member reports what they may read, and passes on exactly what they previewed."""

import re

import pytest

from sharing.audit import Kind
from sharing.audit.models import Event
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.refusals import Refused, Unseen
from sharing.moderation.actions import decide, report
from sharing.moderation.models import Filing, PassedOn, Report
from sharing.moderation.passing_on import Choice
from sharing.moderation.states import State
from sharing.papers.models import Card, WorkingCopy
from tests.moderation.conftest import CANARIES, canaries_in

pytestmark = pytest.mark.django_db


def passed_on_in(report) -> dict[str, str]:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return PassedOn.objects.values("words", "name", "comment", "title", "summary").get(pk=report.pk)


@pytest.mark.parametrize(
    ("also", "passed"),
    [
        ((), {}),
        (("title",), {"title": CANARIES["title"]}),
        (("summary",), {"summary": CANARIES["summary"]}),
        (("name",), {"name": "Bob (@bob)"}),
        (("abstract", "body", "comment"), {}),
    ],
)
def test_nothing_is_passed_on_but_the_words_and_what_was_chosen(reported, also, passed):
    made = reported("bob", words="It is spam.", also=also)

    nothing = {"name": "", "comment": "", "title": "", "summary": ""}
    assert passed_on_in(made) == nothing | {"words": "It is spam."} | passed


def test_what_is_passed_on_is_a_snapshot(world, paper, reported):
    made = reported("bob", also={"title"})
    with reading_as_system(SystemWork.BUILD_TESTS):
        Card.objects.filter(paper=paper).delete()

    assert passed_on_in(made)["title"] == CANARIES["title"]


def test_a_title_that_changed_since_the_preview_is_not_sent(world, paper):
    with world.bob.acting() as bob, pytest.raises(Refused, match="has changed since you looked"):
        report(paper, Choice(words="It is spam.", also=frozenset({"title"})), by=bob, previewed="0" * 64)

    with reading_as_system(SystemWork.BUILD_TESTS):
        assert Report.objects.count() == 0


def test_who_may_not_see_the_paper_cannot_report_it(world, paper):
    outside = {}
    for name in ("cara", "xavier", "dan", "mia", "omar"):
        with getattr(world, name).acting() as viewer:
            try:
                report(paper, Choice(words="Hello"), by=viewer, previewed="")
            except Unseen:
                outside[name] = "unseen"

    assert outside == dict.fromkeys(("cara", "xavier", "dan", "mia", "omar"), "unseen")
    with world.noor.acting() as noor, pytest.raises(Refused):
        report(paper, Choice(words="Hello"), by=noor, previewed="")


def test_nobody_reports_their_own_paper(world, paper):
    with world.alice.acting() as alice, pytest.raises(Refused, match="your own paper"):
        report(paper, Choice(words="Hello"), by=alice, previewed="")


def test_the_same_is_reported_once_until_it_is_decided(world, reported):
    reported("bob")
    with pytest.raises(Refused, match="already"):
        reported("bob")
    reported("gita")

    with reading_as_system(SystemWork.BUILD_TESTS):
        assert Report.objects.count() == 2


def test_the_event_names_ids_alone(world, paper, reported):
    made = reported("bob", also={"title", "name"})

    with reading_as_system(SystemWork.BUILD_TESTS):
        event = Event.objects.get(kind=Kind.REPORT_MADE)
    assert (event.by, event.about_kind, event.about_id) == (world.bob.user.pk, "report", str(made.pk))
    assert event.facts == {"kind": "paper", "of": str(paper.pk)}


# --- The pages ---------------------------------------------------------------------


def test_the_preview_shows_exactly_what_moderators_then_read(world, paper, browser):
    bob, mia = browser("bob"), browser("mia")
    typed = {"words": "First line\nsecond <b>line</b>", "title": "on"}

    preview = bob.post(f"/papers/{paper.pk}/report/", typed)
    facts = re.compile(rb'<dl class="facts">.*?</dl>', re.DOTALL)
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', preview.content.decode()))
    kept.pop("csrfmiddlewaretoken")
    sent = bob.post(f"/papers/{paper.pk}/report/", typed | {"send": "1", "previewed": kept["previewed"]})
    case = mia.get(f"/moderation/{sent['Location'].split('/')[2]}/")

    assert facts.findall(preview.content) == facts.findall(case.content)
    assert canaries_in(case.content) == {"title"}
    assert kept == {
        "words": "First line\nsecond &lt;b&gt;line&lt;/b&gt;",
        "title": "True",
        "previewed": kept["previewed"],
        "next": f"/papers/{paper.pk}/report/",  # Of the footer: choosing light or dark leads back here.
    }


def test_a_preview_that_is_out_of_date_is_shown_again(paper, browser):
    answer = browser("bob").post(f"/papers/{paper.pk}/report/", {"words": "Spam", "send": "1", "previewed": "0" * 64})

    assert (answer.status_code, b"has changed since you looked" in answer.content) == (409, True)


def test_what_was_typed_can_be_changed_after_the_preview(paper, browser):
    answer = browser("bob").post(
        f"/papers/{paper.pk}/report/", {"words": "Spam, I say", "title": "True", "change": "1"}
    )

    assert b"Spam, I say</textarea>" in answer.content
    assert re.findall(r'name="title"[^>]*checked', answer.content.decode()) != []


def test_words_are_asked_for(paper, browser):
    answer = browser("bob").post(f"/papers/{paper.pk}/report/", {"words": " ", "title": "on"})

    assert (answer.status_code, canaries_in(answer.content)) == (422, set())


def test_looking_changes_nothing(paper, browser):
    browser("bob").get(f"/papers/{paper.pk}/report/")
    browser("bob").post(f"/papers/{paper.pk}/report/", {"words": "Spam"})

    with reading_as_system(SystemWork.BUILD_TESTS):
        assert (Report.objects.count(), Filing.objects.count()) == (0, 0)


@pytest.mark.parametrize("address", ["/papers/{}/report/", "/papers/{}/reports/", "/reports/{}/", "/moderation/{}/"])
@pytest.mark.parametrize("name", ["dan", "noor", "xavier", "cara", "omar"])
def test_a_stranger_gets_the_same_bytes_as_for_a_made_up_id(reported, browser, address, name):
    made_up = "11111111-1111-4111-8111-111111111111"
    report, client = reported("bob"), browser(name)
    key = str(report.guarded_id if address.startswith("/papers/") else report.pk)

    for verb in ("get", "post", "put", "delete"):
        real, random = (getattr(client, verb)(address.format(each)) for each in (key, made_up))

        assert (real.status_code, real.content) == (random.status_code, random.content)
        assert dict(real.headers) == {header: value.replace(made_up, key) for header, value in random.headers.items()}


def test_the_working_copy_is_never_passed_on(world, reported):
    with world.alice.acting():
        WorkingCopy.objects.update(title=CANARIES["copy"], summary=CANARIES["copy"])

    assert passed_on_in(reported("bob", also={"title", "summary"}))["title"] == CANARIES["title"]


@pytest.mark.parametrize("count", [1, 3])
def test_own_reports_take_the_same_queries_however_many(world, browser, reported, count, django_assert_num_queries):
    for _ in range(count):
        made = reported("bob")
        with world.mia.acting() as mia:
            decide(made, State.DISMISSED, by=mia, reason="Fine")
    bob = browser("bob")

    with django_assert_num_queries(4):
        page = bob.get("/reports/")
    assert page.content.count(b'class="row-entry"') == count
