import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sharing.base.clock


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0004_comments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("event_id", models.UUIDField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("shared", "something is shared with you"),
                            ("awaiting", "something awaits your signature"),
                            ("version", "something you may read has a new version"),
                            ("comment", "somebody comments on your paper"),
                            ("reply", "somebody answers your comment"),
                            ("redeemed", "somebody uses your invite"),
                            ("signed", "somebody signs what your paper asks for"),
                            ("joined", "you are added to a group"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when it happened")),
                ("by", models.BigIntegerField(null=True, verbose_name="the principal who did it")),
                (
                    "needs",
                    models.SmallIntegerField(
                        choices=[
                            (0, "sign what it asks for"),
                            (1, "see that it exists"),
                            (2, "read the abstract"),
                            (3, "read it"),
                            (4, "comment"),
                            (5, "edit it"),
                            (6, "decide who may do what"),
                            (11, "pass it on"),
                            (12, "download it"),
                            (13, "review it"),
                        ],
                        default=1,
                    ),
                ),
                ("version", models.PositiveIntegerField(null=True)),
                (
                    "comment",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sharing.comment",
                    ),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sharing.group",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sharing.paper",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("channel", models.CharField(choices=[("site", "in the inbox"), ("mail", "by mail")], max_length=4)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "waits"),
                            ("claimed", "is being sent"),
                            ("sent", "was sent"),
                            ("dropped", "was not sent"),
                        ],
                        default="pending",
                        max_length=7,
                    ),
                ),
                (
                    "dropped_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not-allowed", "they may not know of it any more"),
                            ("no-member", "they are not in good standing"),
                            ("unwanted", "they do not want such mail"),
                            ("refused", "their mail server refused it for good"),
                            ("given-up", "it failed too often"),
                        ],
                        max_length=11,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(default=sharing.base.clock.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "notice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="sharing.notice",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "deliveries",
            },
        ),
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("shared", "something is shared with you"),
                            ("awaiting", "something awaits your signature"),
                            ("version", "something you may read has a new version"),
                            ("comment", "somebody comments on your paper"),
                            ("reply", "somebody answers your comment"),
                            ("redeemed", "somebody uses your invite"),
                            ("signed", "somebody signs what your paper asks for"),
                            ("joined", "you are added to a group"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_wanted", models.BooleanField()),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("member", "kind"), name="one_mail_choice_per_kind")],
            },
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                models.F("recipient"),
                models.OrderBy(models.F("at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="notice_newest_of_member",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("read_at", None)), fields=["recipient"], name="notice_unread_of_member"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("recipient", "event_id"), name="one_notice_per_member_and_event"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["shared", "awaiting", "version", "comment", "reply", "redeemed", "signed", "joined"])
                ),
                name="notice_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("needs__in", [0, 1, 6]), ("version", None)),
                    models.Q(("needs", 3), ("version__isnull", False)),
                    _connector="OR",
                ),
                name="notice_names_a_version_if_it_must_be_read",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("needs", 1), ("paper", None)),
                    models.Q(("group", None), ("paper__isnull", False)),
                    _connector="OR",
                ),
                name="notice_is_about_one_thing",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["next_attempt_at"], name="delivery_next"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("notice", "channel"), name="one_delivery_per_notice_and_channel"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "dropped"), models.Q(("dropped_because", ""), _negated=True)),
                    models.Q(models.Q(("state", "dropped"), _negated=True), ("dropped_because", "")),
                    _connector="OR",
                ),
                name="dropped_delivery_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state__in", ["pending", "claimed"])),
                    models.Q(("ended_at__isnull", False), ("state__in", ["sent", "dropped"])),
                    _connector="OR",
                ),
                name="delivery_ends_when_sent_or_dropped",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("comment", None), ("needs", 3), _connector="OR"), name="notice_of_comment_is_read"
            ),
        ),
    ]
