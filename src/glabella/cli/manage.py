"""``glabella manage``: Django's own commands, on a data folder."""

import os
from collections.abc import Sequence
from pathlib import Path

from glabella.site.folder import FolderError, existing_folder

__all__ = ["manage"]


def manage(arguments: Sequence[str]) -> None:
    """Run one of Django's commands, such as ``check`` or ``migrate``.

    Works on the folder named by ``GLABELLA_DATA`` (``glabella-data`` when unset)
    and uses its secret key where no other is set. The folder has to be there: made
    by mistake in another place, it would have no clinic key and an empty database.
    """
    folder = existing_folder(Path(os.environ.get("GLABELLA_DATA") or "glabella-data"))
    if folder.kind != "clinic":
        # A demonstration must never meet the database that DATABASE_URL may name.
        raise FolderError.foreign(folder.path, "clinic")
    os.environ["GLABELLA_DATA"] = str(folder.path)
    if not os.environ.get("GLABELLA_SECRET_KEY"):
        os.environ.setdefault("GLABELLA_SECRET_KEY_FILE", str(folder.key_file))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "glabella.site.settings")

    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(["glabella manage", *arguments])
