import django.db.models.deletion
from django.db import migrations, models

OF_WHAT_WAS_PUBLISHED = """
INSERT INTO sharing_identifier (paper_id, month, serial)
SELECT paper, month, row_number() OVER (PARTITION BY month ORDER BY at, paper)
FROM (
    SELECT p.guarded_id AS paper, min(g.given_at) AS at, to_char(min(g.given_at) AT TIME ZONE 'UTC', 'YYMM') AS month
    FROM sharing_paper p JOIN sharing_grant g ON g.guarded_id = p.guarded_id
    WHERE p.state IN ('published', 'withdrawn') AND g.principal = 1 AND g."right" = 3
    GROUP BY p.guarded_id
) AS published
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0030_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="Identifier",
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
                ("month", models.CharField(max_length=4, verbose_name="year and month, YYMM")),
                ("serial", models.PositiveIntegerField(verbose_name="counted from 1 in each month")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("month", "serial"), name="one_paper_per_identifier")],
            },
        ),
        migrations.RunSQL(OF_WHAT_WAS_PUBLISHED, migrations.RunSQL.noop),
    ]
