"""``manage.py migrate``, as the owner of the tables."""

from django.core.management.commands import migrate
from django.db import connections

from sharing.access.fence.install import install
from sharing.base.postgresql.roles import prepare_role


class Command(migrate.Command):
    """Migrates as the owner: makes the application's role before, and puts up the fence after."""

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args, **options):
        if options["check_unapplied"] or options["plan"]:
            super().handle(*args, **options)
            return

        prepare_role(connections[options["database"]])
        super().handle(*args, **options)
        install(connections[options["database"]])
