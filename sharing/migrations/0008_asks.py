import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sharing.base.clock

NEWER = ["newcomer"]


def forget_newer_notices(apps, schema_editor):
    """On the way back: what the site could not put into words then is told no more."""
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # Else what waits to be checked holds up the next step.
    newer = apps.get_model("sharing", "Notice").objects.using(schema_editor.connection.alias).filter(kind__in=NEWER)
    apps.get_model("sharing", "Delivery").objects.using(newer.db).filter(notice__in=newer).delete()
    newer.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0007_reports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Ask",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "right",
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
                        ]
                    ),
                ),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("given_by", models.BigIntegerField()),
                ("given_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                ("given_because", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("ended_by", models.BigIntegerField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Nod",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("is_yes", models.BooleanField()),
                ("answered_by", models.BigIntegerField()),
                ("answered_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_kind_is_known",
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_newer_notices),
        migrations.AlterField(
            model_name="mailchoice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("shared", "something is shared with you"),
                    ("awaiting", "something awaits your signature"),
                    ("version", "something you may read has a new version"),
                    ("comment", "somebody comments on your paper"),
                    ("reply", "somebody answers your comment"),
                    ("redeemed", "somebody uses your invite"),
                    ("signed", "somebody signs what your paper asks for"),
                    ("joined", "you are added to a group"),
                    ("newcomer", "somebody new in a group waits for your nod"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("shared", "something is shared with you"),
                    ("awaiting", "something awaits your signature"),
                    ("version", "something you may read has a new version"),
                    ("comment", "somebody comments on your paper"),
                    ("reply", "somebody answers your comment"),
                    ("redeemed", "somebody uses your invite"),
                    ("signed", "somebody signs what your paper asks for"),
                    ("joined", "you are added to a group"),
                    ("newcomer", "somebody new in a group waits for your nod"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "shared",
                            "awaiting",
                            "version",
                            "comment",
                            "reply",
                            "redeemed",
                            "signed",
                            "joined",
                            "newcomer",
                        ],
                    )
                ),
                name="notice_kind_is_known",
            ),
        ),
        migrations.AddField(
            model_name="ask",
            name="group",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sharing.group"),
        ),
        migrations.AddField(
            model_name="ask",
            name="guarded",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="asks", to="sharing.guarded"
            ),
        ),
        migrations.AddField(
            model_name="ask",
            name="requirement",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sharing.requirement",
            ),
        ),
        migrations.AddField(
            model_name="nod",
            name="ask",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="nods", to="sharing.ask"),
        ),
        migrations.AddField(
            model_name="nod",
            name="membership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sharing.membership"
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("guarded", "group"), name="one_ask_per_group_and_paper"
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(("right__gte", 1), ("right__lte", 5)), name="ask_gives_no_ownership"
            ),
        ),
        migrations.AddConstraint(
            model_name="nod",
            constraint=models.UniqueConstraint(fields=("ask", "membership"), name="one_nod_per_stay"),
        ),
    ]
