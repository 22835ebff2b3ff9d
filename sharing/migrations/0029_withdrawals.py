import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sharing.base.clock


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("sharing", "0028_named_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="withdrawal",
                        serialize=False,
                        to="sharing.paper",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=1000)),
                ("is_noted", models.BooleanField(default=False, verbose_name="a note stands in its place")),
                ("withdrawn_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
    ]
