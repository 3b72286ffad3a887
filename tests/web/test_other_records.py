"""A record is found under its own patient's address, and under no other."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from glabella.clinic.accounts.models import Role
from tests.clinic.people import make_patient, make_staff
from tests.web.permissions import Address, World
from tests.web.test_permissions import ADDRESSES, each, world

__all__ = ["world"]


def kinds(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, set[str]]]:
    """Each address with the names of what it takes."""
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield f"{before}{one.name}", set(one.pattern.converters)
        else:
            yield from kinds(
                one, f"{before}{one.namespace}:" if one.namespace else before
            )


TAKES = dict(kinds(get_resolver()))
BELOW = [
    one
    for one in ADDRESSES
    if "patient_id" in TAKES[one.name] and TAKES[one.name] - {"patient_id", "number"}
]
"""The addresses that name a patient and a record of theirs."""


@pytest.mark.django_db
@each(BELOW)
def test_a_record_is_not_there_under_another_patient(
    address: Address, world: World, client: Client
):
    user = make_staff("everybody", *Role.values)
    path = address.path(world, user)
    mine, other = str(world.patient.pk), make_patient(77)
    assert mine in path
    client.force_login(user)
    with transaction.atomic():
        answer = getattr(client, address.method)(
            path.replace(mine, str(other.pk)), address.data
        )
    assert answer.status_code == 404
    assert world.patient.family_name not in answer.text
