"""The site's own texts, for members to copy and make theirs."""

from pathlib import Path
from uuid import UUID, uuid5

from django.db import transaction

from sharing.agreements.actions import Wording, version_saying
from sharing.agreements.canonical import canonical
from sharing.agreements.models import Agreement, AgreementVersion
from sharing.base.waiting import wait_for_turn

FOLDER = Path(__file__).with_name("starting_texts")
NAMES = UUID("6c1f8d7e-3f0a-4b52-9a53-0a3b1f6f2c11")  # With a file's name it makes a text's key.
IS_PER_PAPER = {"no_capabilities_use": False, "do_not_forward": False, "confidential_review": True}


def load_starting_texts(*, using: str) -> None:
    """Make the site's templates say what the files say: a new text, or one that changed, gets a new version.

    Runs after every migration and not as one: a migration happens once, so a
    database that was flushed would never have the texts again, and a changed
    word would need another. It records no event: a template binds nobody, and
    whoever copies it records the hash of what they took.
    """
    with transaction.atomic(using=using):
        wait_for_turn("starting texts", using=using)  # Two migrations at once load them one after the other.
        for name, is_per_paper in IS_PER_PAPER.items():
            template, _ = Agreement.objects.using(using).get_or_create(
                pk=uuid5(NAMES, name), defaults={"owner": None, "is_per_paper": is_per_paper}
            )
            _bring_up_to_date(template, wording_in(FOLDER / f"{name}.md"), using=using)


def wording_in(file: Path) -> Wording:
    """A file holds the title as a heading, the short form as a list, a line of three dashes, and the text."""
    head, text = canonical(file.read_text(encoding="utf-8")).split("\n---\n", 1)
    title, *points = filter(None, head.split("\n"))
    return Wording(
        title=title.removeprefix("# "),
        in_short="\n".join(point.removeprefix("- ") for point in points),
        text=text,
    )


def _bring_up_to_date(template: Agreement, wording: Wording, *, using: str) -> None:
    latest = AgreementVersion.objects.using(using).filter(agreement=template).order_by("-number").first()
    if latest and latest.sha256 == wording.sha256:
        return
    version = version_saying(wording, of=template, number=latest.number + 1 if latest else 1)
    version.save(using=using, force_insert=True)
