"""Who may know of which agreement, version, signature and requirement: by both fences, and by each alone."""

from contextlib import nullcontext
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.db import DatabaseError, transaction

from sharing.access.actions import adopt, give
from sharing.access.models import RequiredAgreement, Requirement
from sharing.access.receipts import receipt_text
from sharing.access.signing import sign
from sharing.agreements.actions import Wording, add_agreement_version, write_agreement
from sharing.agreements.models import Agreement, AgreementVersion, Signature
from sharing.base.reader import reading_as
from sharing.base.refusals import Unseen
from sharing.base.rights import Right
from sharing.discovery.listings import awaiting_papers
from tests.agreements.conftest import WORDS, paper_under, signs
from tests.evidence import evidence
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db

OWN_TEXTS = {Agreement: {"owner__isnull": False}, AgreementVersion: {"agreement__owner__isnull": False}}


def by_both(actor, model) -> set:
    with actor.acting() as viewer:
        return _keys(model.objects.visible_to(viewer), model)


def by_policy(actor, model) -> set:
    with actor.acting() as viewer, as_tables_owner():
        return _keys(model.objects.visible_to(viewer), model)


def by_fence(actor, model) -> set:
    with actor.acting():
        return _keys(model.objects.all(), model)


def _keys(rows, model) -> set:
    return set(rows.filter(**OWN_TEXTS.get(model, {})).values_list("pk", flat=True))


def who_sees(world, model, *, by) -> dict[str, set]:
    seen = {name: by(actor, model) for name, actor in world.everybody.items()}
    return {name: keys for name, keys in seen.items() if keys}


@pytest.fixture(params=[by_both, by_policy, by_fence])
def by(request):
    """Which of the two fences stands."""
    return request.param


def test_a_text_is_known_to_its_owner_to_those_asked_and_to_those_who_signed(world, trust, by):
    knowing = ["alice", "bob", "cara", "gita", "xavier"]

    assert who_sees(world, Agreement, by=by) == {name: {trust.first.agreement_id} for name in knowing}
    assert who_sees(world, AgreementVersion, by=by) == {name: {trust.first.pk} for name in knowing}


def test_a_new_version_is_its_owners_alone_until_a_paper_asks_for_it(world, trust, second, by):
    assert who_sees(world, AgreementVersion, by=by) == {
        "alice": {trust.first.pk, second.pk},
        **{name: {trust.first.pk} for name in ("bob", "cara", "gita", "xavier")},
    }


def test_an_adopted_version_replaces_the_old_for_whoever_has_not_signed_that(world, trust, second, by):
    with world.alice.acting() as alice:
        adopt(second, on=trust.paper.guarded, by=alice)

    both = {trust.first.pk, second.pk}
    assert who_sees(world, AgreementVersion, by=by) == {
        "alice": both,
        "bob": both,
        "gita": both,
        "cara": {second.pk},
        "xavier": {trust.first.pk},
    }


def test_a_signature_is_known_to_its_signer_and_to_the_owner_of_the_text(world, trust, by):
    with as_tables_owner():
        signatures = {each.signer.handle: each.pk for each in Signature.objects.select_related("signer")}

    assert sorted(signatures) == ["bob", "gita", "sam", "xavier"]
    assert who_sees(world, Signature, by=by) == {
        "alice": set(signatures.values()),
        **{name: {signatures[name]} for name in ("bob", "gita", "xavier")},
    }


def test_a_requirement_is_known_to_the_papers_owners_and_to_those_it_is_asked_of(world, trust, by):
    with as_tables_owner():
        item = RequiredAgreement.objects.get().pk
    knowing = ["alice", "bob", "cara", "gita"]

    assert who_sees(world, Requirement, by=by) == {name: {trust.requirement.pk} for name in knowing}
    assert who_sees(world, RequiredAgreement, by=by) == {name: {item} for name in knowing}


def test_a_co_owner_of_the_paper_may_read_what_it_asks_for_and_not_who_signed_elsewhere(world, trust, by):
    with world.alice.acting() as alice:
        give(Right.OWN, on=trust.paper.guarded, to=world.mia.user.pk, by=alice)

    seen = {model.__name__: by(world.mia, model) for model in (Agreement, AgreementVersion, Requirement, Signature)}

    assert seen == {
        "Agreement": {trust.first.agreement_id},
        "AgreementVersion": {trust.first.pk},
        "Requirement": {trust.requirement.pk},
        "Signature": set(),
    }


def test_a_reader_who_is_asked_for_nothing_does_not_learn_what_others_are_asked_for(world, trust, by):
    with world.alice.acting() as alice:
        give(Right.EDIT, on=trust.paper.guarded, to=world.dan.user.pk, by=alice)

    seen = [by(world.dan, model) for model in (Agreement, AgreementVersion, Requirement, RequiredAgreement)]

    assert seen == [set()] * 4


def test_what_is_signed_for_one_paper_is_known_to_all_its_owners(world, by):
    with world.alice.acting() as alice:
        text = write_agreement(Wording(title="Each", in_short="", text="x"), by=alice, is_per_paper=True)
        paper, requirement = paper_under(text, by=alice)
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice, requirement=requirement)
        give(Right.OWN, on=paper.guarded, to=world.mia.user.pk, by=alice)
    signature = signs(world.bob, text, on=paper)

    assert who_sees(world, Signature, by=by) == {name: {signature.pk} for name in ("alice", "bob", "mia")}


@pytest.mark.parametrize("role", [nullcontext, as_tables_owner], ids=["both fences", "the policy alone"])
def test_who_may_not_know_what_was_signed_gets_no_receipt(world, trust, role):
    signature = signs(world.cara, trust.first, on=trust.paper)

    with role(), world.dan.acting() as dan, pytest.raises(Unseen):
        receipt_text(signature, viewer=dan)


@pytest.mark.parametrize("role", [nullcontext, as_tables_owner], ids=["both fences", "the policy alone"])
def test_what_awaits_a_signature_awaits_it_of_those_it_is_opened_to_and_of_nobody_else(world, trust, role):
    waiting = {}
    for name, actor in world.everybody.items():
        with role(), actor.acting() as viewer:
            waiting[name] = [(paper.pk, texts) for paper, texts in awaiting_papers(viewer)]

    assert {name: papers for name, papers in waiting.items() if papers} == {
        "cara": [(trust.paper.pk, [trust.first.title])]
    }


@pytest.mark.parametrize("model", [AgreementVersion, Agreement])
def test_what_was_signed_for_a_paper_stays_known_to_its_owners_with_its_words(world, by, model):
    """Whatever the paper asks for by now, and whoever else has signed the same for a paper of their own."""
    with world.alice.acting() as alice:
        text = write_agreement(Wording(title="Each", in_short="", text="x"), by=alice, is_per_paper=True)
        paper, requirement = paper_under(text, by=alice)
        other, other_requirement = paper_under(text, by=alice)
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice, requirement=requirement)
        give(Right.READ, on=other.guarded, to=world.cara.user.pk, by=alice, requirement=other_requirement)
        give(Right.OWN, on=paper.guarded, to=world.mia.user.pk, by=alice)
        give(Right.EDIT, on=paper.guarded, to=world.dan.user.pk, by=alice)
        give(Right.OWN, on=other.guarded, to=world.omar.user.pk, by=alice)
    signs(world.bob, text, on=paper)
    with world.alice.acting() as alice:
        words = Wording(title="Each", in_short="", text="y")
        later = add_agreement_version(text.agreement, words, what_changed="", by=alice)
        for each in (paper, other):
            adopt(later, on=each.guarded, by=alice)

    keys = {AgreementVersion: (text.pk, later.pk), Agreement: (text.agreement_id, text.agreement_id)}
    first, second = keys[model]
    assert who_sees(world, model, by=by) == {
        "alice": {first, second},
        "bob": {first, second},
        "mia": {first, second},
        "cara": {second},
        "omar": {second},
    }


def test_the_sites_texts_are_known_to_every_member_and_to_nobody_else(world, starting_texts):
    world.suspend(world.sam)
    EmailAddress.objects.filter(user=world.dan.user).update(verified=False)

    for model in (Agreement, AgreementVersion):
        with as_tables_owner():
            texts = set(model.objects.values_list("pk", flat=True))
        seen = {name: actor.sees(model.objects) for name, actor in world.everybody.items()}
        assert seen == {name: set() if name in {"sam", "dan", "noor"} else texts for name in world.everybody}
    assert len(texts) >= 3


# --- What may be written --------------------------------------------------------------


def signature_of(actor, version, **changes) -> Signature:
    fields = {"id": uuid4(), "version": version, "signer": actor.user, "event_id": uuid4(), "paper_id": None}
    return Signature(**fields | changes)


def refused_by_fence(actor, row, *, reader: int | None = None) -> bool:
    """Whether the database refuses the row, with no action in its way."""
    with actor.acting() as viewer, reading_as(reader or viewer.principal):
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except DatabaseError:
            return True
    return False


def test_the_fence_lets_those_sign_who_are_asked(world, trust):
    assert not refused_by_fence(world.cara, signature_of(world.cara, trust.first))


@pytest.mark.parametrize("name", ["xavier", "dan", "mia", "omar"])
def test_nobody_signs_what_they_are_not_asked_for(world, trust, name):
    actor = getattr(world, name)
    has_signed_before = name == "xavier"

    assert refused_by_fence(actor, signature_of(actor, trust.first, paper_id=uuid4() if has_signed_before else None))
    if not has_signed_before:  # His first signature would be given back, which opens nothing.
        with actor.acting() as viewer, as_tables_owner(), pytest.raises(Unseen):
            sign(trust.first, on=trust.paper.guarded, by=viewer, evidence=evidence(name))


def test_nobody_signs_in_anothers_name(world, trust):
    assert refused_by_fence(world.dan, signature_of(world.cara, trust.first))
    assert refused_by_fence(world.bob, signature_of(world.cara, trust.first))


def test_an_old_version_cannot_be_signed_once_another_is_asked_for(world, trust, second):
    with world.alice.acting() as alice:
        adopt(second, on=trust.paper.guarded, by=alice)

    assert refused_by_fence(world.cara, signature_of(world.cara, trust.first))
    with world.cara.acting() as cara, as_tables_owner(), pytest.raises(Unseen):
        sign(trust.first, on=trust.paper.guarded, by=cara, evidence=evidence("cara"))


def test_a_version_that_no_paper_asks_for_yet_cannot_be_signed(world, trust, second):
    assert refused_by_fence(world.cara, signature_of(world.cara, second))
    with world.cara.acting() as cara, as_tables_owner(), pytest.raises(Unseen):
        sign(second, on=trust.paper.guarded, by=cara, evidence=evidence("cara"))


def test_nothing_is_signed_for_another_paper_than_the_one_that_asks(world, trust):
    with world.alice.acting() as alice:
        text = write_agreement(Wording(title="Each", in_short="", text="x"), by=alice, is_per_paper=True)
        asking, requirement = paper_under(text, by=alice)
        other, _ = paper_under(text, by=alice, words=WORDS)
        give(Right.READ, on=asking.guarded, to=world.cara.user.pk, by=alice, requirement=requirement)

    assert refused_by_fence(world.cara, signature_of(world.cara, text, paper_id=other.pk))
    assert refused_by_fence(world.cara, signature_of(world.cara, text, paper_id=None))
    assert refused_by_fence(world.cara, signature_of(world.cara, trust.first, paper_id=trust.paper.pk))
    with world.cara.acting() as cara, as_tables_owner(), pytest.raises(Unseen):
        sign(text, on=other.guarded, by=cara, evidence=evidence("cara"))


def test_without_a_verified_address_nothing_is_signed(world, trust):
    cara = world.cara.user.pk
    EmailAddress.objects.filter(user=cara).update(verified=False)

    assert refused_by_fence(world.cara, signature_of(world.cara, trust.first))
    assert refused_by_fence(world.cara, signature_of(world.cara, trust.first), reader=cara)
    with world.cara.acting() as nobody, as_tables_owner(), pytest.raises(Unseen):
        sign(trust.first, on=trust.paper.guarded, by=nobody, evidence=evidence("cara"))


def test_texts_are_written_by_their_owner_alone(world, trust):
    words = {"title": "t", "in_short": "", "text": "t", "sha256": "0" * 64}

    assert refused_by_fence(world.bob, AgreementVersion(agreement=trust.first.agreement, number=2, **words))
    assert refused_by_fence(world.bob, Agreement(owner=world.alice.user))
    assert refused_by_fence(world.bob, Agreement(owner=None))
    assert refused_by_fence(world.bob, Requirement(guarded=trust.paper.guarded))
    assert refused_by_fence(
        world.bob,
        RequiredAgreement(requirement=trust.requirement, agreement=trust.first.agreement, version=trust.first),
    )


@pytest.mark.parametrize("name", ["alice", "bob"])
@pytest.mark.parametrize("model", [Signature, AgreementVersion, Agreement, Requirement])
def test_what_was_signed_and_asked_is_never_changed_or_deleted(world, trust, name, model):
    with getattr(world, name).acting():
        key = model._meta.pk.name
        for change in (lambda rows: rows.update(**{key: uuid4()}), lambda rows: rows._raw_delete("default")):
            before = set(model.objects.values_list("pk", flat=True))
            try:
                with transaction.atomic():
                    change(model.objects.all())
            except DatabaseError:
                pass
            assert set(model.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("model", [Signature, AgreementVersion])
def test_not_even_the_tables_owner_changes_or_deletes_them(trust, model):
    for change in (lambda rows: rows.update(id=uuid4()), lambda rows: rows._raw_delete("default")):
        with as_tables_owner(), pytest.raises(DatabaseError, match="are never changed"), transaction.atomic():
            change(model.objects.all())


def test_a_reader_cannot_move_what_a_paper_asks_for(world, trust, second):
    with world.bob.acting():
        moved = RequiredAgreement.objects.update(version=second)

    assert moved == 0
