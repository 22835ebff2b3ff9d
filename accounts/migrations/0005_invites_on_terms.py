from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_invites_by_handle"),
    ]

    operations = [
        migrations.AddField(
            model_name="invite",
            name="until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="when what it gives ends"),
        ),
        migrations.AddField(
            model_name="invite",
            name="because",
            field=models.CharField(blank=True, max_length=500, verbose_name="why, for its maker's own records"),
        ),
        migrations.AddConstraint(
            model_name="invite",
            constraint=models.CheckConstraint(
                condition=Q(until=None) | Q(kind="paper", until__gte=F("expires_at")),
                name="invite_gives_nothing_that_has_ended",
            ),
        ),
    ]
