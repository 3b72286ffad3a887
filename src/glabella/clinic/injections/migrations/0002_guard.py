from django.db import migrations

from glabella.clinic.injections import guard


def install(apps, editor):
    guard.install(editor.connection)


def remove(apps, editor):
    guard.remove(editor.connection)


class Migration(migrations.Migration):
    """The database refuses to change or delete an entry of the live record.

    SQLite drops the triggers of a table that a later migration rebuilds: such a
    migration ends with this step again.
    """

    dependencies = [("injections", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
