from django.db import migrations

from glabella.clinic.stock import guard


def install(apps, editor):
    guard.install(editor.connection)


def remove(apps, editor):
    guard.remove(editor.connection)


class Migration(migrations.Migration):
    """The database keeps the ledgers of the vials.

    SQLite drops the triggers of a table that a later migration rebuilds: such a
    migration ends with this step again.
    """

    dependencies = [("stock", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
