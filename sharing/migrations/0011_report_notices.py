from django.conf import settings
from django.db import migrations, models

NEWER = ["reported", "to_decide", "decided", "hidden"]


def forget_newer_notices(apps, schema_editor):
    """On the way back: what the site could not put into words then is told no more."""
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # Else what waits to be checked holds up the next step.
    newer = apps.get_model("sharing", "Notice").objects.using(schema_editor.connection.alias).filter(kind__in=NEWER)
    apps.get_model("sharing", "Delivery").objects.using(newer.db).filter(notice__in=newer).delete()
    newer.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0010_hidden_comments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                    ("receipt", "you sign an agreement"),
                    ("reported", "something on your paper is reported"),
                    ("to_decide", "a report waits for the moderators, of whom you are one"),
                    ("decided", "the moderators decide on what you reported"),
                    ("hidden", "the moderators hide or restore your paper or comment"),
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
                    ("receipt", "you sign an agreement"),
                    ("reported", "something on your paper is reported"),
                    ("to_decide", "a report waits for the moderators, of whom you are one"),
                    ("decided", "the moderators decide on what you reported"),
                    ("hidden", "the moderators hide or restore your paper or comment"),
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
                            "receipt",
                            "reported",
                            "to_decide",
                            "decided",
                            "hidden",
                        ],
                    )
                ),
                name="notice_kind_is_known",
            ),
        ),
    ]
