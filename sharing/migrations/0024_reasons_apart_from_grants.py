import uuid

import django.db.models.deletion
from django.db import migrations, models

GIVING, ENDING = "giving", "ending"


def set_apart(apps, schema_editor):
    _move(apps, schema_editor, of=GIVING, field="given_because")
    _move(apps, schema_editor, of=ENDING, field="revoked_because")


def _move(apps, schema_editor, *, of, field):
    grant, reason = apps.get_model("sharing", "Grant"), apps.get_model("sharing", "Reason")
    told = (
        grant.objects.using(schema_editor.connection.alias).exclude(**{field: ""}).values_list("id", "guarded", field)
    )
    reason.objects.using(schema_editor.connection.alias).bulk_create(
        (reason(id=uuid.uuid4(), grant_id=key, guarded_id=guarded, of=of, text=text) for key, guarded, text in told),
        batch_size=1000,
    )


def put_back(apps, schema_editor):
    grant, reason = apps.get_model("sharing", "Grant"), apps.get_model("sharing", "Reason")
    alias = schema_editor.connection.alias
    for each in reason.objects.using(alias).iterator():
        field = "given_because" if each.of == GIVING else "revoked_because"
        grant.objects.using(alias).filter(pk=each.grant_id).update(**{field: each.text})


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0023_restored_notices"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reason",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "of",
                    models.CharField(
                        choices=[(GIVING, "why it was given"), (ENDING, "why it was ended")], max_length=6
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reasons", to="sharing.grant"
                    ),
                ),
                (
                    "guarded",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reasons", to="sharing.guarded"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("grant", "of"), name="one_reason_each_for_giving_and_ending")
                ],
            },
        ),
        migrations.RunPython(set_apart, put_back),
        migrations.RemoveField(model_name="grant", name="given_because"),
        migrations.RemoveField(model_name="grant", name="revoked_because"),
    ]
