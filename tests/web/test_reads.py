"""Whatever shows one patient's record says so in the audit."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from glabella.clinic.accounts.models import Role
from glabella.clinic.audit.models import AuditEntry
from tests.clinic.people import make_staff
from tests.web.permissions import Address, World
from tests.web.test_permissions import ADDRESSES, each, world

__all__ = ["world"]

pytestmark = pytest.mark.django_db

NOTED = ("read", "print", "export")


def _below_a_patient(
    resolver: URLResolver, space: str = "", path: str = ""
) -> Iterator[str]:
    """Names of the addresses that belong to one patient."""
    for entry in resolver.url_patterns:
        route = f"{path}{entry.pattern}"
        if isinstance(entry, URLResolver):
            inner = f"{entry.namespace}:" if entry.namespace else space
            yield from _below_a_patient(entry, inner, route)
        elif "<uuid:patient_id>" in route and entry.name:
            yield f"{space}{entry.name}"


BELOW = set(_below_a_patient(get_resolver()))
READING = [one for one in ADDRESSES if one.method == "get" and one.name in BELOW]


@each(READING)
def test_a_page_that_names_a_patient_is_noted_as_read(
    address: Address, world: World, client: Client
):
    person = make_staff("everything", *Role.values)
    path = address.path(world, person)
    client.force_login(person)
    before = AuditEntry.objects.count()
    answer = client.get(path)
    found = AuditEntry.objects.filter(
        number__gt=before,
        action__in=NOTED,
        subject=world.patient.key_id,
        actor_id=str(person.pk),
    )
    names_the_patient = answer.status_code == 200 and b"Family1" in answer.content
    assert found.exists() or not names_the_patient


def test_there_are_pages_that_belong_to_one_patient():
    assert {"patients:page", "plans:page", "consultation:page"} <= BELOW
