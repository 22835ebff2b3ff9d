"""The doorways, and the clock that knocks."""

import pytest
from django.conf import settings

from sharing.celery import app
from sharing.notifications import posting, tasks
from tests.notifications.conftest import mail_deliveries, tell, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_once(monkeypatch):
    """Deliveries are posted as soon as they are sent to the queue."""
    monkeypatch.setattr(tasks.deliver, "apply_async", lambda arguments, **_: tasks.deliver(*arguments))


def test_draining_tells_and_posts(world, shares, at_once):
    shares(world.bob)
    tasks.drain_outbox()
    assert (told(), mail_deliveries()) == ([("bob", "shared")], [("sent", "")])


def test_the_sweep_posts_what_was_left(world, shares, at_once):
    shares(world.bob)
    tell()
    tasks.sweep_deliveries()
    assert mail_deliveries() == [("sent", "")]


def test_every_sweep_of_the_schedule_is_a_task():
    app.loader.import_default_modules()
    wanted = {each["task"]: each["schedule"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    assert wanted == {
        "sharing.audit.tasks.seal_events": 5,
        "sharing.audit.tasks.seal_readings": 60,
        "sharing.notifications.tasks.drain_outbox": 10,
        "sharing.notifications.tasks.sweep_deliveries": 30,
        "sharing.papers.tasks.delete_discarded_files": 60,
        "sharing.papers.tasks.delete_orphaned_files": 3600,
    }
    assert wanted.keys() - app.tasks.keys() == set()


def test_a_task_ends_long_before_its_claim_does():
    assert posting.FIRST_WAIT.total_seconds() / 2 > tasks.HARD_LIMIT
