from django.db import migrations, models

import sharing.base.clock


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0012_covered_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="DiscardedFile",
            fields=[
                (
                    "stored_as",
                    models.CharField(
                        max_length=64, primary_key=True, serialize=False, verbose_name="its name in the file store"
                    ),
                ),
                ("discarded_at", models.DateTimeField(default=sharing.base.clock.now, editable=False)),
            ],
            options={
                "indexes": [models.Index(fields=["discarded_at"], name="discarded_longest")],
            },
        ),
    ]
