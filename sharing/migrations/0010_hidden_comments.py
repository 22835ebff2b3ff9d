from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0009_receipts"),
    ]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="hidden_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="when moderators hid it"),
        ),
    ]
