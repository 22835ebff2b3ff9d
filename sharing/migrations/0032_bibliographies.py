from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing", "0031_identifiers")]

    operations = [
        migrations.AddField(
            model_name="body",
            name="bibliography",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="workingcopy",
            name="bibliography",
            field=models.TextField(blank=True),
        ),
    ]
