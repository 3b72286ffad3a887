"""Mark what staff have looked at, and index only what they have not."""

from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery


def mark(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the first follow-up by staff of each treatment as its review."""
    follow_ups = apps.get_model("treatments", "FollowUp").objects.filter(
        treatment=OuterRef("pk"), source="staff"
    )
    first = Subquery(follow_ups.order_by("created_at").values("created_at")[:1])
    apps.get_model("treatments", "Treatment").objects.update(reviewed_at=first)


class Migration(migrations.Migration):
    dependencies = [
        ("keys", "0001_initial"),
        ("patients", "0001_initial"),
        ("plans", "0002_initial"),
        ("treatments", "0002_treatment_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="treatment",
            name="reviewed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="treatment",
            index=models.Index(
                condition=models.Q(("reviewed_at", None)),
                fields=["day", "id"],
                name="treatment_to_be_reviewed",
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
