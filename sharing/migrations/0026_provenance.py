import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def set_apart(apps, schema_editor):
    """Who made a version, and its hash; and nobody is told any more who made it."""
    using = schema_editor.connection.alias
    version, provenance = (apps.get_model("sharing", name) for name in ("Version", "Provenance"))
    rows = version.objects.using(using).values_list("pk", "paper", "made_by", "sha256")
    provenance.objects.using(using).bulk_create(
        (provenance(version_id=key, paper_id=paper, made_by_id=by, sha256=sha256) for key, paper, by, sha256 in rows),
        batch_size=1000,
    )
    apps.get_model("sharing", "Notice").objects.using(using).filter(kind="version").update(by=None)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # Else what waits to be checked holds up the next step.


def put_back(_apps, schema_editor):
    """Versions are append-only, so their trigger lets go of them for as long as this takes."""
    schema_editor.execute("ALTER TABLE sharing_version DISABLE TRIGGER USER")
    schema_editor.execute(
        "UPDATE sharing_version AS v SET made_by_id = p.made_by_id, sha256 = p.sha256 "
        "FROM sharing_provenance AS p WHERE p.version_id = v.id"
    )
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("ALTER TABLE sharing_version ENABLE TRIGGER USER")


def made_by(**more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **more
    )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("sharing", "0025_who_saved_working_copies"),
    ]

    operations = [
        migrations.CreateModel(
            name="Provenance",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="provenance",
                        serialize=False,
                        to="sharing.version",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sharing.paper"
                    ),
                ),
                ("made_by", made_by()),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 over its layers, in hexadecimal")),
            ],
            options={"verbose_name_plural": "provenance"},
        ),
        # Empty on the way back, until each has got its own again.
        migrations.AlterField(model_name="version", name="made_by", field=made_by(null=True)),
        migrations.AlterField(model_name="version", name="sha256", field=models.CharField(max_length=64, null=True)),
        migrations.RunPython(set_apart, put_back),
        migrations.RemoveField(model_name="version", name="made_by"),
        migrations.RemoveField(model_name="version", name="sha256"),
    ]
