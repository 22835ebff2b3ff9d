import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sharing.base.clock


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0006_figures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InviteOverview",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("site", "To the site"), ("group", "To a group"), ("paper", "To a paper")],
                        max_length=10,
                    ),
                ),
                ("max_uses", models.PositiveIntegerField()),
                ("uses", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "invite",
                "db_table": "sharing_inviteoverview",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("paper", "A paper"), ("comment", "A comment")], max_length=10)),
                ("about", models.UUIDField(verbose_name="id of what is reported")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("dismissed", "dismissed"),
                            ("hidden", "hidden"),
                            ("restored", "restored"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                (
                    "guarded",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="sharing.guarded",
                        verbose_name="paper it belongs to",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PassedOn",
            fields=[
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="passed_on",
                        serialize=False,
                        to="sharing.report",
                    ),
                ),
                ("words", models.TextField(max_length=2000, verbose_name="the reporter's own words")),
                ("name", models.CharField(blank=True, max_length=100, verbose_name="the reporter's name")),
                ("comment", models.TextField(blank=True, verbose_name="the comment's text")),
                ("title", models.CharField(blank=True, max_length=300, verbose_name="the paper's title")),
                ("summary", models.TextField(blank=True, verbose_name="the paper's safe summary")),
            ],
            options={
                "verbose_name": "passed on",
                "verbose_name_plural": "passed on",
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("dismissed", "dismissed"),
                            ("hidden", "hidden"),
                            ("restored", "restored"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("decided_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="sharing.report"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SiteSettings",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                (
                    "about_reports",
                    models.CharField(
                        blank=True,
                        help_text="Who the moderators are, how soon they look, whom else to write to. Shown beside the report form.",
                        max_length=300,
                        verbose_name="sentence for whoever reports something",
                    ),
                ),
            ],
            options={
                "verbose_name": "site settings",
                "verbose_name_plural": "site settings",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_row_of_site_settings")],
            },
        ),
        migrations.CreateModel(
            name="Filing",
            fields=[
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="filing",
                        serialize=False,
                        to="sharing.report",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["state", "made_at", "id"], name="reports_by_state"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["paper", "comment"])), name="report_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "dismissed", "hidden", "restored"])),
                name="report_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["dismissed", "hidden", "restored"])),
                name="decision_outcome_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="decision_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("report", "outcome"), name="one_decision_per_outcome"),
        ),
    ]
