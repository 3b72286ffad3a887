"""The head outside the database moves forward only, and survives a power cut."""

import stat
import threading

import pytest

from glabella.clinic.audit import head
from glabella.clinic.audit.head import Head, HeadFileProblem, advance, read


def numbered(number: int) -> Head:
    return Head(number, bytes([number % 256]) * 32)


def test_it_records_the_last_entry_for_its_owner_alone(head_path):
    assert read(head_path) is None
    for number in (1, 2, 3):
        assert advance(head_path, numbered(number))
        assert read(head_path) == numbered(number)

    assert stat.S_IMODE(head_path.stat().st_mode) == 0o600
    assert head_path.stat().st_size == 2 * head.LINE_BYTES


def test_it_never_moves_back_and_never_changes_what_it_said(head_path):
    advance(head_path, numbered(5))

    assert not advance(head_path, numbered(4))
    assert not advance(head_path, Head(5, bytes(32)))
    assert read(head_path) == numbered(5)


@pytest.mark.parametrize("kept", range(0, head.LINE_BYTES, 7))
def test_a_write_cut_by_a_power_failure_leaves_the_one_before(head_path, kept):
    advance(head_path, numbered(8))
    before = head_path.read_bytes()
    advance(head_path, numbered(9))
    after = head_path.read_bytes()
    changed = head.LINE_BYTES if after[: len(before)] == before else 0
    torn = bytearray(before.ljust(2 * head.LINE_BYTES, b"\0"))
    torn[changed : changed + kept] = after[changed : changed + kept]
    head_path.write_bytes(bytes(torn))

    assert read(head_path) == numbered(8)
    assert advance(head_path, numbered(9))
    assert read(head_path) == numbered(9)


def test_a_file_without_a_whole_line_is_said_to_be_changed(head_path):
    head_path.write_text("nothing of ours\n")

    with pytest.raises(HeadFileProblem, match="was changed"):
        read(head_path)


def test_a_folder_that_is_not_there_is_said_in_one_line(tmp_path):
    with pytest.raises(HeadFileProblem, match="cannot be written"):
        advance(tmp_path / "nowhere" / "audit-head", numbered(1))


def test_many_at_once_leave_the_highest(head_path):
    threads = [
        threading.Thread(target=advance, args=(head_path, numbered(number)))
        for number in range(1, 30)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert read(head_path) == numbered(29)
