"""The site's settings with a clock that sweeps every second, and a post that can be made to die."""

from sharing.settings import *  # noqa: F403 -- all of them
from sharing.settings import CELERY_BEAT_SCHEDULE

CELERY_BEAT_SCHEDULE = {
    name: {**sweep, "schedule": 1, "options": {"expires": 30}} for name, sweep in CELERY_BEAT_SCHEDULE.items()
}
EMAIL_BACKEND = "tests.faults.post.Post"
