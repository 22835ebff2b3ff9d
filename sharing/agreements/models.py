"""Agreements: texts, their numbered versions, and who signed which."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from sharing.agreements.canonical import BETWEEN
from sharing.base.clock import now
from sharing.base.guarded import GuardedManager


def reference_of(key: uuid.UUID) -> str:
    """What a person can read out: the beginning of the key, ``1A2B-3C4D-5E6F``."""
    code = key.hex[:12].upper()
    return "-".join((code[:4], code[4:8], code[8:]))


class Agreement(models.Model):
    """A text that is signed. It holds no words itself: its versions do.

    Without an owner it is one of the site's templates, which are copied and
    never asked for themselves.
    """

    audit_name = "agreement"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="agreements", null=True, blank=True
    )
    is_per_paper = models.BooleanField("signed for each paper anew", default=False)
    created_at = models.DateTimeField(default=now, editable=False)

    objects = GuardedManager()

    def __str__(self) -> str:
        return f"agreement {self.id}"


class AgreementVersion(models.Model):
    """The words of an agreement, as they will always stand."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    in_short = models.TextField(max_length=1000)
    text = models.TextField()
    sha256 = models.CharField("SHA-256 of the canonical text, in hexadecimal", max_length=64)
    what_changed = models.TextField(max_length=1000, blank=True)
    created_at = models.DateTimeField(default=now, editable=False)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="one_agreement_text_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="agreement_versions_count_from_one"),
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="agreement_hash_is_a_sha256"),
            # The hash is taken over all three with a form feed between them: one inside would let words move across.
            models.CheckConstraint(
                condition=~Q(title__contains=BETWEEN) & ~Q(in_short__contains=BETWEEN) & ~Q(text__contains=BETWEEN),
                name="agreement_words_hold_no_form_feed",
            ),
        ]

    def __str__(self) -> str:
        return f"agreement version {self.id}"

    @property
    def points(self) -> list[str]:
        """The short form, a sentence each."""
        return [line.strip() for line in self.in_short.splitlines() if line.strip()]


class Signature(models.Model):
    """A member's consent to one agreement version, for good.

    Whoever signed, with which name, from where and on what page stands in the
    audit event named here, in the form that can be erased without breaking the
    chain. ``paper_id`` is set where the agreement is signed for each paper anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="signatures")
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="signatures")
    paper_id = models.UUIDField(null=True, blank=True)
    event_id = models.UUIDField()
    signed_at = models.DateTimeField(default=now, editable=False)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signer", "version", "paper_id"], nulls_distinct=False, name="one_signature_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"signature {self.id}"

    @property
    def reference(self) -> str:
        return reference_of(self.id)
