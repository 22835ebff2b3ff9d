import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sharing.base.clock


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_invites_on_terms"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeclinedInvite",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("declined_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                (
                    "invite",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="declined", to="accounts.invite"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("invite", "user"), name="declined_once_per_member"),
                ],
            },
        ),
    ]
