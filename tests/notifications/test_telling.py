"""From the outbox to notices: once each, in the act's own transaction, and without a broker if need be."""

import logging

import pytest
from django.core import mail
from django.db import transaction

from sharing.access.actions import revoke
from sharing.audit.models import Event, Outbox
from sharing.base.reader import SystemWork, reading_as_system
from sharing.notifications import telling
from sharing.notifications.models import Delivery
from tests.notifications.conftest import mail_deliveries, post, tell, told

pytestmark = pytest.mark.django_db


def test_an_act_that_was_rolled_back_is_told_to_nobody(world, shares):
    with transaction.atomic():
        shares(world.bob)
        transaction.set_rollback(True)
    assert (tell(), told(), post()) == ([], [], [])


def test_an_event_is_told_once_however_often_it_is_tried(world, shares):
    shares(world.bob)
    with reading_as_system(SystemWork.BUILD_TESTS):
        event = Event.objects.get(pk=Outbox.objects.get().event_id)

    deliveries = [telling.tell(event) for _ in range(3)]

    assert [len(each) for each in deliveries] == [2, 0, 0]  # In the inbox, and by mail.
    assert told() == [("bob", "shared")]


def test_telling_is_all_or_nothing(world, shares, monkeypatch):
    shares(world.bob)

    def fail(*_args, **_kwargs):
        raise RuntimeError("Canarytitle")

    with monkeypatch.context() as patched:
        patched.setattr(Delivery, "by_mail", fail)
        assert tell() == []
    with reading_as_system(SystemWork.BUILD_TESTS):
        assert Outbox.objects.count() == 1
        Outbox.objects.update(next_attempt_at=Event.objects.get(pk=Outbox.objects.get().event_id).at)
    assert told() == []

    tell()
    assert told() == [("bob", "shared")]


def test_an_event_that_fails_keeps_the_others_not_waiting_and_no_word_of_it_is_logged(
    world, shares, monkeypatch, caplog
):
    shares(world.bob)
    shares(world.dan)
    told_of = telling.tell
    calls = []

    def fail_once(event):
        calls.append(event)
        if len(calls) == 1:
            raise RuntimeError("Canarytitle")
        return told_of(event)

    monkeypatch.setattr(telling, "tell", fail_once)
    with caplog.at_level(logging.DEBUG):
        tell()

    assert told() == [("dan", "shared")]
    assert [line.getMessage() for line in caplog.records if line.levelno >= logging.ERROR] == [
        f"Event {calls[0].pk} could not be told: RuntimeError."
    ]
    assert "Canary" not in caplog.text


def test_without_a_broker_the_act_commits_and_a_sweep_delivers(
    world, shares, settings, django_capture_on_commit_callbacks
):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    with django_capture_on_commit_callbacks(execute=True):
        shares(world.bob)
    assert told() == []

    tell()

    assert (told(), post()) == ([("bob", "shared")], ["bob@example.org"])


def test_shared_and_taken_back_before_anybody_was_told(world, shares):
    grant = shares(world.bob)
    with world.alice.acting() as alice:
        revoke(grant, by=alice)
    assert (tell(), told(), post(), mail_deliveries(), mail.outbox) == ([], [], [], [], [])
