"""A destroyed key is gone for ever, and says who destroyed it and why."""

import pytest
from django.db import IntegrityError, transaction

from glabella.clinic.keys import ring, services
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.shared.actor import Actor
from glabella.clinic.shared.errors import Blocked, Invalid, KeyDestroyed
from tests.clinic.people import AT

pytestmark = pytest.mark.django_db

ACTOR = Actor.staff(1, "Olive Owner")


def test_its_bytes_are_gone_and_the_ground_remains():
    key = services.new_key(at=AT)
    ring.cipher(key)

    services.destroy(actor=ACTOR, at=AT, key=key, ground=" asked\nfor it ")

    row = SubjectKey.objects.get(id=key.id)
    assert row.wrapped is None
    assert (row.destroyed_at, row.destroyed_ground) == (AT, "asked for it")
    assert row.destroyed_by_name == "Olive Owner"
    for one in (key, row):
        with pytest.raises(KeyDestroyed):
            ring.cipher(one)
    assert not [place for place in ring._unwrapped if place[0] == key.id]


def test_it_is_destroyed_once_and_with_a_ground():
    key = services.new_key(at=AT)

    with pytest.raises(Invalid, match="ground"):
        services.destroy(actor=ACTOR, at=AT, key=key, ground="  ")
    services.destroy(actor=ACTOR, at=AT, key=key, ground="asked for it")
    with pytest.raises(KeyDestroyed, match="already"):
        services.destroy(actor=ACTOR, at=AT, key=key, ground="again")


def test_the_clinics_own_key_is_never_destroyed():
    key = services.own_key(at=AT)

    assert services.own_key(at=AT) == key
    with pytest.raises(Blocked):
        services.destroy(actor=ACTOR, at=AT, key=key, ground="a mistake")


@pytest.mark.parametrize(
    "half",
    [{"destroyed_at": AT}, {"wrapped": None}, {"destroyed_at": AT, "wrapped": None}],
)
def test_the_database_refuses_a_key_that_is_half_destroyed(half):
    key = services.new_key(at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        SubjectKey.objects.filter(id=key.id).update(**half)
