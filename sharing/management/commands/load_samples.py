"""``manage.py load_samples``: fill a local site with a small believable one, and say how to sign in."""

import secrets

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from sharing.journeys.samples.loading import load_samples


class Command(BaseCommand):
    help = "Fill an empty local site with sample members, groups and papers."

    def handle(self, *_args: object, **_options: object) -> None:
        if not settings.IS_LOCAL:
            raise CommandError("Sample members have a password that was printed: only a local site gets them.")
        if User.objects.exists():
            raise CommandError("There are members here already: samples are for an empty site.")

        password = secrets.token_urlsafe(9)
        people = load_samples(password=password)

        self.stdout.write(f"Sign in with one of these addresses and the password {password}")
        width = max(len(person.address) for person in people)
        for person in people:
            self.stdout.write(f"  {person.address.ljust(width)}  {person.name} {person.does}")
