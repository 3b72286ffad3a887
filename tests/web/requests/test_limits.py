"""A limit holds for a person or an address, and says what to do now."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from glabella.web.shared.limits import address_of, limited_to

pytestmark = pytest.mark.usefixtures("practice")


@limited_to(2, seconds=60, name="a test")
def view(request) -> HttpResponse:
    return HttpResponse("done")


def ask(user=None, method: str = "post", **headers: str) -> HttpResponse:
    request = getattr(RequestFactory(), method)("/", **headers)
    request.user = user or AnonymousUser()
    return view(request)


def test_the_third_time_is_too_often():
    assert [ask().status_code for _ in range(3)] == [200, 200, 429]


def test_reading_is_free():
    assert {ask(method="get").status_code for _ in range(5)} == {200}


def test_two_people_at_one_address_do_not_share(injector, front_desk):
    answers = [ask(user).status_code for user in (injector, injector, front_desk)]
    assert answers == [200, 200, 200]


def test_the_refusal_says_what_now_and_when():
    ask(), ask()
    answer = ask(HTTP_HX_REQUEST="true")
    assert "Wait a little" in answer.text
    assert answer.headers["Retry-After"] == "60"


@pytest.mark.parametrize(
    ("direct", "told", "meant"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_a_proxy_is_believed_on_this_machine_alone(direct, told, meant):
    request = RequestFactory().get("/", REMOTE_ADDR=direct)
    if told:
        request.META["HTTP_X_FORWARDED_FOR"] = told
    assert address_of(request) == meant


def test_a_household_has_one_place_with_all_its_addresses():
    first, second, other = (
        address_of(RequestFactory().get("/", REMOTE_ADDR=address))
        for address in ("2001:db8:1:2::1", "2001:db8:1:2::ffff", "2001:db8:1:3::1")
    )
    assert first == second != other
