"""The blind index finds the same again and tells nothing else."""

import pytest

from glabella.clinic.keys import blind, ring

pytestmark = pytest.mark.django_db


def test_equal_values_meet_whatever_their_spelling():
    assert blind.index("email", " Ann@Mail.test ") == blind.index(
        "email", "ann@mail.TEST"
    )
    assert len(blind.index("email", "a")) == blind.INDEX_LENGTH


def test_purposes_are_told_apart_and_nothing_has_no_index():
    assert blind.index("email", "x") != blind.index("phone", "x")
    assert blind.index("em", "ail\0x") != blind.index("em\0ail", "x")
    assert blind.index("email", "  ") == ""


def test_another_clinic_has_other_indexes(key_path):
    ours = blind.index("email", "x")
    ring.write(ring.new(), key_path)

    assert blind.index("email", "x") != ours


def test_the_index_survives_the_rotation_of_the_clinic_key(key_path):
    ours = blind.index("email", "x")
    ring.write(ring.next_version(ring.clinic_key()), key_path)

    assert blind.index("email", "x") == ours
