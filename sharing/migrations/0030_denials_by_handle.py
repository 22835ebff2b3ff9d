import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

HANDLES = """
UPDATE sharing_denial SET handle = denied.handle
FROM accounts_user AS denied WHERE denied.id = sharing_denial.member_id
"""
# A denial of nobody keeps nobody out, and had no place before.
OF_NOBODY = "DELETE FROM sharing_denial WHERE member_id IS NULL"


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0021_agreements_without_form_feeds"),
    ]

    operations = [
        migrations.AddField(
            model_name="denial",
            name="handle",
            field=models.CharField(max_length=30, default=""),
            preserve_default=False,
        ),
        migrations.RunSQL(HANDLES, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="denial",
            name="member",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, OF_NOBODY),
        migrations.AddConstraint(
            model_name="denial",
            constraint=models.UniqueConstraint(
                condition=models.Q(lifted_at=None),
                fields=("guarded", "handle"),
                name="one_denial_per_handle_and_paper",
            ),
        ),
    ]
