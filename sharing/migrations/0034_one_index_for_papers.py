import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0033_asked_authors"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="searchable",
            name="search_of_texts",
        ),
        migrations.RemoveIndex(
            model_name="searchable",
            name="search_of_less",
        ),
        migrations.AddIndex(
            model_name="searchable",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("level__lt", 4)), fastupdate=False, fields=["document"], name="search_of_papers"
            ),
        ),
    ]
