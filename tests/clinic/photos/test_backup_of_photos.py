"""A photograph survives the loss of the machine: it is in the backup, sealed."""

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.site import clinics

TAKE = """
import sys, hashlib
from datetime import UTC, date, datetime
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from glabella.site import server
from glabella.site.folder import existing_folder
server.set_up(existing_folder(Path(sys.argv[1])))
from tests.clinic.people import make_patient, make_staff, AT
from tests.clinic.photos.pictures import taken
from glabella.clinic.photos.files import open_file
photo = taken(make_patient(), make_staff("injector", "injector"))
print(photo.pk, hashlib.sha256(open_file(photo, "picture")).hexdigest())
"""
LOOK = """
import sys, hashlib
from pathlib import Path
from glabella.site import server
from glabella.site.folder import existing_folder
server.set_up(existing_folder(Path(sys.argv[1])))
from glabella.clinic.photos.files import open_file
from glabella.clinic.photos.models import Photo
photo = Photo.objects.select_related("key").get()
print(photo.pk, hashlib.sha256(open_file(photo, "picture")).hexdigest())
"""
ROOT = Path(__file__).resolve().parents[3]


def test_a_photograph_is_in_the_backup_and_opens_after_the_restore(
    new_clinic: Callable[[Path], Path], tmp_path: Path
):
    data, file = new_clinic(tmp_path / "data"), tmp_path / "one.backup"
    made = clinics.run(TAKE, data, ROOT)
    assert made.code == 0, made.err
    assert clinics.back_up(data, file).code == 0

    target = tmp_path / "restored"
    done = clinics.restore(file, target, key=data / "clinic-key")
    assert done.code == 0, done.err
    assert clinics.run(LOOK, target).out == made.out

    # Nothing of it lies beside the database, and in it only what is sealed.
    with closing(sqlite3.connect(target / "glabella.sqlite3")) as database:
        rows = database.execute("SELECT sealed, sealed_digest FROM photos_photofile")
        for sealed, digest in rows.fetchall():
            assert b"JFIF" not in sealed
            assert hashlib.sha256(sealed).hexdigest() == digest
    assert not list(target.rglob("*.jpg"))
