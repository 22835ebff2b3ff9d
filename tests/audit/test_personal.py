import pytest

from sharing.audit import Kind
from sharing.audit.models import ErasableValue
from sharing.audit.personal import commitment, erase_personal
from sharing.audit.sealing import seal_events
from tests.audit.conftest import ALICE, BOB

pytestmark = pytest.mark.django_db


def test_a_commitment_is_the_hash_of_salt_and_value():
    assert commitment(b"\x01" * 32, "Å") == "9d5e9acebd995761078fbcd3b0961058330f6421f6fed210f8f33f5d30a2efb5"


def fields_left() -> list[tuple[int, str]]:
    return list(ErasableValue.objects.order_by("by", "field").values_list("by", "field"))


def test_one_persons_values_go_and_the_chain_holds(act, faults, as_system):
    act(Kind.AGREEMENT_SIGNED, by=ALICE, personal={"name": "Alice", "ip": "192.0.2.1"})
    act(Kind.AGREEMENT_SIGNED, by=BOB, personal={"name": "Bob"})
    seal_events()

    assert erase_personal(by=ALICE) == 2

    assert fields_left() == [(BOB, "name")]
    assert faults() == []


def test_single_events_lose_their_values_sealed_or_not(act, faults, as_system):
    act(by=ALICE, personal={"ip": "192.0.2.1"})
    unsealed = act(by=ALICE, personal={"name": "Alice"})

    assert erase_personal(events=[unsealed.id]) == 1
    seal_events()

    assert fields_left() == [(ALICE, "ip")]
    assert faults() == []


def test_erasing_nobody_erases_nothing(act, as_system):
    act(personal={"ip": "192.0.2.1"})
    assert erase_personal() == 0
    assert fields_left() == [(ALICE, "ip")]
