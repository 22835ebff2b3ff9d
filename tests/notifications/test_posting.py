"""A delivery is claimed by one, checked again as its recipient, and sent once."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, connections
from django.template import TemplateDoesNotExist

from sharing.access.actions import close, revoke
from sharing.access.denying import deny
from sharing.base.clock import now
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.refusals import Unseen
from sharing.notifications import posting
from sharing.notifications.choices import choose
from sharing.notifications.inbox import newest_notices, unread_count
from sharing.notifications.models import Delivery
from sharing.notifications.posting import FIRST_WAIT, MOST_ATTEMPTS, deliver_one, due_deliveries
from tests.notifications.conftest import mail_deliveries, post, tell

pytestmark = pytest.mark.django_db


def inbox_of(actor) -> tuple[int, int]:
    with actor.acting() as viewer:
        return len(newest_notices(viewer).entries), unread_count(viewer)


def test_one_mail_to_one_recipient(world, shares):
    shares(world.bob)
    tell()
    assert (post(), mail_deliveries(), inbox_of(world.bob)) == (["bob@example.org"], [("sent", "")], (1, 1))


@pytest.mark.parametrize("way", ["revoked", "denied", "closed"])
def test_access_lost_before_the_mail_leaves(world, paper, shares, way):
    grant = shares(world.bob)
    tell()
    with world.alice.acting() as alice:
        if way == "revoked":
            revoke(grant, by=alice)
        if way == "denied":
            deny("bob", on=paper.guarded, by=alice)
        if way == "closed":
            close(paper.guarded, by=alice)

    assert (post(), mail_deliveries(), inbox_of(world.bob)) == ([], [("dropped", "not-allowed")], (0, 0))


def test_what_was_signed_in_the_meantime_awaits_nothing(world, shares, signs, agreement):
    shares(world.cara, asks=agreement)
    tell()
    signs(world.cara)
    assert (post(), mail_deliveries()) == ([], [("dropped", "not-allowed")])


def test_a_suspended_member_gets_no_mail(world, shares):
    shares(world.bob)
    tell()
    world.suspend(world.bob)
    assert (post(), mail_deliveries()) == ([], [("dropped", "no-member")])


def test_mail_goes_to_no_address_that_was_not_shown_to_be_theirs(world, shares):
    shares(world.bob)
    tell()
    world.bob.user.emailaddress_set.create(email="other@example.org", verified=False, primary=False)
    world.bob.user.emailaddress_set.filter(verified=True).update(verified=False)
    assert (post(), mail_deliveries()) == ([], [("dropped", "no-member")])


def test_mail_that_is_not_wanted_is_dropped_and_the_inbox_has_it(world, shares):
    shares(world.bob)
    tell()
    with world.bob.acting() as bob:
        choose({"shared": False}, by=bob)
    assert (post(), mail_deliveries(), inbox_of(world.bob)) == ([], [("dropped", "unwanted")], (1, 1))


def test_delivering_twenty_times_sends_once(world, shares):
    shares(world.bob)
    [key] = tell()
    for _ in range(20):
        deliver_one(key)
    assert len(mail.outbox) == 1


def test_a_worker_killed_after_sending_repeats_the_mail_under_the_same_id(world, shares, clock, monkeypatch):
    shares(world.bob)
    [key] = tell()

    class Killed(BaseException):
        """As sudden as a signal."""

    def die(*_args, **_kwargs):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(posting, "_end", die)
        with pytest.raises(Killed):
            deliver_one(key)
    assert due_deliveries() == []

    clock.advance(seconds=FIRST_WAIT.total_seconds())
    post()
    clock.advance(days=2)
    post()

    assert len(mail.outbox) == 2
    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == 1
    assert mail_deliveries() == [("sent", "")]


def test_a_worker_that_lost_its_claim_changes_nothing_any_more(world, shares, clock):
    shares(world.bob)
    [key] = tell()
    with reading_as_system(SystemWork.BUILD_TESTS):
        slow = posting._claim(key)
        assert slow
        clock.advance(seconds=FIRST_WAIT.total_seconds())
        post()
        posting._put_off(slow, OSError())
    assert mail_deliveries() == [("sent", "")]


def test_a_mail_server_that_fails_is_tried_later_and_later_and_then_no_more(world, shares, clock, monkeypatch):
    monkeypatch.setattr(EmailBackend, "send_messages", fails_with(smtplib.SMTPServerDisconnected()))
    shares(world.bob)
    tell()
    waits = []
    while due_deliveries():
        post()
        waits.append(next_wait(clock))
        clock.advance(seconds=waits[-1].total_seconds())

    assert [wait / timedelta(minutes=5) for wait in waits[:9]] == [1, 2, 4, 8, 16, 32, 64, 128, 144]
    assert (len(waits), mail_deliveries()) == (MOST_ATTEMPTS, [("dropped", "given-up")])


@pytest.mark.parametrize("fault", [TemplateDoesNotExist("message.txt"), Unseen(), SoftTimeLimitExceeded()])
def test_a_letter_that_cannot_be_made_is_tried_so_often_and_no_more(world, shares, clock, monkeypatch, fault):
    tries = []

    def fails(delivery, *, to):
        tries.append(delivery.attempts)
        raise fault

    monkeypatch.setattr(posting, "letter", fails)
    shares(world.bob)
    tell()
    for _ in range(MOST_ATTEMPTS + 2):
        for key in due_deliveries():
            with suppress(type(fault)):
                deliver_one(key)
        clock.advance(days=1)

    assert tries == list(range(1, MOST_ATTEMPTS + 1))
    assert (mail_deliveries(), inbox_of(world.bob)) == ([("dropped", "given-up")], (1, 1))


def test_a_mail_server_that_comes_back_gets_it(world, shares, clock, monkeypatch):
    shares(world.bob)
    tell()
    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", fails_with(ConnectionRefusedError()))
        assert (post(), mail_deliveries()) == ([], [("pending", "")])
    assert post() == []

    clock.advance(seconds=FIRST_WAIT.total_seconds())
    assert (post(), mail_deliveries()) == (["bob@example.org"], [("sent", "")])


@pytest.mark.parametrize(("code", "outcome"), [(550, ("dropped", "refused")), (451, ("pending", ""))])
def test_a_recipient_refused_for_good_is_not_tried_again(world, shares, monkeypatch, code, outcome):
    refusal = smtplib.SMTPRecipientsRefused({"bob@example.org": (code, b"no")})
    monkeypatch.setattr(EmailBackend, "send_messages", fails_with(refusal))
    shares(world.bob)
    tell()
    assert (post(), mail_deliveries()) == ([], [outcome])


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_of_many_workers_at_once_one_sends(world, shares):
    workers = 6
    shares(world.bob)
    [key] = tell()
    barrier = Barrier(workers)

    def work(_number: int) -> None:
        try:
            barrier.wait()
            deliver_one(key)
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as threads:
        list(threads.map(work, range(workers)))
    connections["default"].close_pool()  # type: ignore[attr-defined]  # PostgreSQL's

    assert (len(mail.outbox), mail_deliveries()) == (1, [("sent", "")])


def fails_with(error: Exception):
    def send_messages(*_args, **_kwargs):
        raise error

    return send_messages


def next_wait(clock) -> timedelta:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return Delivery.objects.get(channel="mail").next_attempt_at - now()
