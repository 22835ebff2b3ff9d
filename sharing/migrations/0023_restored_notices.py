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
    ("hidden", "the moderators hide your paper or comment"),
    ("restored", "the moderators restore your paper or comment"),
]


def tell_apart(apps, schema_editor):
    """Notices of what was restored get the kind that says so, and its mail goes where the other's was wanted."""
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # Else what waits to be checked holds up the next step.
    using = schema_editor.connection.alias
    restored = apps.get_model("sharing", "Event").objects.using(using).filter(kind="thing.restored")
    notices = apps.get_model("sharing", "Notice").objects.using(using)
    notices.filter(kind="hidden", event_id__in=restored.values("pk")).update(kind="restored")
    choices = apps.get_model("sharing", "MailChoice").objects.using(using)
    choices.bulk_create(
        choices.model(member_id=member, kind="restored", is_wanted=is_wanted)
        for member, is_wanted in choices.filter(kind="hidden").values_list("member", "is_wanted")
    )


def tell_as_one(apps, schema_editor):
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    using = schema_editor.connection.alias
    apps.get_model("sharing", "Notice").objects.using(using).filter(kind="restored").update(kind="hidden")
    apps.get_model("sharing", "MailChoice").objects.using(using).filter(kind="restored").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0022_invite_notices"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_kind_is_known",
        ),
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
        migrations.RunPython(tell_apart, tell_as_one),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _ in KINDS]), name="notice_kind_is_known"
            ),
        ),
    ]
