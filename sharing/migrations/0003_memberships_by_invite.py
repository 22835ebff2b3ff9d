from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0002_papers_and_access"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="by_invite_id",
            field=models.UUIDField(blank=True, null=True),
        ),
    ]
