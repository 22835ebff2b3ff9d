import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import sharing.base.clock

KINDS = [
    ("shared", "something is shared with you"),
    ("awaiting", "something awaits your signature"),
    ("version", "something you may read has a new version"),
    ("comment", "somebody comments on your paper"),
    ("reply", "somebody answers your comment"),
    ("invited", "somebody invites you to a group or a paper"),
    ("redeemed", "somebody uses your invite"),
    ("signed", "somebody signs what your paper asks for"),
    ("joined", "you are added to a group"),
    ("newcomer", "somebody new in a group waits for your nod"),
    ("receipt", "you sign an agreement"),
    ("reported", "something on your paper is reported"),
    ("to_decide", "a report waits for the moderators, of whom you are one"),
    ("decided", "the moderators decide on what you reported"),
    ("hidden", "the moderators hide your paper or comment"),
    ("restored", "the moderators restore your paper or comment"),
    ("named", "somebody names you as an author"),
]


def forget_what_was_asked(apps, schema_editor):
    """On the way back: nobody is told any more that they were asked, as there is nothing left to answer."""
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # Else what waits to be checked holds up the next step.
    using = schema_editor.connection.alias
    named = apps.get_model("sharing", "Notice").objects.using(using).filter(kind="named")
    apps.get_model("sharing", "Delivery").objects.using(using).filter(notice__in=named).delete()
    named.delete()
    apps.get_model("sharing", "MailChoice").objects.using(using).filter(kind="named").delete()


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("sharing", "0032_bibliographies"),
    ]

    operations = [
        migrations.AddField(
            model_name="author",
            name="affiliation",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="author",
            name="is_corresponding",
            field=models.BooleanField(default=False, verbose_name="corresponding author"),
        ),
        migrations.AddConstraint(
            model_name="author",
            constraint=models.UniqueConstraint(fields=("paper", "member"), name="one_place_in_the_byline_per_member"),
        ),
        migrations.CreateModel(
            name="AskedAuthor",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("handle", models.CharField(max_length=30)),
                ("affiliation", models.CharField(blank=True, max_length=200)),
                ("is_corresponding", models.BooleanField(default=False, verbose_name="corresponding author")),
                ("asked_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                (
                    "ended_as",
                    models.CharField(
                        blank=True,
                        choices=[("accepted", "accepted"), ("declined", "declined"), ("taken-back", "taken back")],
                        max_length=10,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sharing.paper"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(ended_at=None),
                        fields=("paper", "handle"),
                        name="one_asked_author_per_handle_and_paper",
                    ),
                    models.CheckConstraint(
                        condition=Q(ended_as="", ended_at=None)
                        | Q(ended_as__in=["accepted", "declined", "taken-back"], ended_at__isnull=False),
                        name="asked_author_says_how_it_ended",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="notice", name="notice_kind_is_known"),
        migrations.AddField(
            model_name="notice",
            name="asked_author",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sharing.askedauthor",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_what_was_asked),
        migrations.AlterField(
            model_name="mailchoice", name="kind", field=models.CharField(choices=KINDS, max_length=10)
        ),
        migrations.AlterField(model_name="notice", name="kind", field=models.CharField(choices=KINDS, max_length=10)),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, _ in KINDS]), name="notice_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=(~Q(kind="named") & Q(asked_author=None))
                | Q(kind="named", asked_author__isnull=False, paper=None, group=None),
                name="notice_names_who_asks_for_an_author_if_it_is_one",
            ),
        ),
    ]
