"""Which signature covered a paper when it was first opened: written once, for good, and shown by receipts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, connections

from sharing.access.actions import adopt, give, require_agreements, revoke
from sharing.access.audience import grants_on
from sharing.access.covering import note_opening
from sharing.access.models import Covered
from sharing.agreements.actions import Wording, write_agreement
from sharing.agreements.models import Signature
from sharing.audit import Kind
from sharing.audit.models import Event
from sharing.audit.sealing import seal_events
from sharing.audit.verifying import verify
from sharing.base.principals import PUBLIC
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.rights import Right
from sharing.journeys.exporting import export_paper
from sharing.papers.actions import Words, add_version, save_working_copy
from tests.agreements.conftest import paper_under, signs
from tests.agreements.test_fences import by_both, by_fence, by_policy, refused_by_fence, who_sees

pytestmark = pytest.mark.django_db
ALL_AT_ONCE = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


def opened(client, paper) -> None:
    assert client.get(f"/papers/{paper.pk}/").status_code == 200


def covered_papers() -> list[tuple]:
    with reading_as_system(SystemWork.BUILD_TESTS):
        rows = Covered.objects.order_by("first_opened_at")
        return list(rows.values_list("signature", "guarded", "version"))


def openings_recorded() -> list[dict]:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return [event.facts for event in Event.objects.filter(kind=Kind.AGREEMENT_COVERED).order_by("at")]


def signature_of(actor) -> Signature:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return Signature.objects.filter(signer=actor.user).latest("signed_at")


def taken_from(world, paper, *, name: str) -> None:
    with world.alice.acting() as alice:
        [grant] = [each for each in grants_on(paper.pk) if each.principal == getattr(world, name).user.pk]
        revoke(grant, by=alice)


def test_the_first_opening_writes_down_which_signature_covered_it(world, trust, browser):
    client, signature = browser("bob"), signature_of(world.bob)

    for _ in range(2):
        opened(client, trust.paper)
    with world.alice.acting() as alice:
        save_working_copy(trust.paper, Words(title="Canarytitle", body="New"), by=alice)
        add_version(trust.paper, by=alice)
    opened(client, trust.paper)

    assert covered_papers() == [(signature.pk, trust.paper.pk, 1)]
    assert openings_recorded() == [
        {
            "signature": str(signature.pk),
            "version": str(trust.first.pk),
            "sha256": trust.first.sha256,
            "paper": str(trust.paper.pk),
            "paper_version": 1,
        }
    ]


def test_the_first_opening_is_sealed_into_the_chain(world, trust, browser):
    opened(browser("bob"), trust.paper)

    with reading_as_system(SystemWork.BUILD_TESTS):
        assert seal_events() > 0
        event = Event.objects.get(kind=Kind.AGREEMENT_COVERED)

    assert (event.by, event.about_kind, event.about_id) == (
        world.bob.user.pk,
        "agreement",
        str(trust.first.agreement_id),
    )
    faults: list[str] = []
    verify(faults.append, longest_wait=timedelta(minutes=10))
    assert faults == []


@pytest.mark.parametrize("name", ["alice", "dan", "noor"])
def test_nothing_is_written_of_whoever_opens_it_without_a_signature(world, trust, browser, name):
    with world.alice.acting() as alice:
        give(Right.READ, on=trust.paper.guarded, to=PUBLIC, by=alice)

    opened(browser(name), trust.paper)

    assert (covered_papers(), openings_recorded()) == ([], [])


def test_each_signature_that_something_held_asks_for_is_written_down(world, trust, browser):
    with world.alice.acting() as alice:
        text = write_agreement(Wording(title="Each", in_short="x", text="x"), by=alice, is_per_paper=True)
        both = require_agreements([trust.first, text], on=trust.paper.guarded, by=alice)
        give(Right.EDIT, on=trust.paper.guarded, to=world.bob.user.pk, by=alice, requirement=both)
    earlier, later = signature_of(world.bob), signs(world.bob, text, on=trust.paper)

    opened(browser("bob"), trust.paper)

    assert set(covered_papers()) == {(each.pk, trust.paper.pk, 1) for each in (earlier, later)}


def test_taking_a_copy_away_is_an_opening_too(world, trust):
    with world.alice.acting() as alice:
        give(Right.DOWNLOAD, on=trust.paper.guarded, to=world.bob.user.pk, by=alice)

    with world.bob.acting() as bob:
        export_paper(trust.paper, by=bob)

    assert covered_papers() == [(signature_of(world.bob).pk, trust.paper.pk, 1)]


@ALL_AT_ONCE
def test_of_many_openings_at_once_one_is_the_first(world, trust):
    barrier = Barrier(8)

    def look(_number: int) -> None:
        barrier.wait()
        try:
            with world.bob.acting() as bob:
                note_opening(trust.paper.guarded, version=1, by=bob)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(look, range(8)))
    connections["default"].close_pool()  # type: ignore[attr-defined]  # PostgreSQL's

    assert covered_papers() == [(signature_of(world.bob).pk, trust.paper.pk, 1)]
    assert len(openings_recorded()) == 1


# --- Receipts -----------------------------------------------------------------------------


def test_an_old_receipt_goes_on_listing_its_papers_after_an_adoption(world, trust, second, browser):
    first, link = signature_of(world.bob), f'<a href="/papers/{trust.paper.pk}/">Canarytitle</a>'
    opened(browser("bob"), trust.paper)
    with world.alice.acting() as alice:
        adopt(second, on=trust.paper.guarded, by=alice)
    later = signs(world.bob, second, on=trust.paper)
    client = browser("bob")
    opened(client, trust.paper)

    pages = [client.get(f"/receipts/{signature.pk}/").content.decode() for signature in (first, later)]
    assert [page.count(link) for page in pages] == [1, 1]
    assert client.get("/agreements/").content.decode().count(link) == 2


@pytest.mark.parametrize("is_adopted", [False, True])
def test_of_a_lost_paper_the_receipt_keeps_when_it_was_opened_and_a_reference(
    world, trust, second, browser, is_adopted
):
    client, signature = browser("bob"), signature_of(world.bob)
    opened(client, trust.paper)
    with reading_as_system(SystemWork.BUILD_TESTS):
        first_opening = Covered.objects.get()
    if is_adopted:
        with world.alice.acting() as alice:
            adopt(second, on=trust.paper.guarded, by=alice)
    taken_from(world, trust.paper, name="bob")

    receipt, mine = (client.get(page).content for page in (f"/receipts/{signature.pk}/", "/agreements/"))

    for page in (receipt, mine):
        assert [word for word in (b"Canary", str(trust.paper.pk).encode()) if word in page] == []
        assert signature.reference.encode() in page
        assert b"Terms of Alice" in page
    assert f"<code>{first_opening.reference}</code>".encode() in receipt
    assert f'datetime="{first_opening.first_opened_at.isoformat()}"'.encode() in receipt
    assert b"Covered 1 paper no longer open to you" in mine


def test_the_papers_owner_sees_on_the_receipt_what_was_opened_under_it(world, trust, browser):
    signature = signature_of(world.bob)
    opened(browser("bob"), trust.paper)
    with world.bob.acting() as bob:  # A paper of his own, under the same terms, is nothing to Alice.
        own = write_agreement(Wording(title="Own", in_short="x", text="x"), by=bob)
        paper_under(own, by=bob, words=Words(title="Otherpaper"))

    page = browser("alice").get(f"/receipts/{signature.pk}/").content.decode()

    assert (page.count("Canarytitle"), "Otherpaper" in page) == (1, False)


# --- Who may know, and write ------------------------------------------------------------------


@pytest.mark.parametrize("by", [by_both, by_policy, by_fence])
def test_it_is_known_to_the_signer_and_to_the_papers_owners(world, trust, browser, by):
    with world.alice.acting() as alice:
        give(Right.OWN, on=trust.paper.guarded, to=world.mia.user.pk, by=alice)
        give(Right.EDIT, on=trust.paper.guarded, to=world.dan.user.pk, by=alice)
    for name in ("bob", "gita"):
        opened(browser(name), trust.paper)
    taken_from(world, trust.paper, name="bob")

    with reading_as_system(SystemWork.BUILD_TESTS):
        rows = {each.signature.signer.handle: each.pk for each in Covered.objects.all()}
    assert who_sees(world, Covered, by=by) == {
        "alice": set(rows.values()),
        "mia": set(rows.values()),
        "bob": {rows["bob"]},
        "gita": {rows["gita"]},
    }


def test_nobody_writes_down_what_is_not_so(world, trust, browser):
    """Another's signature, another paper, a version there is none of, and a paper that was lost."""
    bobs, xaviers = signature_of(world.bob), signature_of(world.xavier)
    with world.alice.acting() as alice:
        other, _ = paper_under(trust.first, by=alice)
        give(Right.READ, on=other.guarded, to=world.bob.user.pk, by=alice)

    def row(signature, paper=trust.paper, version=1) -> Covered:
        return Covered(id=uuid4(), signature=signature, guarded=paper.guarded, version=version)

    assert refused_by_fence(world.gita, row(bobs))
    assert refused_by_fence(world.alice, row(bobs))
    assert refused_by_fence(world.xavier, row(xaviers))
    assert refused_by_fence(world.bob, row(bobs, other))  # Which he may read, and which asks nothing of him.
    assert refused_by_fence(world.bob, row(bobs, version=2))
    assert not refused_by_fence(world.bob, row(bobs))
