"""``manage.py migrate``, as the owner of the tables."""

from django.core.management.commands import migrate
from django.db import connections

from sharing.base.postgresql.roles import prepare_role


class Command(migrate.Command):
    """Migrates as the owner, after making the role that the application works as."""

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args, **options):
        prepare_role(connections[options["database"]])
        super().handle(*args, **options)
