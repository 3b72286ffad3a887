"""The table of the cache: counts of attempts and used codes hold for all workers."""

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "cache"


def make(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make it with Django's own command, which knows both databases."""
    call_command(
        "createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0
    )


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take it away."""
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):
    """The cache's table."""

    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
