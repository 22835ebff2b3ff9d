import django.core.validators
from django.db import migrations, models

import accounts.models
import sharing.base.clock
import sharing.base.principals


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE principal_number START WITH 1000",  # sharing.base.principals.FIRST_FREE
            "DROP SEQUENCE principal_number",
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.BigIntegerField(
                        db_default=sharing.base.principals.NextPrincipal(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "handle",
                    models.CharField(
                        max_length=30,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z][a-z0-9-]{1,29}$",
                                "Use 2 to 30 lower-case letters, digits and hyphens, a letter first.",
                            )
                        ],
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("affiliation", models.CharField(blank=True, max_length=200)),
                (
                    "time_zone",
                    models.CharField(default="UTC", max_length=50, validators=[accounts.models.validate_time_zone]),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("is_active", models.BooleanField(default=True, verbose_name="in good standing")),
                ("is_moderator", models.BooleanField(default=False)),
                ("is_staff", models.BooleanField(default=False, verbose_name="may use the admin")),
                ("joined_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("handle__regex", "^[a-z][a-z0-9-]{1,29}$")), name="handle_is_well_formed"
                    )
                ],
            },
        ),
    ]
