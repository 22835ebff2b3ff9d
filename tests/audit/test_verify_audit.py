import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sharing.audit.models import Seal
from sharing.audit.sealing import seal_events, seal_readings
from sharing.base.reader import SystemWork, reading_as_system

pytestmark = pytest.mark.django_db


def verify_audit(**options) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_audit", stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error} exit {error.returncode}"
    return out.getvalue(), err.getvalue()


def test_a_whole_record_says_how_far_it_was_walked_and_its_heads(act, read):
    act()
    act()
    read()
    read()
    seal_events()
    seal_readings()
    with reading_as_system(SystemWork.BUILD_TESTS):
        acts = Seal.objects.get(chain="acts", number=2).hash.hex()
        reads = Seal.objects.get(chain="reads", number=1).hash.hex()

    assert verify_audit() == (
        f"acts: 2 links seal 2 rows, head {acts}\nreads: 1 links seal 2 rows, head {reads}\n",
        "",
    )


def test_an_empty_record_holds():
    assert verify_audit() == (
        f"acts: 0 links seal 0 rows, head {'0' * 64}\nreads: 0 links seal 0 rows, head {'0' * 64}\n",
        "",
    )


def test_a_broken_record_names_what_is_wrong_and_exits_1(act, as_owner):
    event = act()
    seal_events()
    with as_owner("sharing_event") as owner:
        owner.execute("UPDATE sharing_event SET kind = 'paper.closed'")

    assert verify_audit() == (
        "",
        f"acts 1: event {event.id} does not match its seal.\nThe record does not hold: 1 found. exit 1",
    )


def test_how_long_a_row_may_wait_is_asked_for(act, clock):
    act()
    clock.advance(minutes=3)
    assert verify_audit()[1] == ""
    assert re.fullmatch(
        r"Row \S{36}: waits for acts since 2025-03-01 12:00.\nThe record does not hold: 1 found. exit 1",
        verify_audit(minutes=2)[1],
    )
