"""``manage.py check_worker``: whether a worker takes tasks from the queue and does them."""

import time
from uuid import uuid4

from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError

from sharing.base.tasks import answer, answer_key


class Command(BaseCommand):
    help = "Sends a task through the queue, and fails if no worker has done it in time."

    def add_arguments(self, parser):
        parser.add_argument("--within", type=float, default=30.0, metavar="SECONDS")

    def handle(self, *args, **options):  # noqa: ARG002 -- the shape that Django calls
        within = options["within"]
        question = uuid4().hex
        give_up_at = time.monotonic() + within

        answer.delay(question)
        while not cache.get(answer_key(question)):
            if time.monotonic() > give_up_at:
                raise CommandError(f"No worker has done a task within {within:g} seconds.")
            time.sleep(0.05)

        self.stdout.write("A worker did the task.")
