"""The clinic key is a file that is whole or not there, and never made twice."""

import json
import stat
from dataclasses import replace

import pytest

from glabella.clinic.keys import ring, services
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.keys.sealing import seal, unseal
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import KeyFileProblem, SealBroken
from tests.clinic.people import AT


@pytest.mark.django_db
def test_a_new_clinic_gets_its_key_file_for_its_owner_alone(key_path):
    services.new_key(at=AT)

    assert stat.S_IMODE(key_path.stat().st_mode) == 0o600
    assert [one.name for one in key_path.parent.iterdir()] == ["clinic-key"]


@pytest.mark.django_db
def test_a_lost_key_file_is_never_replaced_by_a_new_one(key_path):
    services.new_key(at=AT)
    key_path.unlink()

    with pytest.raises(KeyFileProblem, match=r"missing.*recovery sheet"):
        services.new_key(at=AT)

    assert not key_path.exists()


def test_making_the_file_again_keeps_the_one_that_is_there(key_path):
    first = ring.make(key_path)

    assert ring.make(key_path) == first
    ring.write(ring.new(), key_path, replacing=False)
    assert ring.read(key_path) == first


SPOILT = {
    "empty": lambda text: text[:0],
    "cut": lambda text: text[:-20],
    "foreign": lambda text: f"[{len(text)}]",
    "later": lambda text: text.replace('"format": 1', '"format": 2'),
    "unknown": lambda text: json.dumps({**json.loads(text), "current": "9-00000000"}),
    "short": lambda text: json.dumps({**json.loads(text), "index": "AAAA"}),
    "renamed": lambda text: text.replace('"1-', '"2-'),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_file_is_refused_in_one_line(key_path, how):
    ring.make(key_path)
    key_path.write_text(SPOILT[how](key_path.read_text()))

    with pytest.raises(KeyFileProblem, match="not a whole clinic key") as caught:
        ring.read(key_path)

    assert "\n" not in str(caught.value)


@pytest.mark.django_db
def test_the_key_file_of_another_clinic_is_noticed(key_path):
    key = services.new_key(at=AT)
    ring.forget()
    ring.write(ring.new(), key_path)

    with pytest.raises(KeyFileProblem, match="other records"):
        ring.cipher(key)


@pytest.mark.django_db
def test_a_wrapped_key_opens_for_its_own_subject_only():
    one, other = services.new_key(at=AT), services.new_key(at=AT)
    other.wrapped = one.wrapped

    with pytest.raises(SealBroken, match="come from another row"):
        ring.cipher(other)


@pytest.mark.django_db
def test_a_wrapped_key_does_not_pass_for_one_of_another_version(key_path):
    key = services.new_key(at=AT)
    clinic = ring.next_version(ring.clinic_key())
    same = next(iter(clinic.versions.values()))
    forged = ring.version_id(2, same)
    ring.write(
        replace(clinic, versions={**clinic.versions, forged: same}, current=forged),
        key_path,
    )
    key.wrapped_by = forged
    ring.forget()

    with pytest.raises(SealBroken):
        ring.cipher(key)


@pytest.mark.django_db
def test_memory_holds_a_bounded_number_of_open_keys(monkeypatch):
    monkeypatch.setattr(ring, "REMEMBERED", 3)

    for key in [services.new_key(at=AT) for _ in range(5)]:
        ring.cipher(key)

    assert len(ring._unwrapped) == 3


@pytest.mark.django_db
def test_rotation_wraps_every_key_anew_and_loses_nothing(key_path):
    keys = [services.new_key(at=AT) for _ in range(5)]
    sealed = [seal(key, "here", b"text") for key in keys]
    old = ring.clinic_key().current

    assert services.rotate(batch=2) == 5

    ring.forget()
    assert ring.clinic_key().current != old
    assert not SubjectKey.objects.filter(wrapped_by=old).exists()
    for key, one in zip(keys, sealed, strict=True):
        key.refresh_from_db()
        assert unseal(key, "here", one) == b"text"


@pytest.mark.django_db
def test_rotation_that_was_stopped_goes_on_with_the_same_version(key_path):
    for _ in range(5):
        services.new_key(at=AT)
    ring.write(ring.next_version(ring.clinic_key()), key_path)
    services._wrap_some(ring.clinic_key(), 2)

    assert services.rotate(batch=2) == 3

    assert len(ring.clinic_key().versions) == 2


@pytest.mark.django_db
def test_an_old_version_is_dropped_only_when_nothing_needs_it(key_path):
    key = services.new_key(at=AT)
    ring.write(ring.next_version(ring.clinic_key()), key_path)

    with pytest.raises(KeyFileProblem, match="rotate_clinic_key"):
        services.drop_old_versions()

    services.rotate()
    assert services.drop_old_versions() == 1
    key.refresh_from_db()
    ring.cipher(key)
    assert list(ring.read(key_path).versions) == [ring.clinic_key().current]


@pytest.mark.django_db
def test_two_rotations_at_once_cannot_overwrite_each_other(key_path):
    services.new_key(at=AT)
    before = key_path.read_bytes()

    with ring.alone(key_path):
        for act in (services.rotate, services.drop_old_versions):
            with pytest.raises(KeyFileProblem, match="already"):
                act()

    assert key_path.read_bytes() == before
    services.rotate()


@pytest.mark.django_db
def test_rotation_passes_over_destroyed_keys():
    key = services.new_key(at=AT)
    services.destroy(
        actor=Actor.staff(1, "Olive"), at=AT, key=key, ground="asked for it"
    )

    assert services.rotate() == 0
