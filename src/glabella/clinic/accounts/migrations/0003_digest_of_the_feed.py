"""Keep the digest of a feed's address instead of the address, which goes on working."""

import hashlib

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def digest(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the digest in the place of each token."""
    people = apps.get_model("accounts", "User").objects.exclude(calendar_digest="")
    for one in people:
        one.calendar_digest = hashlib.sha256(one.calendar_digest.encode()).hexdigest()
        one.save(update_fields=["calendar_digest"])


class Migration(migrations.Migration):
    """From a token in clear to its digest."""

    dependencies = [("accounts", "0002_cache_table")]
    operations = [
        migrations.RenameField("user", "calendar_token", "calendar_digest"),
        migrations.RunPython(digest, migrations.RunPython.noop),
    ]
