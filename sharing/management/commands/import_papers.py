"""``manage.py import_papers PATH --as HANDLE --group ID``: bring in papers that were written elsewhere."""

from collections import Counter
from enum import Enum, auto
from pathlib import Path
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.viewer import Viewer
from sharing.base.reader import reading_as
from sharing.base.refusals import Refused
from sharing.groups.models import Group
from sharing.journeys.importing.actions import import_paper, papers_at
from sharing.journeys.importing.sources import Fault, Found


class Outcome(Enum):
    IMPORTED = auto()
    THERE_ALREADY = auto()
    FAULTY = auto()


class Command(BaseCommand):
    help = (
        "Imports a folder of Markdown files, or a file of arXiv records with a JSON object a line, as papers of a "
        "member. What cannot be imported is named, the rest goes on, and the command exits with 1. What was imported "
        "before is left as it is."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--as", dest="handle", required=True, metavar="HANDLE", help="whose papers they become")
        parser.add_argument("--group", type=UUID, metavar="ID", help="a group of theirs that may read and discuss them")

    def handle(self, *args, path: Path, handle: str, group: UUID | None, **options) -> None:  # noqa: ARG002 -- Django's
        if not path.exists():
            raise CommandError(f"There is nothing at {path}.")
        viewer = _member(handle)
        with reading_as(viewer.principal):
            opened_to = _group(group, viewer) if group else None
            tally = Counter(self._outcome(found, opened_to, viewer) for found in papers_at(path))

        self.stdout.write(f"Imported: {tally[Outcome.IMPORTED]}. There already: {tally[Outcome.THERE_ALREADY]}.")
        if tally[Outcome.FAULTY]:
            raise CommandError(f"Not imported: {tally[Outcome.FAULTY]}.")

    def _outcome(self, found: Found | Fault, group: Group | None, viewer: Viewer) -> Outcome:
        if isinstance(found, Fault):
            return self._faulty(found.where, found.sentence)
        try:
            paper = import_paper(found, to=group, by=viewer)
        except Refused as refusal:
            return self._faulty(found.where, refusal.sentence)
        return Outcome.IMPORTED if paper else Outcome.THERE_ALREADY

    def _faulty(self, where: str, sentence: str) -> Outcome:
        self.stderr.write(f"{where}: {sentence}")
        return Outcome.FAULTY


def _member(handle: str) -> Viewer:
    viewer = Viewer.of(User.objects.filter(handle=handle).first())
    if not viewer.is_member:
        raise CommandError(f"There is no member in good standing with the handle {handle}.")
    return viewer


def _group(public_id: UUID, viewer: Viewer) -> Group:
    group = Group.objects.visible_to(viewer).filter(public_id=public_id).first()
    if group is None:
        raise CommandError("They are in no group with this ID.")
    return group
