"""``manage.py verify_audit``: is the record still what was sealed?"""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError

from sharing.audit.verifying import verify


class Command(BaseCommand):
    help = "Recomputes every chain of the record, and names each row and link that is wrong. Exits 1 if any is."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--minutes", type=int, default=10, help="How long a row may wait to be sealed (default: %(default)s)."
        )

    def handle(self, *args, **options) -> None:  # noqa: ARG002 -- Django passes both
        faults = 0

        def report(fault: str) -> None:
            nonlocal faults
            faults += 1
            self.stderr.write(fault)

        chains = verify(report, longest_wait=timedelta(minutes=options["minutes"]))

        if faults:
            raise CommandError(f"The record does not hold: {faults} found.")
        for walked in chains:
            self.stdout.write(f"{walked.chain}: {walked.links} links seal {walked.rows} rows, head {walked.head.hex()}")
