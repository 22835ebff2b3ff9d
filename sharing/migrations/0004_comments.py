import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sharing.base.clock


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0003_memberships_by_invite"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(verbose_name="number of the version it is about")),
                (
                    "rung",
                    models.CharField(
                        choices=[("private", "Private"), ("members", "Members"), ("public", "Public")],
                        max_length=7,
                        verbose_name="rung it was written on",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=20000)),
                ("written_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "paper",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="sharing.paper",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="sharing.comment",
                    ),
                ),
                (
                    "writer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["paper", "written_at"], name="comment_on_paper")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rung__in", ["private", "members", "public"])), name="comment_rung_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("deleted_at", None), ("text", ""), _connector="XOR"),
                        name="comment_has_words_until_it_is_deleted",
                    ),
                    models.UniqueConstraint(fields=("id", "paper", "number"), name="one_version_per_comment"),
                ],
            },
        ),
        # Not keys of Django's, which have one column: a comment is about a version that exists, and an answer about the
        # version of what it answers.
        migrations.RunSQL(
            """
            ALTER TABLE sharing_comment ADD CONSTRAINT comment_is_about_a_version FOREIGN KEY (paper_id, number)
                REFERENCES sharing_version (paper_id, number) DEFERRABLE INITIALLY DEFERRED;
            ALTER TABLE sharing_comment ADD CONSTRAINT answer_is_about_the_same_version
                FOREIGN KEY (parent_id, paper_id, number)
                REFERENCES sharing_comment (id, paper_id, number) DEFERRABLE INITIALLY DEFERRED
            """,
            """
            ALTER TABLE sharing_comment DROP CONSTRAINT answer_is_about_the_same_version;
            ALTER TABLE sharing_comment DROP CONSTRAINT comment_is_about_a_version
            """,
        ),
    ]
