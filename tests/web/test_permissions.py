"""Every address of the site against every role, from the screens' own lists."""

from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import Role, User
from glabella.clinic.practice.models import Practice
from tests.clinic.people import AT, make_staff
from tests.web.permissions import Address, World

HERE = Path(__file__).parent
LISTS = {
    file.parent.name: import_module(f"tests.web.{file.parent.name}.matrix").ADDRESSES
    for file in sorted(HERE.glob("*/matrix.py"))
}
ADDRESSES: list[Address] = [one for addresses in LISTS.values() for one in addresses]


def each(addresses: list[Address]):
    """Parametrise over addresses; one that is named again gets a number."""
    seen: Counter[str] = Counter()
    params = []
    for one in addresses:
        seen[str(one)] += 1
        again = f" {seen[str(one)]}" if seen[str(one)] > 1 else ""
        params.append(pytest.param(one, id=f"{one}{again}"))
    return pytest.mark.parametrize("address", params)


CLOSED = each([one for one in ADDRESSES if one.action != "public"])
PUBLIC = each([one for one in ADDRESSES if one.action == "public"])
ROLES = [*Role.values, "nobody", "former"]
SENT_TO_SIGN_IN = "/accounts/login/?next="

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings) -> World:
    settings.DEMO = False
    practice = Practice.objects.create(
        id=1,
        name="A clinic",
        jurisdiction="UK",
        time_zone="Europe/London",
        mfa_required=False,
    )
    return World(practice)


def ask(client: Client, address: Address, path: str):
    # What the view does in a fault of its own is for its own tests to see.
    return getattr(client, address.method)(path, address.data)


def person(role: str) -> User:
    if role in {"nobody", "former"}:
        return make_staff(role)
    return make_staff(role.replace("_", "-"), role)


def may(user: User, action: str) -> bool:
    return not action or rights.may(user, action, at=AT)


@CLOSED
def test_a_stranger_is_sent_to_sign_in(address: Address, world: World, client: Client):
    asker = make_staff("asker")
    answer = ask(client, address, address.path(world, asker))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(SENT_TO_SIGN_IN)
    assert world.patient.family_name not in answer.text


@pytest.mark.parametrize("role", ROLES)
@CLOSED
def test_each_role_meets_what_the_table_says(
    address: Address, role: str, world: World, client: Client
):
    user = person(role)
    path = address.path(world, user)
    client.force_login(user)
    if role == "former":
        User.objects.filter(pk=user.pk).update(is_active=False)
    answer = ask(client, address, path)
    if role == "former":
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(SENT_TO_SIGN_IN)
    elif may(user, address.action):
        assert answer.status_code in address.answers, answer.text[:2000]
    else:
        assert answer.status_code in {403, 404}
        assert world.patient.family_name not in answer.text
        assert world.patient.email not in answer.text


@PUBLIC
def test_anybody_may_open_what_is_public(
    address: Address, world: World, client: Client
):
    answer = ask(client, address, address.path(world, None))
    assert not answer.headers.get("Location", "").startswith(SENT_TO_SIGN_IN)
    assert answer.status_code < 500


def names(resolver: URLResolver, before: str = "") -> set[str]:
    found = set()
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            assert one.name, f"{one} has no name"
            found.add(f"{before}{one.name}")
        else:
            space = f"{before}{one.namespace}:" if one.namespace else before
            found |= names(one, space)
    return found


def test_no_address_is_missing_from_the_matrices():
    missing = names(get_resolver()) - {address.name for address in ADDRESSES}
    assert not missing, f"add them to tests/web/<screen>/matrix.py: {sorted(missing)}"


def test_no_matrix_names_an_action_that_is_not_in_the_table():
    known = {*rights.ACTIONS, "", "public"}
    assert {address.action for address in ADDRESSES} <= known
