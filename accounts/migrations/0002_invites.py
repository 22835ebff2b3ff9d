import datetime
import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import accounts.invites.models
import sharing.base.clock


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invite",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("site", "To the site"), ("group", "To a group"), ("paper", "To a paper")],
                        default="site",
                        max_length=10,
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=64)),
                ("right", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("agreements", models.JSONField(blank=True, default=list)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("makes_staff", models.BooleanField(default=False)),
                ("max_uses", models.PositiveIntegerField(default=1)),
                ("uses", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                ("expires_at", models.DateTimeField(default=accounts.invites.models.usual_expiry)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "maker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invites_made",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Redemption",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("redeemed_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                (
                    "invite",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="redemptions", to="accounts.invite"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="redemptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="invite",
            index=models.Index(fields=["maker", "-created_at"], name="invites_by_maker"),
        ),
        migrations.AddConstraint(
            model_name="invite",
            constraint=models.CheckConstraint(
                condition=models.Q(("uses__lte", models.F("max_uses"))), name="invite_not_overused"
            ),
        ),
        migrations.AddConstraint(
            model_name="invite",
            constraint=models.CheckConstraint(condition=models.Q(("max_uses__gte", 1)), name="invite_can_be_used"),
        ),
        migrations.AddConstraint(
            model_name="invite",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", ""), ("max_uses", 1), _connector="OR"), name="bound_invite_is_for_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="invite",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "expires_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("created_at"), "+", models.Value(datetime.timedelta(days=90))
                        ),
                    )
                ),
                name="invite_does_not_live_for_ever",
            ),
        ),
        migrations.AddConstraint(
            model_name="invite",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("about", ""), ("kind", "site"), ("right", None)),
                    models.Q(models.Q(("kind", "site"), _negated=True), models.Q(("about", ""), _negated=True)),
                    _connector="OR",
                ),
                name="invite_is_about_something_or_the_site",
            ),
        ),
        migrations.AddConstraint(
            model_name="invite",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("makes_staff", False),
                    models.Q(("kind", "site"), ("maker", None), models.Q(("email", ""), _negated=True)),
                    _connector="OR",
                ),
                name="only_the_operator_invites_staff",
            ),
        ),
        migrations.AddConstraint(
            model_name="redemption",
            constraint=models.UniqueConstraint(fields=("invite", "user"), name="one_redemption_per_member"),
        ),
    ]
