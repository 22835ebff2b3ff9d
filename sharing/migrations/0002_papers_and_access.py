import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sharing.base.clock


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0001_audit"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 over its layers, in hexadecimal")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Guarded",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "versions",
                    models.PositiveIntegerField(
                        default=0, verbose_name="number of its latest version, 0 before the first"
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Abstract",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="%(class)s",
                        serialize=False,
                        to="sharing.version",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField(blank=True, max_length=10000)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Body",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="%(class)s",
                        serialize=False,
                        to="sharing.version",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="%(class)s",
                        serialize=False,
                        to="sharing.version",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=300)),
                ("summary", models.TextField(blank=True, max_length=1000)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("is_per_paper", models.BooleanField(default=False, verbose_name="signed for each paper anew")),
                ("created_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AgreementVersion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("in_short", models.TextField(max_length=1000)),
                ("text", models.TextField()),
                (
                    "sha256",
                    models.CharField(max_length=64, verbose_name="SHA-256 of the canonical text, in hexadecimal"),
                ),
                ("what_changed", models.TextField(blank=True, max_length=1000)),
                ("created_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="sharing.agreement"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Author",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=200)),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("purpose", models.TextField(blank=True, max_length=2000)),
                ("created_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                (
                    "founder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "guarded",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="paper",
                        serialize=False,
                        to="sharing.guarded",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("shared", "shared"),
                            ("published", "published"),
                            ("withdrawn", "withdrawn"),
                            ("erased", "erased"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="Denial",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("denied_by", models.BigIntegerField()),
                ("denied_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                ("denied_because", models.CharField(blank=True, max_length=500)),
                ("lifted_by", models.BigIntegerField(blank=True, null=True)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "guarded",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="denials", to="sharing.guarded"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "because",
                    models.CharField(
                        choices=[
                            ("authors", "its authors closed it"),
                            ("withdrawn", "it was withdrawn"),
                            ("hidden", "moderators have hidden it"),
                            ("erased", "its words were erased"),
                        ],
                        max_length=10,
                    ),
                ),
                ("closed_by", models.BigIntegerField()),
                ("closed_at", models.DateTimeField(default=sharing.base.clock.now)),
                ("reopened_by", models.BigIntegerField(blank=True, null=True)),
                ("reopened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "guarded",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="closings", to="sharing.guarded"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "role",
                    models.CharField(
                        choices=[("owner", "owner"), ("moderator", "moderator"), ("member", "member")],
                        default="member",
                        max_length=10,
                    ),
                ),
                ("joined_at", models.DateTimeField(default=sharing.base.clock.now)),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="sharing.group"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                (
                    "guarded",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requirements", to="sharing.guarded"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RequiredAgreement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("adopted_at", models.DateTimeField(default=sharing.base.clock.now)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sharing.agreement"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sharing.agreementversion"
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="sharing.requirement"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("principal", models.BigIntegerField()),
                (
                    "right",
                    models.SmallIntegerField(
                        choices=[
                            (0, "sign what it asks for"),
                            (1, "see that it exists"),
                            (2, "read the abstract"),
                            (3, "read it"),
                            (4, "comment"),
                            (5, "edit it"),
                            (6, "decide who may do what"),
                            (11, "pass it on"),
                            (12, "download it"),
                            (13, "review it"),
                        ]
                    ),
                ),
                ("from_version", models.PositiveIntegerField(default=1)),
                (
                    "listed_at",
                    models.DateTimeField(
                        default=sharing.base.clock.now, verbose_name="where lists of the newest place it"
                    ),
                ),
                ("given_by", models.BigIntegerField()),
                ("given_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                ("given_because", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("by_invite_id", models.UUIDField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_by", models.BigIntegerField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_because", models.CharField(blank=True, max_length=500)),
                (
                    "guarded",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="sharing.guarded",
                    ),
                ),
                (
                    "through_membership",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sharing.membership",
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="sharing.requirement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("paper_id", models.UUIDField(blank=True, null=True)),
                ("event_id", models.UUIDField()),
                ("signed_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="sharing.agreementversion",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.UniqueConstraint(fields=("agreement", "number"), name="one_agreement_text_per_number"),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="agreement_versions_count_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="agreement_hash_is_a_sha256"
            ),
        ),
        migrations.CreateModel(
            name="WorkingCopy",
            fields=[
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="working_copy",
                        serialize=False,
                        to="sharing.paper",
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("summary", models.TextField(blank=True, max_length=1000, verbose_name="safe summary")),
                ("abstract", models.TextField(blank=True, max_length=10000)),
                ("body", models.TextField(blank=True)),
                ("saved_at", models.DateTimeField(default=sharing.base.clock.now)),
            ],
            options={
                "verbose_name_plural": "working copies",
            },
        ),
        migrations.AddField(
            model_name="version",
            name="paper",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="sharing.paper"
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="submitter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="card",
            name="paper",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sharing.paper"
            ),
        ),
        migrations.AddField(
            model_name="body",
            name="paper",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sharing.paper"
            ),
        ),
        migrations.AddField(
            model_name="author",
            name="paper",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="authors", to="sharing.paper"
            ),
        ),
        migrations.AddField(
            model_name="abstract",
            name="paper",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sharing.paper"
            ),
        ),
        migrations.AddConstraint(
            model_name="denial",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)),
                fields=("member", "guarded"),
                name="one_denial_per_member_and_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reopened_at", None)),
                fields=("guarded", "because"),
                name="one_closing_per_reason_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_at", None)), fields=("member", "group"), name="one_stay_in_a_group_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("left_at", None), ("left_at__gte", models.F("joined_at")), _connector="OR"),
                name="left_after_joining",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["owner", "moderator", "member"])), name="membership_role_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="requiredagreement",
            constraint=models.UniqueConstraint(
                fields=("requirement", "agreement"), name="one_version_of_each_required_agreement"
            ),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(
                models.F("principal"),
                models.OrderBy(models.F("listed_at"), descending=True),
                models.OrderBy(models.F("guarded"), descending=True),
                condition=models.Q(("revoked_at", None), ("right__lte", 6)),
                name="grant_newest_of_principal",
            ),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(
                condition=models.Q(("revoked_at", None)),
                fields=["guarded", "principal"],
                name="grant_on_paper_in_force",
            ),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["guarded"], name="grant_on_paper"),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(fields=["given_by", "principal"], name="grant_by_giver"),
        ),
        migrations.AddIndex(
            model_name="grant",
            index=models.Index(
                condition=models.Q(("requirement__isnull", False), ("revoked_at", None)),
                fields=["principal"],
                name="grant_that_asks",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("right__in", [1, 2, 3, 4, 5, 6, 11, 12, 13])), name="grant_right_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at", None), ("expires_at__gt", models.F("given_at")), _connector="OR"),
                name="grant_expires_after_it_was_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at", None), ("revoked_by", None)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="revoked_grant_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                fields=("signer", "version", "paper_id"), name="one_signature_per_version", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(fields=("paper", "number"), name="one_version_per_number"),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="versions_count_from_one"),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "shared", "published", "withdrawn", "erased"])),
                name="paper_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="card",
            constraint=models.UniqueConstraint(fields=("paper", "number"), name="one_card_per_version"),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.UniqueConstraint(fields=("paper", "number"), name="one_body_per_version"),
        ),
        migrations.AddConstraint(
            model_name="author",
            constraint=models.UniqueConstraint(fields=("paper", "position"), name="one_author_per_place_in_the_byline"),
        ),
        migrations.AddConstraint(
            model_name="abstract",
            constraint=models.UniqueConstraint(fields=("paper", "number"), name="one_abstract_per_version"),
        ),
        # A layer's paper and number are its version's.
        *(
            migrations.RunSQL(
                f"ALTER TABLE sharing_{layer} ADD CONSTRAINT {layer}_is_of_its_version FOREIGN KEY (paper_id, number) "
                "REFERENCES sharing_version (paper_id, number) DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE sharing_{layer} DROP CONSTRAINT {layer}_is_of_its_version",
            )
            for layer in ("card", "abstract", "body")
        ),
    ]
