"""``glabella manage`` works on the clinic's own folder, and on no other."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.site import clinics

MANAGE = "from glabella.cli.manage import manage; manage(sys.argv[1:])"


def manage(data: Path, *arguments: str, **more: str) -> clinics.Done:
    return clinics.command(MANAGE, *arguments, GLABELLA_DATA=str(data), **more)


@pytest.fixture(scope="module")
def clinic(
    new_clinic: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    return new_clinic(tmp_path_factory.mktemp("manage") / "data")


def test_its_commands_find_the_records_and_the_key(clinic: Path):
    done = manage(clinic, "run_due", "--once")
    assert done.code == 0, done.err
    before = (clinic / "clinic-key").read_bytes()
    done = manage(clinic, "rotate_clinic_key")
    assert done.code == 0, done.err
    assert (clinic / "clinic-key").read_bytes() != before


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path):
    done = manage(tmp_path / "elsewhere", "check")
    assert done.code == 1
    assert "is not a data folder" in done.line
    assert not (tmp_path / "elsewhere").exists()


def test_a_demonstration_is_left_alone(tmp_path: Path):
    (tmp_path / "glabella.json").write_text(json.dumps({"made_for": "demo"}))
    done = manage(tmp_path, "migrate")
    assert done.code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["glabella.json"]
