"""Which number a published paper has, for good."""

import re
from typing import NamedTuple

from django.db import models

from sharing.base.guarded import GuardedManager
from sharing.papers.models import Paper

WRITTEN = re.compile(r"(?P<month>[0-9]{4})\.(?P<serial>[0-9]{5})(?:v(?P<version>[1-9][0-9]{0,5}))?", re.ASCII)


class Reference(NamedTuple):
    """A number as it stands in a citation: of a paper, or of one of its versions."""

    month: str
    serial: int
    version: int | None


class Identifier(models.Model):
    """The number of a paper: the month it was published in, and its place among those of that month."""

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, primary_key=True, related_name="+")
    month = models.CharField("year and month, YYMM", max_length=4)
    serial = models.PositiveIntegerField("counted from 1 in each month")

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "serial"], name="one_paper_per_identifier")]

    def __str__(self) -> str:
        return f"{self.month}.{self.serial:05d}"


def read_identifier(written: str) -> Reference | None:
    """``2611.00042`` or ``2611.00042v3``; None for anything else."""
    found = WRITTEN.fullmatch(written)
    if found is None:
        return None
    return Reference(found["month"], int(found["serial"]), int(found["version"]) if found["version"] else None)
