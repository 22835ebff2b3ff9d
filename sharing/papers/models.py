"""The work: papers, who wrote them, and their versions in three layers.

A paper's own row holds no words. Each layer of words is a table of its own, so
that each has its own audience in the database as well.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from sharing.access.models import Guarded
from sharing.base.clock import now
from sharing.base.guarded import GuardedManager

TITLE_LENGTH = 300
SUMMARY_LENGTH = 1000
ABSTRACT_LENGTH = 10_000
NAME_LENGTH = 100
WHAT_CHANGED_LENGTH = 1000
REASON_LENGTH = 1000


class Paper(models.Model):
    """A piece of work: its state, and no word of it."""

    audit_name = "paper"

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        SHARED = "shared", "shared"
        PUBLISHED = "published", "published"
        WITHDRAWN = "withdrawn", "withdrawn"
        ERASED = "erased", "erased"

    guarded = models.OneToOneField(Guarded, on_delete=models.PROTECT, primary_key=True, related_name="paper")
    submitter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(default=now, editable=False)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "shared", "published", "withdrawn", "erased"]),
                name="paper_state_is_known",
            )
        ]

    def __str__(self) -> str:
        return f"paper {self.pk}"


class Author(models.Model):
    """One name in the byline, for everybody who sees the paper: a member's, who has said yes to it, or just a name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="authors")
    position = models.PositiveSmallIntegerField()
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    name = models.CharField(max_length=200)
    affiliation = models.CharField(max_length=200, blank=True)
    is_corresponding = models.BooleanField("corresponding author", default=False)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "position"], name="one_author_per_place_in_the_byline"),
            models.UniqueConstraint(fields=["paper", "member"], name="one_place_in_the_byline_per_member"),
        ]

    def __str__(self) -> str:
        return f"author {self.id}"


class AskedAuthor(models.Model):
    """A handle that an owner would have in the byline, until its member says yes: known to owners and member alone.

    One that nobody has stands here without a member, and waits for good.
    """

    class End(models.TextChoices):
        ACCEPTED = "accepted", "accepted"
        DECLINED = "declined", "declined"
        TAKEN_BACK = "taken-back", "taken back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()  # Among authors and asked together.
    handle = models.CharField(max_length=30)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    affiliation = models.CharField(max_length=200, blank=True)
    is_corresponding = models.BooleanField("corresponding author", default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now, editable=False)
    ended_as = models.CharField(max_length=10, choices=End, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "handle"], condition=Q(ended_at=None), name="one_asked_author_per_handle_and_paper"
            ),
            models.CheckConstraint(
                condition=Q(ended_as="", ended_at=None)
                | Q(ended_as__in=["accepted", "declined", "taken-back"], ended_at__isnull=False),
                name="asked_author_says_how_it_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"asked author {self.id}"


class WorkingCopy(models.Model):
    """What the authors are writing: seen by them alone until it becomes a version."""

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, primary_key=True, related_name="working_copy")
    title = models.CharField(max_length=TITLE_LENGTH)
    summary = models.TextField("safe summary", max_length=SUMMARY_LENGTH, blank=True)
    abstract = models.TextField(max_length=ABSTRACT_LENGTH, blank=True)
    body = models.TextField(blank=True)
    bibliography = models.TextField(blank=True)
    saved_at = models.DateTimeField(default=now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )  # Unknown of what was last saved before this was noted.

    objects = GuardedManager()

    class Meta:
        verbose_name_plural = "working copies"

    def __str__(self) -> str:
        return f"working copy of {self.pk}"


class Version(models.Model):
    """A numbered state of a paper, as it will always stand; its words lie in the three layers."""

    audit_name = "version"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=now, editable=False)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="one_version_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="versions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"version {self.id}"


class Provenance(models.Model):
    """Who made a version, and the hash of its words, which stays when they are erased: for its authors and editors.

    Who may edit is on the whitelist, and a hash over all layers confirms a guess at those one may not read.
    """

    version = models.OneToOneField(Version, on_delete=models.PROTECT, primary_key=True, related_name="provenance")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField("SHA-256 over its layers, in hexadecimal", max_length=64)

    objects = GuardedManager()

    class Meta:
        verbose_name_plural = "provenance"

    def __str__(self) -> str:
        return f"provenance of {self.pk}"


class Withdrawal(models.Model):
    """Why and by whom a published paper was withdrawn: for its owners, and erased with its words.

    Where a note stands in the paper's place, everybody who opens its address reads the reason, and not by whom.
    """

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, primary_key=True, related_name="withdrawal")
    reason = models.TextField(max_length=REASON_LENGTH, blank=True)
    is_noted = models.BooleanField("a note stands in its place", default=False)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(default=now, editable=False)

    objects = GuardedManager()

    def __str__(self) -> str:
        return f"withdrawal of {self.pk}"


class Layer(models.Model):
    """The words of one version that share an audience. Erasing words deletes the row.

    ``paper`` and ``number`` repeat the version's, so that the guard and the
    fence need not fetch it for each row; a foreign key on both holds them equal.
    """

    version = models.OneToOneField(Version, on_delete=models.PROTECT, primary_key=True, related_name="%(class)s")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()

    objects = GuardedManager()

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="one_%(class)s_per_version")]

    def __str__(self) -> str:
        return f"{type(self).__name__} of {self.pk}"


class Card(Layer):
    """What may be known of a version by everyone who may know that it exists."""

    title = models.CharField(max_length=TITLE_LENGTH)
    summary = models.TextField(max_length=SUMMARY_LENGTH, blank=True)
    name = models.CharField("the version's name", max_length=NAME_LENGTH, blank=True)


class Abstract(Layer):
    """What whoever may read the abstract reads."""

    text = models.TextField(max_length=ABSTRACT_LENGTH, blank=True)


class Body(Layer):
    """The paper's text, the BibTeX it cites from, and what changed in them, which tells of them."""

    text = models.TextField(blank=True)
    bibliography = models.TextField(blank=True)
    what_changed = models.TextField(max_length=WHAT_CHANGED_LENGTH, blank=True)
