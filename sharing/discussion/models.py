"""Comments, and how widely each was written."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from sharing.access.rungs import Rung
from sharing.base.clock import now
from sharing.base.guarded import GuardedManager
from sharing.papers.models import Paper

COMMENT_LENGTH = 20_000


class Comment(models.Model):
    """Something a member said about one version of a paper, or in answer to another comment on it.

    It keeps the rung it was written on, and is never wider than what it
    answers; both are about the same version. So whoever may see an answer may
    see what it answers. A deleted one keeps its place, and no words. One that
    moderators hid is its writer's alone until they restore it, and keeps its
    place for whoever sees an answer to it.
    """

    audit_name = "comment"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="comments", db_index=False)
    number = models.PositiveIntegerField("number of the version it is about")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="replies", null=True, blank=True)
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rung = models.CharField("rung it was written on", max_length=7, choices=Rung)
    text = models.TextField(max_length=COMMENT_LENGTH, blank=True)
    written_at = models.DateTimeField(default=now, editable=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField("when moderators hid it", null=True, blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="comment_rung_is_known"),
            models.CheckConstraint(
                condition=Q(deleted_at=None) ^ Q(text=""), name="comment_has_words_until_it_is_deleted"
            ),
            # What an answer's foreign key refers to, so that it is about the same version.
            models.UniqueConstraint(fields=["id", "paper", "number"], name="one_version_per_comment"),
        ]
        indexes = [models.Index(fields=["paper", "written_at"], name="comment_on_paper")]

    def __str__(self) -> str:
        return f"comment {self.id}"

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None
