"""``manage.py migrate``, as the owner of the tables."""

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from sharing.access.fence.install import install
from sharing.agreements.starting import load_starting_texts
from sharing.base.postgresql.roles import prepare_role


class Command(migrate.Command):
    """Migrates as the owner: makes the application's role before, and puts up the fence after.

    A database at the newest point of history is then given the starting texts.
    """

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
        if _is_up_to_date(connections[options["database"]]):
            load_starting_texts(using=options["database"])


def _is_up_to_date(connection) -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
