"""Who holds which right on which paper, and on what condition."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sharing.agreements.models import Agreement, AgreementVersion, Signature, reference_of
from sharing.base.clock import now
from sharing.base.guarded import GuardedManager
from sharing.base.rights import Right


class Guarded(models.Model):
    """What grants are given on: one row for each paper, and all that the policy reads of it.

    While it is closed, only its owners hold anything. It has no words and names
    nobody, so that the policy can read it for every grant without the fence.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    versions = models.PositiveIntegerField("number of its latest version, 0 before the first", default=0)
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"paper {self.id}"


class Closing(models.Model):
    """Why a paper is closed to all but its owners: as long as one of these lasts, it is."""

    class Because(models.TextChoices):
        AUTHORS_CLOSED = "authors", "its authors closed it"
        WITHDRAWN = "withdrawn", "it was withdrawn"
        HIDDEN = "hidden", "moderators have hidden it"
        ERASED = "erased", "its words were erased"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    guarded = models.ForeignKey(Guarded, on_delete=models.PROTECT, related_name="closings")
    because = models.CharField(max_length=10, choices=Because)
    closed_by = models.BigIntegerField()
    closed_at = models.DateTimeField(default=now)
    reopened_by = models.BigIntegerField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guarded", "because"], condition=Q(reopened_at=None), name="one_closing_per_reason_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"closing {self.id}"


class Requirement(models.Model):
    """The set of agreements that grants on one paper can ask for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    guarded = models.ForeignKey(Guarded, on_delete=models.PROTECT, related_name="requirements")
    created_at = models.DateTimeField(default=now, editable=False)

    objects = GuardedManager()

    def __str__(self) -> str:
        return f"requirement {self.id}"


class RequiredAgreement(models.Model):
    """One agreement of a requirement, at the version the paper's authors have adopted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="items")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField(default=now)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["requirement", "agreement"], name="one_version_of_each_required_agreement")
        ]

    def __str__(self) -> str:
        return f"required agreement {self.id}"


class Covered(models.Model):
    """A paper that a signature covered when its signer first opened it, at that version. For good.

    What the paper asks for by now, and whether they may still read it, is nothing to this.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="covered")
    guarded = models.ForeignKey(Guarded, on_delete=models.PROTECT, related_name="covered")
    version = models.PositiveIntegerField("number of the version that was opened")
    first_opened_at = models.DateTimeField(default=now, editable=False)

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["signature", "guarded"], name="one_first_opening_per_signature")]

    def __str__(self) -> str:
        return f"covered {self.id}"

    @property
    def reference(self) -> str:
        """What stands for the paper where it may no longer be named."""
        return reference_of(self.id)


class Grant(models.Model):
    """One principal's right on one paper. It is revoked or expires, and is never deleted.

    Where it asks for agreements it opens nothing until each is signed. Where it
    was written out for a member of a group, it lasts as long as that stay.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    guarded = models.ForeignKey(Guarded, on_delete=models.PROTECT, related_name="grants", db_index=False)
    principal = models.BigIntegerField()
    right = models.SmallIntegerField(choices=Right)
    from_version = models.PositiveIntegerField(default=1)
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="grants", null=True, blank=True)
    through_membership = models.ForeignKey(
        "sharing.Membership", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    listed_at = models.DateTimeField("where lists of the newest place it", default=now)
    given_by = models.BigIntegerField()
    given_at = models.DateTimeField(default=now, editable=False)
    by_invite_id = models.UUIDField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.BigIntegerField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(right__in=[1, 2, 3, 4, 5, 6, 11, 12, 13]), name="grant_right_is_known"),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("given_at")), name="grant_expires_after_it_was_given"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="revoked_grant_says_by_whom",
            ),
        ]
        indexes = [
            # A reader's newest, one principal at a time; the page reads it backwards.
            models.Index(
                "principal",
                F("listed_at").desc(),
                F("guarded").desc(),
                condition=Q(revoked_at=None, right__lte=Right.OWN),
                name="grant_newest_of_principal",
            ),
            # The rights on one paper.
            models.Index(fields=["guarded", "principal"], condition=Q(revoked_at=None), name="grant_on_paper_in_force"),
            models.Index(fields=["guarded"], name="grant_on_paper"),
            models.Index(fields=["given_by", "principal"], name="grant_by_giver"),
            # What awaits a signature: few of all grants ask for one.
            models.Index(
                fields=["principal"], condition=Q(revoked_at=None, requirement__isnull=False), name="grant_that_asks"
            ),
        ]

    def __str__(self) -> str:
        return f"grant {self.id}"


class Reason(models.Model):
    """Why a grant was given, or ended: a note of the paper's owners, apart from what its holder may read."""

    class Of(models.TextChoices):
        GIVING = "giving", "why it was given"
        ENDING = "ending", "why it was ended"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="reasons")
    guarded = models.ForeignKey(Guarded, on_delete=models.PROTECT, related_name="reasons")
    of = models.CharField(max_length=6, choices=Of)
    text = models.CharField(max_length=500)

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grant", "of"], name="one_reason_each_for_giving_and_ending")]

    def __str__(self) -> str:
        return f"reason {self.id}"


class Ask(models.Model):
    """A group whose members were given a right on one paper one by one: whoever joins later waits for an owner's nod.

    What newcomers would be given stands here; it gives nothing by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    guarded = models.ForeignKey(Guarded, on_delete=models.PROTECT, related_name="asks")
    group = models.ForeignKey("sharing.Group", on_delete=models.PROTECT, related_name="+")
    right = models.SmallIntegerField(choices=Right)
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    given_by = models.BigIntegerField()
    given_at = models.DateTimeField(default=now, editable=False)
    given_because = models.CharField("note", max_length=500, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["guarded", "group"], condition=Q(ended_at=None), name="one_ask_per_group_and_paper"
            ),
            models.CheckConstraint(condition=Q(right__gte=1, right__lte=5), name="ask_gives_no_ownership"),
        ]

    def __str__(self) -> str:
        return f"ask {self.id}"


class Nod(models.Model):
    """An owner's answer about one stay in a group they are asked about, for good. Coming back is another stay."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="nods")
    membership = models.ForeignKey("sharing.Membership", on_delete=models.PROTECT, related_name="+")
    is_yes = models.BooleanField()
    answered_by = models.BigIntegerField()
    answered_at = models.DateTimeField(default=now, editable=False)

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ask", "membership"], name="one_nod_per_stay")]

    def __str__(self) -> str:
        return f"nod {self.id}"


class Denial(models.Model):
    """A member who may not, whatever the grants say: never an author, and never told.

    They are named by handle. One that nobody has stands here without a member, and keeps nobody out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    guarded = models.ForeignKey(Guarded, on_delete=models.PROTECT, related_name="denials")
    handle = models.CharField(max_length=30)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    denied_by = models.BigIntegerField()
    denied_at = models.DateTimeField(default=now, editable=False)
    denied_because = models.CharField(max_length=500, blank=True)
    lifted_by = models.BigIntegerField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "guarded"], condition=Q(lifted_at=None), name="one_denial_per_member_and_paper"
            ),
            models.UniqueConstraint(
                fields=["guarded", "handle"], condition=Q(lifted_at=None), name="one_denial_per_handle_and_paper"
            ),
        ]

    def __str__(self) -> str:
        return f"denial {self.id}"
