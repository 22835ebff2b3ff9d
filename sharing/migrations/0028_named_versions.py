from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing", "0027_denials_by_handle")]

    operations = [
        migrations.AddField(
            model_name="card",
            name="name",
            field=models.CharField(blank=True, default="", max_length=100, verbose_name="the version's name"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="body",
            name="what_changed",
            field=models.TextField(blank=True, default="", max_length=1000),
            preserve_default=False,
        ),
    ]
