import uuid

import django.db.models.deletion
from django.db import migrations, models

import sharing.base.clock


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0011_report_notices"),
    ]

    operations = [
        migrations.CreateModel(
            name="Covered",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(verbose_name="number of the version that was opened")),
                ("first_opened_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                (
                    "guarded",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="covered", to="sharing.guarded"
                    ),
                ),
                (
                    "signature",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="covered", to="sharing.signature"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("signature", "guarded"), name="one_first_opening_per_signature")
                ],
            },
        ),
    ]
