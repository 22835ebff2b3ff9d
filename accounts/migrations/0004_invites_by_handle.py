from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_fallback_cache"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="invite",
            name="bound_invite_is_for_one",
        ),
        migrations.AddField(
            model_name="invite",
            name="handle",
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddConstraint(
            model_name="invite",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("email", ""), ("handle", "")), ("max_uses", 1), _connector="OR"),
                name="bound_invite_is_for_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="invite",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", ""), ("handle", ""), _connector="OR"), name="invite_is_bound_once"
            ),
        ),
    ]
