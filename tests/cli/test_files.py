"""Files are written whole, all of them or none."""

import pytest

from glabella.cli.files import write_whole
from glabella.core.errors import GlabellaError


def test_every_file_is_written_and_nothing_else_is_left(tmp_path):
    one, two = tmp_path / "one.html", tmp_path / "two.pdf"
    one.write_bytes(b"earlier")
    write_whole([(one, b"1"), (two, b"2")])
    assert (one.read_bytes(), two.read_bytes()) == (b"1", b"2")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.html", "two.pdf"]


def test_where_one_cannot_be_written_the_others_stay_as_they_were(tmp_path):
    one, gone = tmp_path / "one.html", tmp_path / "gone" / "two.pdf"
    one.write_bytes(b"earlier")
    with pytest.raises(GlabellaError, match=r"two\.pdf cannot be written: .*; choose"):
        write_whole([(one, b"1"), (gone, b"2")])
    assert one.read_bytes() == b"earlier"
    assert [path.name for path in tmp_path.iterdir()] == ["one.html"]


def test_a_folder_in_the_place_of_a_file_is_refused_by_name(tmp_path):
    folder = tmp_path / "page.html"
    folder.mkdir()
    with pytest.raises(GlabellaError, match=r"page\.html cannot be written"):
        write_whole([(folder, b"1")])
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert list(folder.iterdir()) == []
