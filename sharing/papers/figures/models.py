"""What is known of an image; the image itself lies in the file store, under a name that nobody is told."""

import uuid
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from sharing.base.clock import now
from sharing.base.guarded import GuardedManager, GuardedQuerySet
from sharing.papers.models import Paper

NAME_LENGTH = 80
NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]*\.(png|jpg|jpeg)$"


class FigureQuerySet(GuardedQuerySet["Figure"]):
    """Figures that …"""

    def of_working_copy(self) -> Self:
        return self.filter(last_version=None)

    def of_version(self, number: int) -> Self:
        return self.filter(Q(last_version=None) | Q(last_version__gte=number), from_version__lte=number)


class Figure(models.Model):
    """An image that a paper's text shows by name. It never changes: another of that name takes its place.

    It belongs to the versions from ``from_version``, the one that was to be
    made next when it came, to ``last_version``, the newest one when it was
    replaced or removed; while that is null, to the working copy too.
    """

    class Kind(models.TextChoices):
        PNG = "image/png", "PNG"
        JPEG = "image/jpeg", "JPEG"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="figures")
    name = models.CharField(
        max_length=NAME_LENGTH,
        validators=[RegexValidator(NAME, "Use letters, digits, hyphens and underscores, and end in .png or .jpg.")],
    )
    from_version = models.PositiveIntegerField()
    last_version = models.PositiveIntegerField(null=True, blank=True)
    stored_as = models.CharField("its name in the file store", max_length=64, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    size = models.PositiveIntegerField("bytes")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_by = models.BigIntegerField()
    added_at = models.DateTimeField(default=now, editable=False)

    objects = FigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "name"], condition=Q(last_version=None), name="one_figure_per_name_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(last_version=None) | Q(last_version__gte=F("from_version")),
                name="figure_belongs_to_some_version",
            ),
            models.CheckConstraint(condition=Q(name__regex=NAME), name="figure_name_is_simple"),
            models.CheckConstraint(condition=Q(kind__in=["image/png", "image/jpeg"]), name="figure_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"figure {self.id}"


class DiscardedFile(models.Model):
    """A file that nothing names any more and the store still has to delete. The row goes once the store has said yes.

    It is written in the transaction of the act that gave the file up, and read by the system alone.
    """

    stored_as = models.CharField("its name in the file store", max_length=64, primary_key=True)
    discarded_at = models.DateTimeField(default=now, editable=False)

    objects = GuardedManager()

    class Meta:
        indexes = [models.Index(fields=["discarded_at"], name="discarded_longest")]

    def __str__(self) -> str:
        return f"discarded file {self.stored_as}"
