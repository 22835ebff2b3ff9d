"""The rows of the record. Each names people by principal number and things by kind and id.

Events, readings and seals are never changed (``sharing.access.fence.tables``
holds the owner to that, too); the two queues empty themselves; personal
values can be erased.
"""

import uuid

from django.db import models
from django.db.models import Q

from sharing.base.clock import now


class Chain(models.TextChoices):
    """The chains there are. Each counts its own links from 1."""

    ACTS = "acts", "what was done"
    READS = "reads", "who opened what"


class Event(models.Model):
    """Something that happened, inserted in the transaction of the act itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=now)
    kind = models.CharField(max_length=64)
    by = models.BigIntegerField(null=True, help_text="The principal who did it; null for the system.")
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=64)
    facts = models.JSONField(default=dict, help_text="Ids, numbers and hashes; never words.")
    commitments = models.JSONField(default=dict, help_text="Personal field to the SHA-256 of its salt and value.")

    class Meta:
        indexes = [models.Index(fields=["about_kind", "about_id", "at"], name="event_about")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Reading(models.Model):
    """One opening of one thing by one member."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=now)
    by = models.BigIntegerField()
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["about_kind", "about_id", "at"], name="reading_about")]

    def __str__(self) -> str:
        return f"reading {self.id}"


class ErasableValue(models.Model):
    """A personal value an event committed to, and the salt of that commitment. Erasing it breaks no seal."""

    pk = models.CompositePrimaryKey("event_id", "field")
    event_id = models.UUIDField()
    field = models.CharField(max_length=40)
    by = models.BigIntegerField(null=True, help_text="As in the event: whose values these are.")
    salt = models.BinaryField()
    value = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["by"], name="erasable_by")]

    def __str__(self) -> str:
        return f"{self.field} of {self.event_id}"


class Unsealed(models.Model):
    """A row that no chain holds yet. Born with the row and gone with its seal, so nothing is skipped or searched."""

    row_id = models.UUIDField(primary_key=True)
    chain = models.CharField(max_length=10, choices=Chain)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["chain", "at", "row_id"], name="unsealed_in_order")]

    def __str__(self) -> str:
        return f"{self.row_id} waits for {self.chain}"


class Seal(models.Model):
    """One link of a chain. ``sharing.audit.canonical`` says what its hash covers."""

    pk = models.CompositePrimaryKey("chain", "number")
    chain = models.CharField(max_length=10, choices=Chain)
    number = models.BigIntegerField()
    event_id = models.UUIDField(null=True, unique=True, help_text="The event it seals; null where it seals readings.")
    previous_hash = models.BinaryField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "previous_hash"], name="chain_never_forks"),
            models.CheckConstraint(
                condition=Q(chain=Chain.ACTS, event_id__isnull=False) | Q(chain=Chain.READS, event_id__isnull=True),
                name="seal_names_an_event_if_it_seals_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.number}"


class SealedReading(models.Model):
    """Which link of the chain of reads holds a reading, and by which digest."""

    reading_id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField()
    digest = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["number", "reading_id"], name="sealed_reading_in_order")]

    def __str__(self) -> str:
        return f"{self.reading_id} in reads {self.number}"


class Outbox(models.Model):
    """An event somebody may have to be told of. Gone once they are."""

    event_id = models.UUIDField(primary_key=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["next_attempt_at"], name="outbox_next")]

    def __str__(self) -> str:
        return f"{self.event_id} waits to be told"
