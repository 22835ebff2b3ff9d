"""What is listed."""

import uuid

from django.db import models


class Paper(models.Model):
    """A paper with all that an entry of a list shows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    state = models.CharField(max_length=10)
    title = models.CharField(max_length=300)
    summary = models.TextField()
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"paper {self.pk}"
