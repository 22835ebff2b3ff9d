import uuid

from django.db import migrations, models

import sharing.base.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ErasableValue",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "event_id", "field", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("event_id", models.UUIDField()),
                ("field", models.CharField(max_length=40)),
                ("by", models.BigIntegerField(help_text="As in the event: whose values these are.", null=True)),
                ("salt", models.BinaryField()),
                ("value", models.TextField()),
            ],
            options={
                "indexes": [models.Index(fields=["by"], name="erasable_by")],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=sharing.base.clock.now)),
                ("kind", models.CharField(max_length=64)),
                ("by", models.BigIntegerField(help_text="The principal who did it; null for the system.", null=True)),
                ("about_kind", models.CharField(max_length=40)),
                ("about_id", models.CharField(max_length=64)),
                ("facts", models.JSONField(default=dict, help_text="Ids, numbers and hashes; never words.")),
                (
                    "commitments",
                    models.JSONField(default=dict, help_text="Personal field to the SHA-256 of its salt and value."),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["about_kind", "about_id", "at"], name="event_about")],
            },
        ),
        migrations.CreateModel(
            name="Outbox",
            fields=[
                ("event_id", models.UUIDField(primary_key=True, serialize=False)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField(default=sharing.base.clock.now)),
            ],
            options={
                "indexes": [models.Index(fields=["next_attempt_at"], name="outbox_next")],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=sharing.base.clock.now)),
                ("by", models.BigIntegerField()),
                ("about_kind", models.CharField(max_length=40)),
                ("about_id", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [models.Index(fields=["about_kind", "about_id", "at"], name="reading_about")],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "chain", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "chain",
                    models.CharField(choices=[("acts", "what was done"), ("reads", "who opened what")], max_length=10),
                ),
                ("number", models.BigIntegerField()),
                (
                    "event_id",
                    models.UUIDField(
                        help_text="The event it seals; null where it seals readings.", null=True, unique=True
                    ),
                ),
                ("previous_hash", models.BinaryField()),
                ("hash", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("chain", "previous_hash"), name="chain_never_forks"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("chain", "acts"), ("event_id__isnull", False)),
                            models.Q(("chain", "reads"), ("event_id__isnull", True)),
                            _connector="OR",
                        ),
                        name="seal_names_an_event_if_it_seals_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedReading",
            fields=[
                ("reading_id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
                ("digest", models.BinaryField()),
            ],
            options={
                "indexes": [models.Index(fields=["number", "reading_id"], name="sealed_reading_in_order")],
            },
        ),
        migrations.CreateModel(
            name="Unsealed",
            fields=[
                ("row_id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "chain",
                    models.CharField(choices=[("acts", "what was done"), ("reads", "who opened what")], max_length=10),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["chain", "at", "row_id"], name="unsealed_in_order")],
            },
        ),
    ]
