"""``manage.py delete_orphaned_files``: the store without what no row names, however much that is."""

from django.core.management.base import BaseCommand

from sharing.papers.figures.discarding import delete_orphans


class Command(BaseCommand):
    help = (
        "Deletes every stored file older than a day that the database does not name. Be sure that it is the right one."
    )

    def handle(self, *args, **options):  # noqa: ARG002 -- the shape that Django calls
        self.stdout.write(f"Deleted {delete_orphans(most=None)} files.")
