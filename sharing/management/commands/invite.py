"""``manage.py invite ADDRESS``: let the first person into an empty site."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.forms import ValidationError
from django.urls import reverse

from accounts.invites.actions import invite_from_the_command_line


class Command(BaseCommand):
    help = "Makes an invite for one address, and prints its link once."

    def add_arguments(self, parser):
        parser.add_argument("address")
        parser.add_argument(
            "--staff", action="store_true", help="the account becomes a moderator and may use the admin"
        )

    def handle(self, *args, address: str, staff: bool, **options):  # noqa: ARG002 -- Django's
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError("That is not an email address.") from error

        _, token = invite_from_the_command_line(address, makes_staff=staff)
        self.stdout.write(settings.SITE_URL + reverse("invite_link", args=[token]))
