"""Where an imported paper came from, so that the same source is not imported twice."""

from django.conf import settings
from django.db import models

from sharing.base.guarded import GuardedManager
from sharing.papers.models import Paper


class ImportedPaper(models.Model):
    """One source that one member has imported. Nobody else sees it; the source is kept as a hash."""

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, primary_key=True, related_name="+")
    importer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    source_sha256 = models.CharField("SHA-256 of the source's id or text", max_length=64)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["importer", "source_sha256"], name="one_import_per_member_and_source")
        ]

    def __str__(self) -> str:
        return f"import of {self.pk}"
