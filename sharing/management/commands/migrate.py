"""``manage.py migrate``, as the owner of the tables."""

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from sharing.access.fence.install import install
from sharing.agreements.starting import load_starting_texts
from sharing.base.postgresql.roles import prepare_role
from sharing.discovery.search.install import install as install_search
from sharing.discovery.search.install import uninstall as uninstall_search


class Command(migrate.Command):
    """Migrates as the owner: makes the application's role before, and puts up the fence after.

    A database at the newest point of history then keeps an index to search, and is given the starting texts.
    """

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args, **options):
        if options["check_unapplied"] or options["plan"]:
            super().handle(*args, **options)
            return

        owner = connections[options["database"]]
        prepare_role(owner)
        uninstall_search(owner)
        super().handle(*args, **options)
        install(owner)
        if _is_up_to_date(owner):
            install_search(owner)
            load_starting_texts(using=options["database"])


def _is_up_to_date(connection) -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
