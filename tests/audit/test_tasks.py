import pytest

from sharing.audit.models import Seal
from sharing.audit.nudge import TASKS
from sharing.audit.tasks import seal_events, seal_readings

pytestmark = pytest.mark.django_db


def test_the_doorways_seal_what_waits(act, read, as_system):
    act()
    read()
    seal_events()
    seal_readings()
    assert sorted(Seal.objects.values_list("chain", "number")) == [("acts", 1), ("reads", 1)]


def test_the_sealer_is_woken_under_its_own_name():
    assert seal_events.name == TASKS[0]
