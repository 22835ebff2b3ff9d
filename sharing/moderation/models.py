"""Reports, what was passed on with them, who made them, and what was decided.

Each has an audience of its own, so each is a table of its own: a paper's
authors learn that something was reported, and neither by whom nor in which
words.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from sharing.access.models import Guarded
from sharing.base.clock import now
from sharing.base.guarded import GuardedManager
from sharing.moderation.oversight import InviteOverview, SiteSettings

__all__ = ["Decision", "Filing", "InviteOverview", "PassedOn", "Report", "SiteSettings"]

WORDS_LENGTH = 2000
REASON_LENGTH = 500


class Report(models.Model):
    """That something was brought to the moderators: what, by opaque id, and how it stands. It has no words."""

    audit_name = "report"

    class Kind(models.TextChoices):
        PAPER = "paper", "A paper"
        COMMENT = "comment", "A comment"

    class State(models.TextChoices):
        OPEN = "open", "open"
        DISMISSED = "dismissed", "dismissed"
        HIDDEN = "hidden", "hidden"
        RESTORED = "restored", "restored"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    about = models.UUIDField("id of what is reported")
    guarded = models.ForeignKey(
        Guarded, on_delete=models.PROTECT, related_name="reports", verbose_name="paper it belongs to"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(default=now, editable=False)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["paper", "comment"]), name="report_kind_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "dismissed", "hidden", "restored"]), name="report_state_is_known"
            ),
        ]
        indexes = [models.Index(fields=["state", "made_at", "id"], name="reports_by_state")]

    def __str__(self) -> str:
        return f"report {self.id}"


class Filing(models.Model):
    """Who made a report: known to nobody but themselves."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, primary_key=True, related_name="filing")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = GuardedManager()

    def __str__(self) -> str:
        return f"filing of {self.pk}"


class PassedOn(models.Model):
    """What the reporter chose to pass on, word for word as they previewed it. Never an abstract, never a body."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, primary_key=True, related_name="passed_on")
    words = models.TextField("the reporter's own words", max_length=WORDS_LENGTH)
    name = models.CharField("the reporter's name", max_length=100, blank=True)
    comment = models.TextField("the comment's text", blank=True)
    title = models.CharField("the paper's title", max_length=300, blank=True)
    summary = models.TextField("the paper's safe summary", blank=True)

    objects = GuardedManager()

    class Meta:
        verbose_name = verbose_name_plural = "passed on"

    def __str__(self) -> str:
        return f"passed on with {self.pk}"


class Decision(models.Model):
    """What a moderator decided on a report, and why. Kept for good."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Report.State)
    reason = models.CharField(max_length=REASON_LENGTH)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=now, editable=False)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["dismissed", "hidden", "restored"]), name="decision_outcome_is_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_says_why"),
            # A report passes through each state once; so do its decisions.
            models.UniqueConstraint(fields=["report", "outcome"], name="one_decision_per_outcome"),
        ]

    def __str__(self) -> str:
        return f"decision {self.id}"
