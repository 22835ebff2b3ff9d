"""Signing, what it opens, and what is kept of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections

from sharing.access.actions import adopt, give
from sharing.access.signing import awaiting, decline, earlier_signed, evidence_of, sign
from sharing.agreements.actions import Wording, write_agreement
from sharing.agreements.models import AgreementVersion, Signature
from sharing.audit.models import Event
from sharing.audit.personal import erase_personal
from sharing.audit.sealing import seal_events
from sharing.audit.verifying import verify
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.papers.models import Abstract, Body, Card, Paper, Version
from tests.agreements.conftest import paper_under, signs
from tests.evidence import evidence

pytestmark = pytest.mark.django_db

LAYERS = (Paper, Version, Card, Abstract, Body)


def layers_open_to(actor) -> list[str]:
    with actor.acting() as viewer:
        return [layer.__name__ for layer in LAYERS if layer.objects.visible_to(viewer).exists()]


def test_signing_opens_what_was_given_and_nothing_before_it(world, trust):
    assert layers_open_to(world.cara) == []

    signs(world.cara, trust.first, on=trust.paper)

    assert layers_open_to(world.cara) == ["Paper", "Version", "Card", "Abstract", "Body"]
    with world.cara.acting() as cara:
        assert awaiting(cara, on=trust.paper.guarded) == []


def test_a_new_version_closes_every_layer_until_it_is_signed(world, trust, second):
    assert layers_open_to(world.bob) == ["Paper", "Version", "Card", "Abstract", "Body"]

    with world.alice.acting() as alice:
        adopt(second, on=trust.paper.guarded, by=alice)
    assert layers_open_to(world.bob) == layers_open_to(world.gita) == []

    signs(world.bob, second, on=trust.paper)
    assert layers_open_to(world.bob) == ["Paper", "Version", "Card", "Abstract", "Body"]
    assert layers_open_to(world.gita) == []


def test_a_new_version_that_no_paper_adopts_closes_nothing(world, trust, second):
    assert layers_open_to(world.bob) == ["Paper", "Version", "Card", "Abstract", "Body"]


def test_one_signature_covers_every_paper_that_asks_for_the_version(world, trust):
    with world.alice.acting() as alice:
        other, requirement = paper_under(trust.first, by=alice)
        give(Right.READ, on=other.guarded, to=world.bob.user.pk, by=alice, requirement=requirement)

    assert world.bob.sees(Paper.objects, Right.READ) == {trust.paper.pk, other.pk}


def test_what_is_signed_for_each_paper_opens_that_one_alone(world):
    with world.alice.acting() as alice:
        text = write_agreement(Wording(title="Each", in_short="", text="x"), by=alice, is_per_paper=True)
        papers = []
        for _ in range(2):
            paper, requirement = paper_under(text, by=alice)
            give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice, requirement=requirement)
            papers.append(paper)

    signs(world.bob, text, on=papers[0])

    assert world.bob.sees(Paper.objects, Right.READ) == {papers[0].pk}


def test_signing_again_gives_the_first_signature_and_no_second_event(world, trust):
    first = signs(world.cara, trust.first, on=trust.paper)
    events = _events("agreement.signed")

    assert signs(world.cara, trust.first, on=trust.paper) == first
    assert _events("agreement.signed") == events


def test_nobody_signs_without_a_name(world, trust):
    nameless = evidence("cara").__class__(**evidence("cara").personal | {"typed_name": "  "})

    with world.cara.acting() as cara, pytest.raises(Refused, match="Type your name"):
        sign(trust.first, on=trust.paper.guarded, by=cara, evidence=nameless)


def test_declining_is_recorded_and_leaves_the_way_open(world, trust):
    with world.cara.acting() as cara:
        decline(trust.first, on=trust.paper.guarded, by=cara)
        assert awaiting(cara, on=trust.paper.guarded) == [trust.first]

    assert _events("agreement.declined") == 1


def test_declining_again_is_no_new_event_and_signing_later_is_open(world, trust):
    with world.alice.acting() as alice:
        other, requirement = paper_under(trust.first, by=alice)
        for name in ("cara", "dan"):
            give(Right.READ, on=other.guarded, to=getattr(world, name).user.pk, by=alice, requirement=requirement)
    for _ in range(3):
        with world.cara.acting() as cara:
            decline(trust.first, on=trust.paper.guarded, by=cara)
    assert _events("agreement.declined") == 1

    # For another paper, and by somebody else, it is another answer.
    for actor in (world.cara, world.dan):
        with actor.acting() as viewer:
            decline(trust.first, on=other.guarded, by=viewer)
    assert _events("agreement.declined") == 3

    signs(world.cara, trust.first, on=trust.paper)
    assert layers_open_to(world.cara) == ["Paper", "Version", "Card", "Abstract", "Body"]


def test_the_version_signed_before_is_found_for_the_differences(world, trust, second):
    with world.alice.acting() as alice:
        adopt(second, on=trust.paper.guarded, by=alice)

    with world.bob.acting() as bob:
        assert earlier_signed(second, by=bob) == trust.first
    with world.cara.acting() as cara:
        assert earlier_signed(second, by=cara) is None


# --- Evidence -----------------------------------------------------------------------------


def test_the_event_says_what_was_signed_and_commits_to_how(world, trust):
    signature = signs(world.cara, trust.first, on=trust.paper)

    with reading_as_system(SystemWork.BUILD_TESTS):
        event = Event.objects.get(pk=signature.event_id)

    assert event.facts == {
        "signature": str(signature.pk),
        "version": str(trust.first.pk),
        "number": 1,
        "sha256": trust.first.sha256,
        "paper": str(trust.paper.pk),
        "paper_version": 1,
        "covers_other_papers": True,
    }
    assert sorted(event.commitments) == sorted(evidence("cara").personal)


def test_the_evidence_is_whole_to_the_signer_a_name_to_the_owner_and_nothing_to_others(world, trust):
    signature = signs(world.cara, trust.first, on=trust.paper)

    def known_to(name: str) -> dict[str, str]:
        with getattr(world, name).acting():
            return evidence_of(signature)

    assert known_to("cara") == evidence("cara").personal
    assert known_to("alice") == {"typed_name": "Cara", "account_name": "Cara"}
    for name in ("bob", "gita", "xavier", "dan", "mia", "omar", "sam", "noor"):
        assert known_to(name) == {}, name


def test_a_signature_that_names_anothers_event_shows_nothing_of_it(world, trust):
    of_cara = signs(world.cara, trust.first, on=trust.paper)
    with world.alice.acting() as alice:
        text = write_agreement(Wording(title="Other", in_short="", text="x"), by=alice)
        paper, requirement = paper_under(text, by=alice)
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice, requirement=requirement)

    with world.bob.acting():
        forged = Signature.objects.create(version=text, signer=world.bob.user, event_id=of_cara.event_id)
        assert evidence_of(forged) == {}


def test_the_record_verifies_and_goes_on_verifying_when_the_values_are_erased(world, trust):
    signature = signs(world.cara, trust.first, on=trust.paper)
    seal_events()
    assert _faults() == []

    assert erase_personal(events=[signature.event_id]) == 13

    assert _faults() == []
    with world.cara.acting():
        assert evidence_of(signature) == {}
    assert layers_open_to(world.cara) == ["Paper", "Version", "Card", "Abstract", "Body"]


def _events(kind: str) -> int:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return Event.objects.filter(kind=kind).count()


def _faults() -> list[str]:
    found: list[str] = []
    verify(found.append, longest_wait=timedelta(minutes=10))
    return found


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_signing_six_times_at_once_signs_once(world, trust):
    barrier = Barrier(6)

    def one(_number: int):
        try:
            with world.cara.acting() as cara:
                version = AgreementVersion.objects.get(pk=trust.first.pk)
                barrier.wait()
                return sign(version, on=trust.paper.guarded, by=cara, evidence=evidence("cara")).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        signatures = set(threads.map(one, range(6)))
    connections["default"].close_pool()

    with world.cara.acting():
        assert signatures == set(Signature.objects.values_list("pk", flat=True))
    assert len(signatures) == 1
    assert _events("agreement.signed") == 5
