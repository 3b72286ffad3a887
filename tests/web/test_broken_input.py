"""Every address of the site with input that nobody should send.

Each address of the matrices is asked with broken values in every field that its view
looks at (the names are learned from the view itself), by somebody with every role and
by strangers where strangers may come: the answer is a page, never a fault of ours, and
what is refused leaves nothing behind. What writes is asked on both kinds of database.
"""

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.test import Client

from glabella.clinic.accounts import services as accounts
from glabella.clinic.accounts.models import Role
from glabella.clinic.audit.models import AuditEntry
from tests.clinic.people import AT, make_staff
from tests.databases import _django_db_helper, database
from tests.web.permissions import Address, World
from tests.web.test_permissions import ADDRESSES, world

__all__ = ["_django_db_helper", "database", "world"]

pytestmark = pytest.mark.django_db

UUID = "00000000-0000-4000-8000-000000000000"
NASTY = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\x1b[2J\r\nX-Injected: 1",
    "\u202e\ufffe\u2028",
    "\U0001f489" * 50,
    "A" * 7_000,
    "9" * 5_000,
    "-1",
    "0",
    "1e400",
    "NaN",
    "Infinity",
    "-0.0",
    "١٢",
    "²",
    str(2**31),
    str(2**63),
    "2026-02-29",
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-11-23T25:61",
    "24:00",
    "23:59:59.999999",
    UUID,
    UUID[:-1],
    "<script>alert(1)</script>{{ 7 }}{% load x %}",
    "' OR 1=1; --",
    "../../../../etc/passwd",
    "%00%ff%c0%ae",
    "//evil.example/",
    "javascript:alert(1)",
    '{"a": [',
    '{"a": "\\ud800"}',
    "[]",
    "null",
)
PLAIN = (
    "1",
    "2",
    "on",
    "yes",
    "glabella",
    "standard",
    "bocouture",
    "20",
    "09:00",
    "2026-11-24",
    "2026-11-24T09:00",
    "2026-11-24T09:00:00+00:00",
)
"""Values that are good somewhere: they carry a form past its first complaint."""

ROUNDS = 3
HARMLESS = ("read", "failure", "log_in_failed")
"""What the audit may note of a request that was refused."""


KEEP_WHAT_CAN_BE_KEPT = {"consultation:page", "consultation:save", "consultation:sign"}
"""A draft is kept with what was right in it; the answer names what was not."""


def a_real_link(world: World) -> dict[str, object]:
    uid, token = accounts.new_link(actor=world.owner, at=AT, user=world.injector)
    return {"uid": uid, "token": token}


def asked_by_post() -> list[Address]:
    """The pages of the way in and of links once more, with a form."""
    known = {one.name for one in ADDRESSES if one.method == "post"}
    more = [
        replace(one, method="post")
        for one in ADDRESSES
        if one.name not in known
        and (one.action == "public" or one.name.startswith(("account", "mfa_")))
    ]
    return [
        *more,
        Address("account:choose-password", "public", a_real_link, method="post"),
    ]


def each_on_its_databases() -> list[Any]:
    """Reads on one database; what writes, and what strangers reach, on both."""
    every = [*ADDRESSES, *asked_by_post()]
    return [
        pytest.param(one, kind, id=f"{one} {number} {kind}")
        for number, one in enumerate(every)
        for kind in ("sqlite", "postgresql")
        if kind == "sqlite" or one.method == "post" or one.action == "public"
    ]


class Names(set[str]):
    """The names that a view looked up in a form or a query."""


@contextmanager
def noted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Names]:
    """Write down which names are looked up while this lasts."""
    names = Names()
    with monkeypatch.context() as patch:
        for method in ("get", "getlist", "__getitem__", "__contains__"):
            plain = getattr(QueryDict, method)

            def look(self, key, *rest, _plain=plain, **more):
                if isinstance(key, str):
                    names.add(key)
                return _plain(self, key, *rest, **more)

            patch.setattr(QueryDict, method, look)
        yield names


def forms(
    names: set[str], good: Mapping[str, Any], draw: random.Random
) -> Iterator[dict[str, Any]]:
    """Each field drawn for itself: good, plausible, broken, repeated, or left out."""
    for number in range(ROUNDS):
        form: dict[str, Any] = {"no-such-field": draw.choice(NASTY)}
        for name in sorted(names):
            kind = draw.random()
            if name in good and (number == 0 or kind < 0.3):  # past the first gate
                form[name] = good[name]
            elif kind < 0.5:
                form[name] = draw.choice(PLAIN)
            elif kind < 0.9:
                form[name] = draw.choices(NASTY, k=draw.choice((1, 2)))
        yield form


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Undo what the request did, so that each meets the same clinic."""
    block = transaction.atomic()
    # As the block of the test itself: a durable one may stand inside it.
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def newest() -> int:
    return AuditEntry.objects.values_list("number", flat=True).first() or 0


def check(answer: HttpResponse, before: int, address: Address) -> None:
    """No fault; what was refused changed nothing."""
    assert answer.status_code < 500
    if answer.status_code >= 400 and address.name not in KEEP_WHAT_CAN_BE_KEPT:
        entries = AuditEntry.objects.filter(number__gt=before)
        assert not entries.exclude(action__in=HARMLESS).exists()
        assert "Traceback" not in answer.text


def enter(client: Client, address: Address) -> Any:
    """Sign in with every role, confirmed a moment ago; strangers stay strangers."""
    user = make_staff("everybody", *Role.values)
    if address.action == "public":
        return user
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "email": user.email}
    ]
    session.save()
    return user


@pytest.mark.parametrize(
    ("address", "database"), each_on_its_databases(), indirect=["database"]
)
def test_nothing_that_is_sent_is_a_fault_of_ours(
    address: Address, world: World, client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("glabella.web.shared.limits.within", lambda *_a, **_k: True)
    path = address.path(world, enter(client, address))
    ask = getattr(client, address.method)
    names, before = set(address.data), newest()
    with noted(monkeypatch) as learned, nothing_kept():
        check(ask(path, {}), before, address)
    names |= learned
    for form in forms(names, address.data, random.Random(str(address))):  # noqa: S311
        with noted(monkeypatch) as learned, nothing_kept():
            check(ask(path, form), before, address)
        names |= learned
    wrapped = {"content_type": "application/json", "data": '{"a": "\\ud800"'}
    for other in (client.post, client.put):
        with nothing_kept():
            check(other(path, **wrapped), before, address)


@pytest.mark.parametrize(
    "address",
    [pytest.param(one, id=str(one)) for one in ADDRESSES if one.method == "post"],
)
def test_a_form_without_its_token_is_refused(address: Address, world: World):
    strict = Client(enforce_csrf_checks=True)
    path = address.path(world, enter(strict, address))
    before = newest()
    answer = strict.post(path, address.data)
    assert answer.status_code == 403
    assert newest() == before


BODIES = (
    {"content_type": "multipart/form-data", "data": b"no boundary"},
    {
        "content_type": "multipart/form-data; boundary=b",
        "data": b"--b\r\nContent-Disposition: form-data; name=\x00\r\n\r\n\xff\r\n",
    },
    {
        "content_type": "application/x-www-form-urlencoded; charset=utf-99",
        "data": b"day=%ff%fe&month=\xff&=&&;",
    },
    {
        "content_type": "application/x-www-form-urlencoded",
        "data": b"&".join(b"a=1" for _ in range(2_100)),
    },
    {
        "content_type": "application/x-www-form-urlencoded",
        "data": b"goals=" + b"A" * 1_100_000,
    },
    {"content_type": "text/plain\r\nX: y", "data": b"\x00"},
)
OPEN = ("/", "/request/", "/request/thanks/", "/accounts/login/", "/health/", "/trust/")


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("path", OPEN)
class TestAtTheOpenPlaces:
    """What a stranger may send to where strangers come."""

    @pytest.mark.parametrize("body", BODIES)
    def test_a_body_that_cannot_be_read_is_refused(self, client, path, body):
        assert client.generic("POST", path, **body).status_code < 500

    @pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
    def test_another_method_is_refused(self, client, path, method):
        assert getattr(client, method)(path).status_code in {200, 405}

    @pytest.mark.parametrize(
        "cookie",
        ["x" * 4_000, "\x00", "é", "' OR 1=1 --", "../../etc/passwd", "a" * 32],
    )
    def test_broken_cookies_are_as_good_as_none(self, client, path, cookie):
        plain = client.get(path).status_code
        client.cookies["sessionid"] = cookie
        client.cookies["csrftoken"] = cookie
        assert client.get(path).status_code == plain

    def test_a_foreign_host_is_refused(self, client, path):
        for host in ("evil.example", "localhost@evil.example", "a b", "[::1"):
            assert client.get(path, headers={"host": host}).status_code == 400

    def test_a_long_query_does_no_harm(self, client, path):
        plain = client.get(path).status_code
        assert client.get(f"{path}?q={'%00' * 20_000}").status_code == plain


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    "path",
    [
        "/link/%00/",
        "/link/%ff%fe/visit.ics",
        f"/link/{'a' * 5_000}/history/",
        "/link/../../accounts/",
        "/calendar/feed/%00.ics",
        "/calendar/feed/.ics",
        "/accounts/link/%00/%00/",
        f"/accounts/link/{'9' * 5_000}/x/",
        "/accounts/link/OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5/x-y/",
        "/patients/%00/",
        "/static/../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/%0d%0aX-Injected:%201",
        "/trust/%2e%2e/clinic-key",
    ],
)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_an_address_that_was_bent_leads_nowhere(client: Client, path: str):
    for answer in (client.get(path), client.post(path, {"code": "1"})):
        assert answer.status_code in {302, 400, 404, 405, 410}
        assert "X-Injected" not in answer.headers
        assert not answer.headers.get("Location", "").startswith(("//", "http"))
