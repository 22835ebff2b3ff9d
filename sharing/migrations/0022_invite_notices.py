import django.db.models.deletion
from django.db import migrations, models

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
    ("hidden", "the moderators hide or restore your paper or comment"),
]


def forget_invite_notices(apps, schema_editor):
    """On the way back: what the site could not put into words then is told no more."""
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # Else what waits to be checked holds up the next step.
    of_invites = (
        apps.get_model("sharing", "Notice").objects.using(schema_editor.connection.alias).filter(kind="invited")
    )
    apps.get_model("sharing", "Delivery").objects.using(of_invites.db).filter(notice__in=of_invites).delete()
    of_invites.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_invites_on_terms"),
        ("sharing", "0021_agreements_without_form_feeds"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_kind_is_known",
        ),
        migrations.AddField(
            model_name="notice",
            name="invite",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.invite",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget_invite_notices),
        migrations.AlterField(
            model_name="mailchoice",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=10),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=10),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _ in KINDS]), name="notice_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=(~models.Q(kind="invited") & models.Q(invite=None))
                | models.Q(kind="invited", invite__isnull=False, paper=None, group=None),
                name="notice_names_an_invite_if_it_is_one",
            ),
        ),
    ]
