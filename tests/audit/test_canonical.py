"""The form that is hashed never changes: these literals were computed once, and hold for good."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from sharing.audit.canonical import (
    GENESIS,
    canonical,
    digest,
    event_form,
    link_form,
    link_hash,
    reading_form,
    timestamp,
)
from sharing.audit.models import Event, Reading

ID = UUID("0193b1d2-0000-7000-8000-0000000000ab")
AT = datetime(2025, 1, 31, 23, 59, 59, 1, tzinfo=UTC)


def test_an_event():
    event = Event(
        id=ID,
        at=AT,
        kind="grant.given",
        by=1001,
        about_kind="paper",
        about_id="42",
        facts={"version": 3, "to": 1002, "open": True, "until": None, "list": [1, "ab"]},
        commitments={"ip": "00" * 32},
    )
    assert event_form(event) == (
        b'{"about_id":"42","about_kind":"paper","at":"2025-01-31T23:59:59.000001Z","by":1001,'
        b'"commitments":{"ip":"0000000000000000000000000000000000000000000000000000000000000000"},'
        b'"facts":{"list":[1,"ab"],"open":true,"to":1002,"until":null,"version":3},"form":1,'
        b'"id":"0193b1d2-0000-7000-8000-0000000000ab","kind":"grant.given","row":"event"}'
    )


def test_a_reading():
    reading = Reading(id=ID, at=AT, by=1002, about_kind="version", about_id="7")
    assert reading_form(reading) == (
        b'{"about_id":"7","about_kind":"version","at":"2025-01-31T23:59:59.000001Z","by":1002,"form":1,'
        b'"id":"0193b1d2-0000-7000-8000-0000000000ab","row":"reading"}'
    )


def test_a_link():
    form = link_form(chain="acts", number=1, sealed_at=AT, rows=[b"\xab" * 32])
    assert form == (
        b'{"chain":"acts","form":1,"number":1,'
        b'"rows":["abababababababababababababababababababababababababababababababab"],'
        b'"sealed_at":"2025-01-31T23:59:59.000001Z"}'
    )
    assert link_hash(GENESIS, form) == hashlib.sha256(b"\0" * 32 + form).digest()
    assert link_hash(GENESIS, form).hex() == "4e9fc264b05b61a5b95f2446d82677e6d081032fcc1fc622f94737861a5a185f"


def test_a_digest_is_sha_256():
    assert digest(b"abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_times_are_utc_with_six_decimals():
    berlin = timezone(timedelta(hours=1))
    assert timestamp(datetime(2025, 2, 1, 0, 59, 59, tzinfo=berlin)) == "2025-01-31T23:59:59.000000Z"


def test_letters_beyond_ascii_are_escaped():
    assert canonical({"ö": "\N{SNOWMAN}"}) == b'{"\\u00f6":"\\u2603"}'


@pytest.mark.parametrize("tree", [0.5, {"a": 1.0}, {"a": [1, {"b": [float("nan")]}]}])
def test_floats_have_no_form(tree):
    with pytest.raises(ValueError, match="no canonical form for a float"):
        canonical(tree)
