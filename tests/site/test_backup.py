"""Backups of a clinic: whole, without keys, and restored with proof."""

import json
import shutil
import sqlite3
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from glabella.clinic.keys import ring
from glabella.site.backup_archive import (
    AuditPosition,
    BackupError,
    Manifest,
    opened,
    write,
)
from tests.site import clinics

SETUP_ENTRIES = 2


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic with nine audit entries, and ``one.backup`` beside it."""
    folder = tmp_path_factory.mktemp("clinic")
    data = folder / "data"
    assert clinics.set_up(data).code == 0
    assert clinics.record(data, 7).code == 0
    done = clinics.back_up(data, folder / "one.backup")
    assert done.code == 0, done.err
    (folder / "said").write_text(done.out, encoding="utf-8")
    return folder


@pytest.fixture
def changed(made: Path, tmp_path: Path) -> Callable[[Callable[[Path], None]], Path]:
    """Return a backup whose files somebody changed before it was packed again."""

    def change(how: Callable[[Path], None]) -> Path:
        content = tmp_path / "content"
        content.mkdir()
        with zipfile.ZipFile(made / "one.backup") as archive:
            archive.extractall(content)
        how(content)
        target = tmp_path / "changed.backup"
        with zipfile.ZipFile(target, "w") as archive:
            for path in content.iterdir():
                archive.write(path, path.name)
        return target

    return change


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_it_says_where_it_is_what_it_holds_and_what_it_does_not(made: Path):
    said = (made / "said").read_text(encoding="utf-8")
    assert str(made / "one.backup") in said
    assert "audit entries: 9" in said
    assert "clinic key is not in it" in said
    assert str(made / "data" / "clinic-key") in said
    assert stat.S_IMODE((made / "one.backup").stat().st_mode) == 0o600
    assert names(made) == {"data", "data-password", "one.backup", "said"}


def test_no_key_of_any_kind_is_in_it(made: Path):
    secrets = [(made / "data" / "secret-key").read_bytes().strip()]
    told = json.loads((made / "data" / "clinic-key").read_text(encoding="ascii"))
    secrets += [value.encode() for value in (*told["versions"].values(), told["index"])]
    with zipfile.ZipFile(made / "one.backup") as archive:
        assert set(archive.namelist()) == {"manifest.json", "glabella.sqlite3"}
        for name in archive.namelist():
            content = archive.read(name)
            assert not [secret for secret in secrets if secret in content]


def test_an_existing_file_is_never_overwritten(made: Path):
    before = (made / "one.backup").read_bytes()
    done = clinics.back_up(made / "data", made / "one.backup")
    assert "exists already" in done.line
    assert (made / "one.backup").read_bytes() == before


def test_what_is_no_data_folder_is_refused(tmp_path: Path):
    done = clinics.back_up(tmp_path, tmp_path / "x.backup")
    assert "not a data folder" in done.line
    assert names(tmp_path) == set()


def test_it_is_consistent_while_the_clinic_writes(made: Path, tmp_path: Path):
    data = tmp_path / "data"
    shutil.copytree(made / "data", data)
    writer = subprocess.Popen(
        [sys.executable, "-c", clinics.RECORD, str(data), "100000"],
        stdout=subprocess.PIPE,
        text=True,
        env=clinics.surroundings(),
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "0\n"
        done = clinics.back_up(data, tmp_path / "busy.backup")
        assert writer.poll() is None, "the writer must outlast the backup"
    finally:
        writer.kill()
        writer.communicate()
    assert done.code == 0, done.err
    assert "Warning" not in done.err
    restored = clinics.restore(
        tmp_path / "busy.backup", tmp_path / "new", key=data / "clinic-key"
    )
    assert restored.code == 0, restored.err
    assert "The audit is whole" in restored.out


def test_a_restored_clinic_is_the_one_that_was_saved(made: Path, tmp_path: Path):
    target = tmp_path / "new"
    done = clinics.restore(
        made / "one.backup", target, key=made / "data" / "clinic-key"
    )
    assert done.code == 0, done.err
    assert "The audit is whole: 9 entries" in done.out
    assert stat.S_IMODE(target.stat().st_mode) == 0o700
    old, new = (
        (made / "data" / "clinic-key").read_bytes(),
        (target / "clinic-key").read_bytes(),
    )
    assert json.loads(old) == json.loads(new)
    assert names(tmp_path) == {"new"}
    with closing(sqlite3.connect(target / "glabella.sqlite3")) as records:
        assert records.execute("SELECT name FROM practice_practice").fetchall() == [
            ("Clinic Made-Up",)
        ]
    # Its audit goes on where it was.
    assert clinics.record(target, 1).code == 0
    again = clinics.back_up(target, tmp_path / "two.backup")
    assert "audit entries: 10" in again.out


def test_the_recovery_sheet_opens_it_too(made: Path, tmp_path: Path):
    code = (
        "import sys; from pathlib import Path;"
        "from glabella.site import server;"
        "from glabella.site.folder import existing_folder;"
        "server.configure(existing_folder(Path(sys.argv[1])));"
        "from glabella.clinic.keys import recovery; print(recovery.sheet())"
    )
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(clinics.run(code, made / "data").out.lower(), encoding="utf-8")
    done = clinics.restore(made / "one.backup", tmp_path / "new", sheet=sheet)
    assert done.code == 0, done.err
    assert "9 entries" in done.out


def test_without_key_and_terminal_it_says_how_to_give_the_key(
    made: Path, tmp_path: Path
):
    done = clinics.restore(made / "one.backup", tmp_path / "new")
    assert "--key" in done.line
    assert "--sheet" in done.line
    assert names(tmp_path) == set()


def test_the_key_of_another_clinic_is_refused(made: Path, tmp_path: Path):
    other = tmp_path / "other-key"
    ring.make(other)
    before = names(tmp_path)
    done = clinics.restore(made / "one.backup", tmp_path / "new", key=other)
    assert "does not open the backup" in done.line
    assert names(tmp_path) == before


def test_a_mistyped_sheet_is_refused_with_its_line(made: Path, tmp_path: Path):
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(" 1.  8X5K3 QX73G 7A6AM D403N  ZZ\n", encoding="utf-8")
    done = clinics.restore(made / "one.backup", tmp_path / "new", sheet=sheet)
    assert "Line 1" in done.line
    assert names(tmp_path) == {"sheet.txt"}


@pytest.mark.parametrize("kept", [0, 3, 100, 0.5, 0.99, -1])
def test_a_backup_that_was_cut_is_refused(made: Path, tmp_path: Path, kept: float):
    content = (made / "one.backup").read_bytes()
    length = int(len(content) * kept) if isinstance(kept, float) else kept
    cut = tmp_path / "cut.backup"
    cut.write_bytes(content[:length])
    with pytest.raises(BackupError, match=r"cut short|not a backup") as caught:
        opened(cut)
    assert "\n" not in str(caught.value)
    assert str(cut) in str(caught.value)


def test_every_changed_byte_is_noticed_or_means_nothing(made: Path, tmp_path: Path):
    content = bytearray((made / "one.backup").read_bytes())
    good = opened(made / "one.backup").manifest
    spoiled = tmp_path / "spoiled.backup"
    # All of both ends, where the archive describes itself, and some between them.
    places = sorted({*range(60), *range(0, len(content), len(content) // 100)})
    places += range(len(content) - 700, len(content))

    def outcome(place: int) -> object:
        changed = bytearray(content)
        changed[place] ^= 0x55
        spoiled.write_bytes(changed)
        try:
            return opened(spoiled).manifest
        except BackupError:
            return None

    outcomes = [outcome(place) for place in places]
    # A zip archive has a few bytes that mean nothing, such as times.
    assert [one for one in outcomes if one not in (None, good)] == []
    assert outcomes.count(None) > 0.8 * len(places)


@pytest.mark.parametrize("kind", ["text", "zip", "empty manifest", "other manifest"])
def test_a_foreign_file_is_refused(tmp_path: Path, kind: str):
    foreign = tmp_path / "foreign.zip"
    if kind == "text":
        foreign.write_text("a thesis", encoding="utf-8")
    else:
        with zipfile.ZipFile(foreign, "w") as archive:
            archive.writestr("thesis.txt", "a thesis")
            if kind != "zip":
                text = "[]" if kind == "empty manifest" else '{"format": 1, "x": 2}'
                archive.writestr("manifest.json", text)
    with pytest.raises(BackupError, match="not a backup of glabella"):
        opened(foreign)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(BackupError, match="cannot be read"):
        opened(tmp_path / "missing.backup")


def test_a_file_that_was_slipped_in_is_refused(changed: Callable, tmp_path: Path):
    file = changed(lambda content: (content / "clinic-key").write_text("{}"))
    with pytest.raises(BackupError, match="list of files"):
        opened(file)


def test_a_backup_of_a_newer_format_is_refused(changed: Callable):
    def newer(content: Path) -> None:
        manifest = content / "manifest.json"
        told = json.loads(manifest.read_text(encoding="utf-8"))
        manifest.write_text(json.dumps(told | {"format": 2}), encoding="utf-8")

    with pytest.raises(BackupError, match="newer glabella"):
        opened(changed(newer))


def tampered(made: Path, tmp_path: Path, *orders: str) -> Path:
    """Return a backup that somebody made after changing the database by hand."""
    data = tmp_path / "tampered"
    shutil.copytree(made / "data", data)
    with closing(sqlite3.connect(data / "glabella.sqlite3")) as records:
        for (name,) in records.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            records.execute(f"DROP TRIGGER {name}")
        for order in orders:
            records.execute(order)
        records.commit()
    file = tmp_path / "tampered.backup"
    done = clinics.back_up(data, file)
    assert done.code == 0, done.err
    return file


CHANGE = "UPDATE audit_auditentry SET action = 'read' WHERE number = 4"


def test_a_changed_audit_is_found_and_nothing_is_left(made: Path, tmp_path: Path):
    file = tampered(made, tmp_path, CHANGE)
    before = names(tmp_path)
    key = made / "data" / "clinic-key"
    done = clinics.restore(file, tmp_path / "new", key=key)
    assert "NOT whole" in done.line
    assert "4" in done.line
    assert names(tmp_path) == before
    accepted = clinics.restore(file, tmp_path / "new", key=key, accept=True)
    assert accepted.code == 0, accepted.err
    assert "NOT whole" in accepted.out


def test_a_backup_of_a_shortened_audit_warns(made: Path, tmp_path: Path):
    data = tmp_path / "data"
    shutil.copytree(made / "data", data)
    assert clinics.record(data, 5).code == 0
    shutil.copy(made / "data" / "glabella.sqlite3", data)
    for left in ("glabella.sqlite3-wal", "glabella.sqlite3-shm"):
        (data / left).unlink(missing_ok=True)
    done = clinics.back_up(data, tmp_path / "x.backup")
    assert "5 entries more than the database" in done.line


def test_an_older_backup_tells_how_much_the_clinic_recorded_since(
    made: Path, tmp_path: Path
):
    data = tmp_path / "data"
    shutil.copytree(made / "data", data)
    assert clinics.record(data, 3).code == 0
    done = clinics.restore(
        made / "one.backup",
        tmp_path / "new",
        key=data / "clinic-key",
        more={"GLABELLA_DATA": str(data)},
    )
    assert done.code == 0
    assert "3 more audit entries" in done.line


def test_a_folder_that_is_there_is_never_written_into(made: Path, tmp_path: Path):
    key = made / "data" / "clinic-key"
    (tmp_path / "thesis.txt").touch()
    done = clinics.restore(made / "one.backup", tmp_path, key=key)
    assert "exists already" in done.line
    assert names(tmp_path) == {"thesis.txt"}


def test_an_empty_folder_will_do(made: Path, tmp_path: Path):
    key = made / "data" / "clinic-key"
    (tmp_path / "new").mkdir()
    assert clinics.restore(made / "one.backup", tmp_path / "new", key=key).code == 0


def test_a_newer_database_is_refused(made: Path, tmp_path: Path):
    order = (
        "INSERT INTO django_migrations (app, name, applied)"
        " VALUES ('practice', '9999_from_the_future', '2027-01-01')"
    )
    file = tampered(made, tmp_path, order)
    done = clinics.restore(file, tmp_path / "new", key=made / "data" / "clinic-key")
    assert "newer than this one" in done.line
    assert not (tmp_path / "new").exists()


def test_a_database_server_is_not_mixed_up_with_the_folder(made: Path, tmp_path: Path):
    done = clinics.restore(
        made / "one.backup",
        tmp_path / "new",
        key=made / "data" / "clinic-key",
        more={"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/clinic"},
    )
    assert "unset DATABASE_URL" in done.line


def test_a_damaged_database_is_not_saved_as_if_it_were_good(made: Path, tmp_path: Path):
    data = tmp_path / "data"
    shutil.copytree(made / "data", data)
    file = data / "glabella.sqlite3"
    content = bytearray(file.read_bytes())
    content[8192:200_000] = b"\x07" * (200_000 - 8192)
    file.write_bytes(content)
    done = clinics.back_up(data, tmp_path / "x.backup")
    assert done.code != 0
    assert "glabella.sqlite3" in done.line
    assert not (tmp_path / "x.backup").exists()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path):
    source = tmp_path / "source"
    source.write_bytes(b"records")
    manifest = Manifest("1", "now", "clinic", "sqlite", (), AuditPosition(1, "00"))
    with pytest.raises(BackupError, match="name another place"):
        write(tmp_path / "missing" / "x.backup", manifest, {"a": source})
