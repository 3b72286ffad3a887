"""Signing in, staying signed in, signing out."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import RequestFactory

from glabella.clinic.accounts.models import StaffSession, User
from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit.models import AuditEntry
from glabella.web.account import device
from tests.clinic.people import AT

WRONG = "not the pass phrase at all"


def actions(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action).select_related("key"))


def test_somebody_signs_in_and_comes_to_today(log_in, front_desk, client):
    answer = log_in(front_desk)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/today/"
    assert client.get("/accounts/").status_code == 200
    (entry,) = actions("log_in")
    assert entry.actor_name == front_desk.name
    assert entry.after["method"] == "password"


def test_somebody_comes_to_the_page_that_they_wanted(log_in, front_desk):
    answer = log_in(front_desk, next="/calendar/?day=2026-11-23")
    assert answer.headers["Location"] == "/calendar/?day=2026-11-23"


def test_nobody_is_sent_to_another_site(log_in, front_desk):
    answer = log_in(front_desk, next="https://elsewhere.example/")
    assert answer.headers["Location"] == "/today/"


def test_the_capitals_of_an_e_mail_address_do_not_matter(client, front_desk):
    data = {
        "login": front_desk.email.upper(),
        "password": "a long pass phrase of the tests",
    }
    assert client.post("/accounts/login/", data).status_code == 302


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(
    client, log_in, front_desk
):
    wrong = log_in(front_desk, WRONG)
    data = {"login": "nobody@clinic.test", "password": WRONG}
    unknown = client.post("/accounts/login/", data)
    assert wrong.status_code == unknown.status_code == 200
    error = wrong.context["form"].errors
    assert error == unknown.context["form"].errors
    assert error


def test_a_wrong_password_is_on_record_without_the_password(log_in, front_desk):
    log_in(front_desk, WRONG)
    (entry,) = actions("log_in_failed")
    assert entry.actor_name == front_desk.email
    assert WRONG not in str(entry.content)
    assert entry.after["address"] == "127.0.0.1"


def test_a_closed_account_does_not_open(log_in, front_desk, client):
    User.objects.filter(pk=front_desk.pk).update(is_active=False)
    log_in(front_desk)
    assert client.get("/accounts/").status_code == 302


def test_five_wrong_passwords_lock_this_address_out_and_the_owner_hears_once(
    client, log_in, front_desk, owner
):
    for _ in range(5):
        answer = log_in(front_desk, WRONG)
    assert answer.status_code == 429
    assert "15 minutes" in answer.text
    answer = log_in(front_desk)
    assert answer.status_code == 429
    (alert,) = Alert.objects.all()
    assert alert.kind == Alert.Kind.LOCKED_OUT
    assert front_desk.email in alert.text


def test_another_person_and_another_address_are_not_locked_out(
    client, log_in, front_desk, owner
):
    for _ in range(5):
        log_in(front_desk, WRONG)
    assert log_in(owner).status_code == 302
    client.logout()
    data = {
        "login": front_desk.email,
        "password": "a long pass phrase of the tests",
    }
    answer = client.post("/accounts/login/", data, REMOTE_ADDR="10.0.0.9")
    assert answer.status_code == 302


def test_the_lock_opens_after_a_quarter_of_an_hour(log_in, front_desk):
    with time_machine.travel(AT, tick=False) as clock:
        for _ in range(5):
            log_in(front_desk, WRONG)
        clock.shift(timedelta(minutes=14))
        assert log_in(front_desk).status_code == 429
        clock.shift(timedelta(minutes=2))
        assert log_in(front_desk).status_code == 302


def test_signing_out_is_on_record_and_ends_the_session(client, log_in, front_desk):
    log_in(front_desk)
    client.post("/accounts/logout/")
    assert client.get("/accounts/").status_code == 302
    assert len(actions("log_out")) == 1
    assert not StaffSession.objects.exists()


def test_opening_the_address_of_signing_out_does_not_sign_out(
    client, log_in, front_desk
):
    log_in(front_desk)
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/accounts/").status_code == 200


def test_there_is_no_way_to_sign_up(client, practice):
    for path in ("signup/", "email/", "password/reset/", "login/code/"):
        assert client.get(f"/accounts/{path}").status_code == 404


# --- idle ------------------------------------------------------------------------


def test_fifteen_idle_minutes_sign_somebody_off(client, log_in, front_desk):
    with time_machine.travel(AT, tick=False) as clock:
        log_in(front_desk)
        clock.shift(timedelta(minutes=15))
        assert client.get("/accounts/").status_code == 200
        clock.shift(timedelta(minutes=16))
        answer = client.get("/accounts/")
        assert answer.headers["Location"] == "/accounts/login/?next=/accounts/"
        assert "nothing was done for a while" in client.get("/accounts/login/").text
    (entry,) = actions("log_out")
    assert entry.reason == "nothing was done for a while"


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(client, log_in, front_desk):
    with time_machine.travel(AT, tick=False) as clock:
        log_in(front_desk)
        for _ in range(4):
            clock.shift(timedelta(minutes=5))
            client.get("/accounts/", headers={"X-Glabella-Background": "1"})
        assert client.get("/accounts/").status_code == 302


@pytest.mark.parametrize("late", [0, 29])
def test_a_page_left_open_finds_nobody_signed_in_when_it_comes_anew(
    client, log_in, front_desk, late
):
    """The page comes anew by itself then; asked sooner, that would count as work."""
    with time_machine.travel(AT, tick=False) as clock:
        log_in(front_desk)
        clock.shift(timedelta(seconds=late))
        text = client.get("/accounts/").text
        told = re.search(
            r'name="glabella-idle" content="(\d+)" data-grace="(\d+)"', text
        )
        assert told is not None
        clock.shift(timedelta(seconds=int(told[1]) + int(told[2])))
        assert client.get("/accounts/").status_code == 302


def test_the_clinic_sets_how_long(client, log_in, front_desk, practice):
    practice.idle_minutes = 5
    practice.save()
    with time_machine.travel(AT, tick=False) as clock:
        log_in(front_desk)
        clock.shift(timedelta(minutes=6))
        assert client.get("/accounts/").status_code == 302


def test_a_signed_off_page_in_the_background_hears_401(client, practice):
    answer = client.get("/accounts/", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/accounts/login/"
    answer = client.get("/accounts/", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["message"]


# --- sessions --------------------------------------------------------------------

IPAD = "Mozilla/5.0 (iPad; CPU OS 18_0) AppleWebKit/605 Version/18.0 Safari/604.1"


def test_somebody_sees_where_they_are_signed_in_and_ends_it_there(
    client, log_in, front_desk
):
    other = type(client)(HTTP_USER_AGENT=IPAD)
    data = {
        "login": front_desk.email,
        "password": "a long pass phrase of the tests",
    }
    other.post("/accounts/login/", data)
    log_in(front_desk)
    page = client.get("/accounts/sessions/").text
    assert "Safari on iPad" in page
    session = StaffSession.objects.get(device="Safari on iPad")
    client.post(f"/accounts/sessions/{session.pk}/end/")
    assert other.get("/accounts/").status_code == 302
    assert client.get("/accounts/").status_code == 200


def test_somebody_signs_out_everywhere_else(client, log_in, front_desk):
    others = [type(client)(), type(client)()]
    data = {
        "login": front_desk.email,
        "password": "a long pass phrase of the tests",
    }
    for other in others:
        other.post("/accounts/login/", data)
    log_in(front_desk)
    client.post("/accounts/sessions/end-others/")
    assert [other.get("/accounts/").status_code for other in others] == [302, 302]
    assert client.get("/accounts/").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(client, log_in, front_desk, stranger):
    other = type(client)()
    data = {
        "login": stranger.email,
        "password": "a long pass phrase of the tests",
    }
    other.post("/accounts/login/", data)
    log_in(front_desk)
    session = StaffSession.objects.get(user=stranger)
    answer = client.post(f"/accounts/sessions/{session.pk}/end/")
    assert answer.status_code == 404
    assert other.get("/accounts/").status_code == 200


def test_a_new_password_ends_the_sessions_elsewhere(client, log_in, front_desk):
    other = type(client)()
    data = {
        "login": front_desk.email,
        "password": "a long pass phrase of the tests",
    }
    other.post("/accounts/login/", data)
    log_in(front_desk)
    new = "another long pass phrase 7"
    data = {
        "oldpassword": "a long pass phrase of the tests",
        "password1": new,
        "password2": new,
    }
    assert client.post("/accounts/password/", data).status_code == 302
    assert other.get("/accounts/").status_code == 302
    assert client.get("/accounts/").status_code == 200


@pytest.mark.parametrize("short", ["short", "q1w2e3r4t5y6", "83746512345678"])
def test_a_weak_password_is_refused(client, log_in, front_desk, short):
    log_in(front_desk)
    data = {
        "oldpassword": "a long pass phrase of the tests",
        "password1": short,
        "password2": short,
    }
    answer = client.post("/accounts/password/", data)
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_the_table_of_the_cache_is_made_with_the_others(db):
    call_command("createcachetable", "--dry-run", verbosity=0)


@pytest.mark.parametrize(
    ("direct", "told", "counted"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "10.0.0.1, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("::1", "fe80::1%eth0", "fe80::1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "nonsense", None),
        ("", "", None),
    ],
)
def test_behind_our_own_proxy_each_address_is_counted_for_itself(
    rf: RequestFactory, direct: str, told: str, counted: str | None
):
    request = rf.get("/", REMOTE_ADDR=direct, HTTP_X_FORWARDED_FOR=told)
    assert device.address(request) == counted
