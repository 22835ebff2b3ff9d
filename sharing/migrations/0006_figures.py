import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sharing.base.clock


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0005_notifications"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "name",
                    models.CharField(
                        max_length=80,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9][A-Za-z0-9_-]*\\.(png|jpg|jpeg)$",
                                "Use letters, digits, hyphens and underscores, and end in .png or .jpg.",
                            )
                        ],
                    ),
                ),
                ("from_version", models.PositiveIntegerField()),
                ("last_version", models.PositiveIntegerField(blank=True, null=True)),
                ("stored_as", models.CharField(max_length=64, unique=True, verbose_name="its name in the file store")),
                ("kind", models.CharField(choices=[("image/png", "PNG"), ("image/jpeg", "JPEG")], max_length=10)),
                ("size", models.PositiveIntegerField(verbose_name="bytes")),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("added_by", models.BigIntegerField()),
                ("added_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="figures", to="sharing.paper"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("last_version", None)),
                        fields=("paper", "name"),
                        name="one_figure_per_name_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_version", None), ("last_version__gte", models.F("from_version")), _connector="OR"
                        ),
                        name="figure_belongs_to_some_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", "^[A-Za-z0-9][A-Za-z0-9_-]*\\.(png|jpg|jpeg)$")),
                        name="figure_name_is_simple",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["image/png", "image/jpeg"])), name="figure_kind_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportedPaper",
            fields=[
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="sharing.paper",
                    ),
                ),
                ("source_sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the source's id or text")),
                (
                    "importer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("importer", "source_sha256"), name="one_import_per_member_and_source"
                    )
                ],
            },
        ),
    ]
