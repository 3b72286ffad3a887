"""The data folder: made once, kept, and refused when it is not ours."""

import stat
from pathlib import Path

import pytest

from glabella.site.folder import FolderError, open_folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_folder_and_its_key_belong_to_the_owner_alone(tmp_path: Path):
    folder = open_folder(tmp_path / "new" / "data", "demo")
    assert mode(folder.path) == 0o700
    assert mode(folder.key_file) == 0o600
    assert len(folder.key_file.read_text(encoding="ascii").strip()) >= 50


def test_a_second_start_keeps_the_key_and_the_data(tmp_path: Path):
    first = open_folder(tmp_path / "data", "demo")
    key = first.key_file.read_bytes()
    first.database.write_bytes(b"records")
    second = open_folder(tmp_path / "data", "demo")
    assert second == first
    assert second.key_file.read_bytes() == key
    assert second.database.read_bytes() == b"records"


def test_two_folders_have_two_keys(tmp_path: Path):
    one, two = (open_folder(tmp_path / name, "demo") for name in ("one", "two"))
    assert one.key_file.read_bytes() != two.key_file.read_bytes()


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path):
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderError, match="did not make") as caught:
        open_folder(tmp_path, "demo")
    assert str(tmp_path) in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(("made", "opened"), [("clinic", "demo"), ("demo", "clinic")])
def test_a_demonstration_and_a_clinic_never_share_a_folder(
    tmp_path: Path, made: str, opened: str
):
    open_folder(tmp_path / "data", made)
    with pytest.raises(FolderError):
        open_folder(tmp_path / "data", opened)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"made_for": "other"}'])
def test_a_marker_of_something_else_is_refused(tmp_path: Path, text: str):
    (tmp_path / "glabella.json").write_text(text, encoding="utf-8")
    with pytest.raises(FolderError):
        open_folder(tmp_path, "demo")


def test_a_file_in_the_way_is_named_in_one_line(tmp_path: Path):
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    with pytest.raises(FolderError, match="name another folder") as caught:
        open_folder(tmp_path / "data", "demo")
    assert "\n" not in str(caught.value)


def test_an_interrupted_first_start_is_finished_by_the_second(tmp_path: Path):
    folder = open_folder(tmp_path / "data", "demo")
    folder.key_file.unlink()
    assert open_folder(tmp_path / "data", "demo").key_file.exists()
