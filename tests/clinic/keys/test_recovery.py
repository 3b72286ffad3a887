"""The recovery sheet brings the clinic key back, and says where it is mistyped."""

import pytest
from hypothesis import given, settings as how, strategies as st

from glabella.clinic.keys import recovery, ring
from glabella.clinic.shared.errors import KeyFileProblem

KEY = ring.new()
SHEET = recovery.sheet(KEY)
ROWS = [row for row in SHEET.splitlines() if row.strip()[:1].isdigit()]


def test_the_sheet_brings_back_the_same_key():
    assert recovery.read(SHEET) == KEY


def test_a_sheet_made_during_a_rotation_holds_every_version():
    key = ring.next_version(ring.next_version(KEY))

    assert recovery.read(recovery.sheet(key)) == key


def test_it_may_be_typed_carelessly():
    typed = "\n".join(ROWS).lower().replace("0", "o").replace("1.", "1)")
    typed = typed.replace("1", "l").replace("l)", "1.").replace(" l", " 1")
    rows = [row.replace("  ", " - ", 1) for row in typed.splitlines()]
    numbered = [f"{n}. {row.split('.', 1)[1]}" for n, row in enumerate(rows, 1)]

    assert recovery.read("\n\n".join(numbered)) == KEY


@how(max_examples=200)
@given(line=st.integers(0, len(ROWS) - 1), place=st.integers(0), letter=st.data())
def test_a_wrong_letter_is_found_in_its_line(line, place, letter):
    row = ROWS[line]
    start = row.index(".") + 1
    places = [n for n in range(start, len(row)) if row[n] != " "]
    at = places[place % len(places)]
    other = letter.draw(st.sampled_from([c for c in recovery.ALPHABET if c != row[at]]))
    typed = [*ROWS]
    typed[line] = row[:at] + other + row[at + 1 :]

    with pytest.raises(KeyFileProblem, match=rf"Line {line + 1} |whole recovery"):
        recovery.read("\n".join(typed))


def test_exchanged_missing_and_cut_lines_are_refused():
    swapped = [ROWS[1].replace(" 2.", " 1."), ROWS[0].replace(" 1.", " 2."), *ROWS[2:]]
    with pytest.raises(KeyFileProblem, match=r"Line 1 .* mistyped"):
        recovery.read("\n".join(swapped))
    with pytest.raises(KeyFileProblem, match=r"Line 3 .* missing"):
        recovery.read("\n".join(ROWS[:2] + ROWS[3:]))
    with pytest.raises(KeyFileProblem, match="last line is missing"):
        recovery.read("\n".join(ROWS[:-1]))
    with pytest.raises(KeyFileProblem, match="No numbered line"):
        recovery.read("my dog's name")


def test_its_groups_can_be_asked_back_by_their_place():
    groups = recovery.groups(SHEET)

    assert groups["1A"] == ROWS[0].split()[1]
    assert groups["2D"] == ROWS[1].split()[4]
    assert all(1 <= len(group) <= recovery.GROUP for group in groups.values())
