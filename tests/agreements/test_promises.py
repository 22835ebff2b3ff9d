"""Whoever was promised something can show it: the owners of the text, and the owners of each paper opened under it."""

import pytest

from sharing.access.actions import adopt, give, revoke
from sharing.access.models import Covered, Grant
from sharing.agreements.models import Agreement, AgreementVersion, Signature
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.rights import Right
from sharing.discovery import signatures
from tests.agreements.conftest import Trust, signs
from tests.agreements.test_covering import opened, signature_of, taken_from
from tests.agreements.test_fences import by_both, by_fence, by_policy, who_sees

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(world, trust, browser) -> Trust:
    """Bob opened Alice's paper under her text. Mia owns the paper too, and Dan may change it, and need sign nothing."""
    opened(browser("bob"), trust.paper)
    with world.alice.acting() as alice:
        give(Right.OWN, on=trust.paper.guarded, to=world.mia.user.pk, by=alice)
        give(Right.EDIT, on=trust.paper.guarded, to=world.dan.user.pk, by=alice)
    return trust


@pytest.mark.parametrize("by", [by_both, by_policy, by_fence])
def test_a_signature_and_its_words_are_known_to_every_owner_of_a_paper_opened_under_it(world, shown, second, by):
    taken_from(world, shown.paper, name="bob")
    with world.alice.acting() as alice:
        adopt(second, on=shown.paper.guarded, by=alice)
    bobs = signature_of(world.bob).pk

    assert {name for name, keys in who_sees(world, Signature, by=by).items() if bobs in keys} == {"alice", "bob", "mia"}
    assert who_sees(world, Signature, by=by)["mia"] == {bobs}
    assert who_sees(world, Agreement, by=by)["mia"] == {shown.first.agreement_id}
    assert who_sees(world, AgreementVersion, by=by)["mia"] == {shown.first.pk, second.pk}


@pytest.mark.parametrize("by", [by_both, by_policy, by_fence])
def test_a_signature_that_opened_nothing_of_theirs_is_not_known_to_them(world, trust, by):
    with world.alice.acting() as alice:
        give(Right.OWN, on=trust.paper.guarded, to=world.mia.user.pk, by=alice)

    assert "mia" not in who_sees(world, Signature, by=by)


@pytest.mark.parametrize("by", [by_both, by_policy, by_fence])
def test_whoever_owned_the_paper_once_knows_no_more_of_it(world, shown, by):
    with world.alice.acting() as alice:
        [own] = [grant for grant in _own_of(world.mia) if grant.guarded_id == shown.paper.pk]
        revoke(own, by=alice)

    assert "mia" not in who_sees(world, Signature, by=by)


def _own_of(actor) -> list:

    with reading_as_system(SystemWork.BUILD_TESTS):
        return list(Grant.objects.filter(principal=actor.user.pk, right=Right.OWN, revoked_at=None))


def test_the_receipt_is_shown_word_for_word_and_the_evidence_stays_the_signers(world, shown, browser):
    receipt = browser("mia").get(f"/receipts/{signature_of(world.bob).pk}/").content.decode()
    text = browser("mia").get(f"/receipts/{signature_of(world.bob).pk}/text/").content.decode()

    assert (receipt.count("127.0.0.1"), receipt.count("bob@example.org")) == (0, 0)
    assert [line for line in text.splitlines() if "You keep it to yourself." in line] == ["| You keep it to yourself."]


# --- The pages -----------------------------------------------------------------------------------


def test_a_papers_owners_find_under_which_signature_it_was_opened(world, shown, browser):
    taken_from(world, shown.paper, name="bob")

    page = browser("mia").get(f"/papers/{shown.paper.pk}/signatures/").content.decode()

    assert [page.count(name) for name in ("@bob", "@gita", "@xavier", "“Terms of Alice”")] == [1, 0, 0, 1]
    assert page.count(f"/receipts/{signature_of(world.bob).pk}/") == 1


def test_an_agreements_owner_finds_all_who_signed_it(world, trust, browser):
    page = browser("alice").get(f"/agreements/{trust.first.agreement_id}/signatures/").content.decode()

    assert [page.count(f"@{name}") for name in ("bob", "gita", "xavier", "sam", "cara")] == [1, 1, 1, 1, 0]


def test_nobody_else_finds_any(world, shown, browser):
    """A reader of the paper is told that they may not; who does not know of it, nothing."""
    of_paper, of_agreement = (
        f"/papers/{shown.paper.pk}/signatures/",
        f"/agreements/{shown.first.agreement_id}/signatures/",
    )

    def answers(name: str) -> tuple[int, int]:
        return browser(name).get(of_paper).status_code, browser(name).get(of_agreement).status_code

    assert {name: answers(name) for name in ("bob", "omar", "mia")} == {
        "bob": (403, 403),
        "omar": (404, 404),
        "mia": (200, 403),
    }


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_take_as_many_queries_however_many_signed(world, trust, browser, count, django_assert_num_queries):
    for name in ("bob", "gita", "cara")[:count]:
        if name == "cara":
            signs(world.cara, trust.first, on=trust.paper)
        opened(browser(name), trust.paper)
    client = browser("alice")
    client.get("/agreements/")

    with django_assert_num_queries(5):
        page = client.get(f"/papers/{trust.paper.pk}/signatures/").content.decode()

    assert page.count("/receipts/") == count


def test_the_next_page_goes_on_where_the_last_one_ended(world, shown, browser, monkeypatch):
    monkeypatch.setattr(signatures, "PAGE", 1)
    opened(browser("gita"), shown.paper)
    with reading_as_system(SystemWork.BUILD_TESTS):
        last = Covered.objects.order_by("-first_opened_at", "-pk")[0]

    with world.alice.acting() as alice:
        first_page = signatures.promises_on(shown.paper, viewer=alice)
        second_page = signatures.promises_on(shown.paper, viewer=alice, before=first_page.older_than)

    assert first_page.older_than == signatures.Place(last.first_opened_at, last.pk)
    assert [[each.signature.signer.handle for each in page.promises] for page in (first_page, second_page)] == [
        ["gita"],
        ["bob"],
    ]
    assert second_page.older_than is None
