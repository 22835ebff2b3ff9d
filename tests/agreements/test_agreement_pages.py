"""My agreements, writing them, their versions, and moving papers to a new one."""

import re

import pytest

from sharing.access.actions import give
from sharing.access.models import RequiredAgreement
from sharing.agreements.actions import Wording, add_agreement_version, write_agreement
from sharing.agreements.models import Agreement, AgreementVersion
from sharing.base.rights import Right
from sharing.groups import actions as groups
from sharing.papers.models import Paper
from tests.agreements.conftest import FIRST, SECOND, WORDS, paper_under, signs

pytestmark = pytest.mark.django_db

MADE_UP = "11111111-1111-4111-8111-111111111111"


def typed(wording: Wording, **more) -> dict[str, str]:
    return {"title": wording.title, "in_short": wording.in_short, "text": wording.text, **more}


def versions_of(actor) -> list[tuple[int, str]]:
    with actor.acting() as viewer:
        mine = AgreementVersion.objects.visible_to(viewer).filter(agreement__owner=viewer.principal)
        return list(mine.order_by("number").values_list("number", "text"))


# --- The list ----------------------------------------------------------------------------


def test_the_list_says_who_waits_and_never_for_what(trust, browser):
    page = browser("cara").get("/agreements/").content.decode()

    assert "A paper by Alice (@alice) awaits your signature" in page
    assert f'href="/papers/{trust.paper.pk}/agreements/"' in page
    assert "Canary" not in page


def test_the_list_names_a_paper_whose_card_is_open_without_a_signature(world, trust, browser):
    with world.alice.acting() as alice:
        give(Right.SEE, on=trust.paper.guarded, to=world.dan.user.pk, by=alice)
        give(Right.READ, on=trust.paper.guarded, to=_group(alice, world.dan), by=alice, requirement=trust.requirement)

    page = browser("dan").get("/agreements/").content.decode()

    assert "More of “Canarytitle” by Alice (@alice) awaits your signature" in page


def _group(viewer, member) -> int:
    group = groups.found_group(name="Other", purpose="", by=viewer)
    groups.admit(member.user, to=group, by=viewer)
    return group.pk


def test_nobody_awaits_their_own_signature_on_their_own_paper(trust, browser):
    assert b"awaits your signature" not in browser("alice").get("/agreements/").content


@pytest.mark.parametrize("papers", [1, 3])
def test_the_list_takes_the_same_queries_however_long_it_is(
    world, browser, starting_texts, django_assert_num_queries, papers
):
    for number in range(papers):
        with world.alice.acting() as alice:
            texts = [write_agreement(FIRST, by=alice) for _ in range(2)]
            signed, requirement = paper_under(texts[0], by=alice)
            give(Right.READ, on=signed.guarded, to=world.bob.user.pk, by=alice, requirement=requirement)
            awaiting, requirement = paper_under(texts[1], by=alice)
            give(Right.READ, on=awaiting.guarded, to=world.bob.user.pk, by=alice, requirement=requirement)
        with world.bob.acting() as bob:
            write_agreement(Wording(title=f"Own {number}", in_short="x", text="x"), by=bob)
        signs(world.bob, texts[0], on=signed)
    client = browser("bob")

    with django_assert_num_queries(14):
        page = client.get("/agreements/").content

    assert page.count(b"Canarytitle") == papers
    assert page.count(b"awaits your signature") == papers
    assert page.count(b"Add a version") == papers


# --- Writing ------------------------------------------------------------------------------


def test_an_agreement_is_saved_once_its_preview_was_seen(world, browser):
    client = browser("alice")

    preview = client.post("/agreements/new/", typed(FIRST, preview="yes"))
    assert b"<p>You keep it to yourself.</p>" in preview.content
    assert versions_of(world.alice) == []

    client.post("/agreements/new/", typed(FIRST, save="yes", previewed=FIRST.sha256))
    assert versions_of(world.alice) == [(1, "You keep it to yourself.\n\nYou ask.\n")]


def test_words_changed_after_the_preview_are_shown_again(world, browser):
    response = browser("alice").post("/agreements/new/", typed(SECOND, save="yes", previewed=FIRST.sha256))

    assert b"The words have changed since the last preview" in response.content
    assert f'name="previewed" value="{SECOND.sha256}"'.encode() in response.content
    assert versions_of(world.alice) == []


def test_an_agreement_begins_with_one_of_the_sites_texts(world, browser, starting_texts):
    client = browser("bob")
    start = re.search(rb'href="(/agreements/new/\?from=[^"]+)"', client.get("/agreements/").content)[1].decode()

    assert b"not legal advice" in client.get(start).content
    assert b"not legal advice" not in client.get(f"/agreements/new/?from={MADE_UP}").content
    assert versions_of(world.bob) == []


def test_nobodys_words_are_taken_through_the_address(trust, browser):
    for name in ("dan", "cara"):
        content = browser(name).get(f"/agreements/new/?from={trust.first.pk}").content
        assert b"You keep it" not in content


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "[" * 20_000}, "brackets"),
        ({"text": "x" * 50_001}, "at most 50000 characters"),
        ({"text": " \n "}, "There is nothing to sign yet."),
        ({"in_short": "\n".join("abcdef")}, "Say it in 5 sentences."),
        ({"title": "\u0958" * 150}, "This title is too long."),
        ({"title": ""}, "This field is required."),
    ],
)
def test_bad_words_come_back_with_a_sentence(world, browser, changes, sentence):
    form = typed(FIRST, save="yes") | changes

    response = browser("alice").post("/agreements/new/", form)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert form["text"].strip() in response.content.decode()
    assert versions_of(world.alice) == []


def test_a_new_version_shows_what_changes_before_it_is_saved(world, trust, browser):
    client, url = browser("alice"), f"/agreements/{trust.first.agreement_id}/versions/add/"

    preview = client.post(url, typed(SECOND, preview="yes")).content.decode()
    assert (re.findall("<del>(.*?)</del>", preview)[1:], re.findall("<ins>(.*?)</ins>", preview)[1:]) == (
        ["ask"],
        ["wait"],
    )

    client.post(url, typed(SECOND, save="yes", previewed=SECOND.sha256, what_changed="You wait now."))
    assert [number for number, _ in versions_of(world.alice)] == [1, 2]


def test_a_version_that_says_the_same_is_refused(world, trust, browser):
    url = f"/agreements/{trust.first.agreement_id}/versions/add/"

    response = browser("alice").post(url, typed(FIRST, save="yes", previewed=FIRST.sha256))

    assert (response.status_code, b"This says the same as version 1." in response.content) == (422, True)


# --- Versions -------------------------------------------------------------------------------


def test_a_version_shows_its_text_its_hash_and_what_changed(trust, second, browser):
    page = browser("alice").get(f"/agreements/versions/{second.pk}/").content.decode()

    assert f'<code class="digest">{second.sha256}</code>' in page
    assert "<del>ask</del><ins>wait</ins>" in page
    assert "<p>You wait.</p>" in page


def test_the_owner_sees_how_many_signed_each_version_and_others_do_not(trust, second, browser):
    url = f"/agreements/{trust.first.agreement_id}/"
    owners, readers = browser("alice").get(url).content, browser("bob").get(url).content

    assert re.findall(rb"<span>(\d+) signatures?</span>", owners) == [b"0", b"4"]
    assert re.findall(rb"<span>(\d+) signatures?</span>", readers) == []
    assert b"Version 2" not in readers


@pytest.mark.parametrize("name", ["dan", "mia", "omar", "sam", "noor"])
def test_to_a_stranger_an_agreement_is_one_that_never_was(trust, browser, name):
    client = browser(name)
    agreement, version = trust.first.agreement_id, trust.first.pk

    for page, key in [
        ("/agreements/{}/", agreement),
        ("/agreements/{}/versions/add/", agreement),
        ("/agreements/{}/adoption/", agreement),
        ("/agreements/versions/{}/", version),
    ]:
        for ask in (client.get, client.post):
            real, random = ask(page.format(key)), ask(page.format(MADE_UP))
            assert (real.status_code, real.content) == (random.status_code, random.content), page


def test_whoever_knows_a_text_but_does_not_own_it_gets_a_sentence(trust, browser):
    for page in ("versions/add", "adoption"):
        response = browser("bob").post(f"/agreements/{trust.first.agreement_id}/{page}/", typed(SECOND))
        assert (response.status_code, b"You may not" in response.content) == (403, True)


# --- Adopting -------------------------------------------------------------------------------


def test_a_paper_moves_to_a_new_version_when_its_owner_says_so(world, trust, second, browser):
    client, url = browser("alice"), f"/agreements/{trust.first.agreement_id}/"
    page = client.get(url).content
    assert b"Ask for version 2 from now on" in page
    assert b"its readers lose access until they have signed that version too" in page
    assert world.bob.sees(Paper.objects, Right.READ) == {trust.paper.pk}

    client.post(f"{url}adoption/", {"paper": trust.paper.pk, "version": second.pk})

    assert world.bob.sees(Paper.objects, Right.READ) == set()
    assert world.bob.sees(Paper.objects, Right.SIGN) == {trust.paper.pk}
    assert b"Ask for version 2" not in client.get(url).content


@pytest.mark.parametrize("paper", ["others", MADE_UP, "x", ""])
def test_nobody_elses_paper_is_moved(world, trust, second, browser, paper):
    with world.alice.acting() as alice:
        give(Right.READ, on=trust.paper.guarded, to=world.dan.user.pk, by=alice)
    with world.dan.acting() as dan:
        text = write_agreement(FIRST, by=dan)
        newer = add_agreement_version(text.agreement, SECOND, what_changed="", by=dan)
    key = trust.paper.pk if paper == "others" else paper

    response = browser("dan").post(f"/agreements/{text.agreement_id}/adoption/", {"paper": key, "version": newer.pk})

    assert response.status_code == 404
    assert _asked_versions(world) == {trust.first.pk}


def test_a_paper_that_does_not_ask_for_the_text_is_told_so(world, trust, second, browser):
    with world.alice.acting() as alice:
        other = paper_under(write_agreement(FIRST, by=alice), by=alice, words=WORDS)[0]

    response = browser("alice").post(
        f"/agreements/{trust.first.agreement_id}/adoption/", {"paper": other.pk, "version": second.pk}
    )

    assert (response.status_code, b"does not ask for that agreement" in response.content) == (403, True)


def _asked_versions(world) -> set:
    with world.alice.acting() as alice:
        return set(RequiredAgreement.objects.visible_to(alice).values_list("version", flat=True))


def test_reading_any_of_these_pages_changes_nothing(world, trust, second, browser, starting_texts):
    client = browser("alice")
    with world.alice.acting():
        before = Agreement.objects.count(), AgreementVersion.objects.count()

    for page in ("", "new/", f"{trust.first.agreement_id}/", f"{trust.first.agreement_id}/versions/add/"):
        assert client.get(f"/agreements/{page}").status_code == 200
    assert client.get(f"/agreements/{trust.first.agreement_id}/adoption/").status_code == 405

    with world.alice.acting():
        assert (Agreement.objects.count(), AgreementVersion.objects.count()) == before
