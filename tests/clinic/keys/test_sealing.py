"""What is sealed opens with its own key, at its own place, unchanged, or not at all."""

import uuid

import pytest
from django.test import override_settings
from hypothesis import given, strategies as st

from glabella.clinic.keys import ring
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.keys.sealing import OVERHEAD_BYTES, seal, unseal
from glabella.clinic.shared.errors import SealBroken
from tests.clinic.people import AT


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Two subjects' keys that no database knows."""
    clinic = ring.new()
    path = tmp_path_factory.mktemp("ring") / "clinic-key"
    ring.write(clinic, path)

    def make() -> SubjectKey:
        subject = uuid.uuid4()
        wrapped = ring.wrap(bytes(32), subject=subject, by=clinic)
        return SubjectKey(
            id=subject, wrapped=wrapped, wrapped_by=clinic.current, created_at=AT
        )

    return path, make(), make()


@pytest.fixture
def key(keys, settings):
    settings.CLINIC_KEY_FILE = keys[0]
    return keys[1]


# Hypothesis runs each example in one set-up: nothing of it changes between them.
@given(plain=st.binary(max_size=300), place=st.text(max_size=60))
def test_what_is_sealed_opens_to_the_same_bytes(keys, plain, place):
    _, one, _ = keys
    with _settings(keys):
        sealed = seal(one, place, plain)

        assert unseal(one, place, sealed) == plain
        assert len(sealed) == len(plain) + OVERHEAD_BYTES


@given(plain=st.binary(max_size=60), place=st.integers(0), bit=st.integers(0, 7))
def test_one_changed_bit_anywhere_keeps_it_closed(keys, plain, place, bit):
    _, one, _ = keys
    with _settings(keys):
        sealed = bytearray(seal(one, "here", plain))
        sealed[place % len(sealed)] ^= 1 << bit

        with pytest.raises(SealBroken, match="changed or comes from another place"):
            unseal(one, "here", bytes(sealed))


def test_it_opens_neither_elsewhere_nor_with_the_key_of_another(key, keys):
    sealed = seal(key, "patients.Patient.phone:1", b"+44")

    for other_key, place in (
        (key, "patients.Patient.email:1"),
        (key, "patients.Patient.phone:2"),
        (keys[2], "patients.Patient.phone:1"),
    ):
        with pytest.raises(SealBroken):
            unseal(other_key, place, sealed)


@pytest.mark.parametrize("length", range(OVERHEAD_BYTES))
def test_a_cut_value_is_refused(key, length):
    with pytest.raises(SealBroken):
        unseal(key, "here", seal(key, "here", b"")[:length])


def test_the_same_text_never_looks_the_same(key):
    assert len({seal(key, "here", b"again") for _ in range(50)}) == 50


def _settings(keys):
    return override_settings(CLINIC_KEY_FILE=keys[0])
