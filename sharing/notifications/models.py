"""What members are told, by which way, and which mail they want. Ids only: no title, no name, no words."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.invites.models import Invite
from sharing.base.clock import now
from sharing.base.guarded import GuardedManager
from sharing.base.rights import Right
from sharing.discussion.models import Comment
from sharing.groups.models import Group
from sharing.papers.models import AskedAuthor, Paper


class NoticeKind(models.TextChoices):
    """What a notice is about. The labels complete "a member is told when …", and head the mail settings."""

    SHARED = "shared", "something is shared with you"
    AWAITING = "awaiting", "something awaits your signature"
    VERSION = "version", "something you may read has a new version"
    COMMENT = "comment", "somebody comments on your paper"
    REPLY = "reply", "somebody answers your comment"
    INVITED = "invited", "somebody invites you to a group or a paper"
    REDEEMED = "redeemed", "somebody uses your invite"
    SIGNED = "signed", "somebody signs what your paper asks for"
    JOINED = "joined", "you are added to a group"
    NEWCOMER = "newcomer", "somebody new in a group waits for your nod"
    RECEIPT = "receipt", "you sign an agreement"
    REPORTED = "reported", "something on your paper is reported"
    TO_DECIDE = "to_decide", "a report waits for the moderators, of whom you are one"
    DECIDED = "decided", "the moderators decide on what you reported"
    HIDDEN = "hidden", "the moderators hide your paper or comment"
    RESTORED = "restored", "the moderators restore your paper or comment"
    NAMED = "named", "somebody names you as an author"


class Notice(models.Model):
    """One member told of one event. Shown for as long as they may know of what it is about.

    ``needs`` is the right on the paper without which it falls silent: SIGN
    while the paper awaits the recipient's signature, READ for one version. An
    invite's is shown while it names the recipient and can be used, and that of
    being named as an author until the recipient has answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    event_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=NoticeKind)
    at = models.DateTimeField("when it happened")
    by = models.BigIntegerField("the principal who did it", null=True)
    needs = models.SmallIntegerField(choices=Right, default=Right.SEE)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    version = models.PositiveIntegerField(null=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    invite = models.ForeignKey(Invite, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    asked_author = models.ForeignKey(AskedAuthor, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient", "event_id"], name="one_notice_per_member_and_event"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_is_known"),
            models.CheckConstraint(
                condition=Q(needs__in=[Right.SIGN, Right.SEE, Right.OWN], version=None)
                | Q(needs=Right.READ, version__isnull=False),
                name="notice_names_a_version_if_it_must_be_read",
            ),
            models.CheckConstraint(condition=Q(comment=None) | Q(needs=Right.READ), name="notice_of_comment_is_read"),
            models.CheckConstraint(
                condition=Q(paper=None, needs=Right.SEE) | Q(paper__isnull=False, group=None),
                name="notice_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=~Q(kind="invited") & Q(invite=None)
                | Q(kind="invited", invite__isnull=False, paper=None, group=None),
                name="notice_names_an_invite_if_it_is_one",
            ),
            models.CheckConstraint(
                condition=~Q(kind="named") & Q(asked_author=None)
                | Q(kind="named", asked_author__isnull=False, paper=None, group=None),
                name="notice_names_who_asks_for_an_author_if_it_is_one",
            ),
        ]
        indexes = [
            models.Index("recipient", models.F("at").desc(), models.F("id").desc(), name="notice_newest_of_member"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notice_unread_of_member"),
        ]

    def __str__(self) -> str:
        return f"notice {self.id}"


class Channel(models.TextChoices):
    SITE = "site", "in the inbox"
    MAIL = "mail", "by mail"


class Delivery(models.Model):
    """One notice's way to its recipient by one channel.

    Whoever claims it has until ``next_attempt_at``; then it can be claimed
    again. ``attempts`` tells one claim from the next.
    """

    class State(models.TextChoices):
        PENDING = "pending", "waits"
        CLAIMED = "claimed", "is being sent"
        SENT = "sent", "was sent"
        DROPPED = "dropped", "was not sent"

    class Because(models.TextChoices):
        NOT_ALLOWED = "not-allowed", "they may not know of it any more"
        NO_MEMBER = "no-member", "they are not in good standing"
        UNWANTED = "unwanted", "they do not want such mail"
        REFUSED = "refused", "their mail server refused it for good"
        GIVEN_UP = "given-up", "it failed too often"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    channel = models.CharField(max_length=4, choices=Channel)
    state = models.CharField(max_length=7, choices=State, default=State.PENDING)
    dropped_because = models.CharField(max_length=11, choices=Because, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedManager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="one_delivery_per_notice_and_channel"),
            models.CheckConstraint(
                condition=Q(state="dropped") & ~Q(dropped_because="") | ~Q(state="dropped") & Q(dropped_because=""),
                name="dropped_delivery_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "claimed"], ended_at=None)
                | Q(state__in=["sent", "dropped"], ended_at__isnull=False),
                name="delivery_ends_when_sent_or_dropped",
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(ended_at=None), name="delivery_next"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.id}"

    @classmethod
    def in_the_inbox(cls, notice: Notice, *, at: datetime) -> "Delivery":
        """With its notice it has arrived."""
        return cls(notice=notice, channel=Channel.SITE, state=cls.State.SENT, ended_at=at)

    @classmethod
    def by_mail(cls, notice: Notice, *, at: datetime) -> "Delivery":
        return cls(notice=notice, channel=Channel.MAIL, next_attempt_at=at)


class MailChoice(models.Model):
    """Whether a member wants mail of one kind, once they have said so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=NoticeKind)
    is_wanted = models.BooleanField()

    objects = GuardedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="one_mail_choice_per_kind")]

    def __str__(self) -> str:
        return f"mail choice {self.id}"
