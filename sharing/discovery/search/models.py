"""What full-text search looks in: kept by the database itself (``index.sql``), and read by its one door alone."""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from sharing.access.rungs import Rung
from sharing.base.guarded import GuardedManager
from sharing.base.rights import Right
from sharing.discussion.models import Comment
from sharing.papers.models import Paper


class Searchable(models.Model):
    """The words by which one audience finds a paper at its latest version, or finds a comment on it."""

    class Level(models.IntegerChoices):
        """What may be read by those who find it by these words: of a paper, the right they hold and none higher."""

        CARD = Right.SEE
        ABSTRACT = Right.ABSTRACT
        TEXT = Right.READ
        COMMENT = Right.COMMENT

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+", db_index=False)
    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="+", null=True)
    number = models.PositiveIntegerField("number of the version")
    level = models.PositiveSmallIntegerField(choices=Level)
    rung = models.CharField("rung a comment was written on", max_length=7, choices=Rung, blank=True, default="")
    written_at = models.DateTimeField()
    document = SearchVectorField()

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "level"], condition=Q(comment=None), name="one_row_per_paper_and_level"
            ),
            models.CheckConstraint(
                condition=Q(comment=None) ^ Q(level=Right.COMMENT), name="comments_have_their_level"
            ),
        ]
        indexes = [
            # Without a list of what is yet to be indexed, which each search would read through.
            GinIndex(fields=["document"], name="search_of_papers", fastupdate=False, condition=Q(level__lt=4)),
            GinIndex(fields=["document"], name="search_of_comments", fastupdate=False, condition=Q(level=4)),
        ]

    def __str__(self) -> str:
        return f"searchable {self.id}"
