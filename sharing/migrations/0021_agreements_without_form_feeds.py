from django.db import migrations, models

FORM_FEED = "\f"


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0020_discarded_files"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.CheckConstraint(
                condition=~models.Q(title__contains=FORM_FEED)
                & ~models.Q(in_short__contains=FORM_FEED)
                & ~models.Q(text__contains=FORM_FEED),
                name="agreement_words_hold_no_form_feed",
            ),
        ),
    ]
