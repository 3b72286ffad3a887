"""Second factors: who needs one, how it is set up, what it opens."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.outbox.models import Message
from tests.web.account.conftest import PASSWORD

SETUP = "/accounts/second-factor/"


def code(secret: str, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def set_up(client) -> str:
    """Set up an app as a person would; returns its secret."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = client.get("/accounts/mfa/totp/activate/").context["form"].secret
    answer = client.post("/accounts/mfa/totp/activate/", {"code": code(secret)})
    assert answer.status_code == 302, answer.context["form"].errors
    return secret


@pytest.mark.parametrize("role", ["injector", "prescriber", "owner"])
def test_a_clinician_is_sent_to_set_one_up_and_nothing_else_opens(
    request, strict, client, log_in, role
):
    log_in(request.getfixturevalue(role))
    for path in ("/planner/", "/accounts/", "/accounts/sessions/", "/today/"):
        answer = client.get(path)
        if answer.status_code != 404:
            assert answer.headers["Location"] == SETUP
    assert client.get(SETUP).status_code == 200
    assert client.post("/accounts/logout/").status_code == 302


def test_the_front_desk_needs_none(strict, client, log_in, front_desk):
    log_in(front_desk)
    assert client.get("/accounts/").status_code == 200


def test_a_demonstration_asks_nobody(strict, client, log_in, injector, settings):
    settings.DEMO = True
    log_in(injector)
    assert client.get("/accounts/").status_code == 200


def test_with_an_app_everything_opens(strict, client, log_in, injector):
    log_in(injector)
    set_up(client)
    assert client.get("/accounts/").status_code == 200


def test_a_new_way_in_is_on_record_and_the_person_is_told(
    strict, client, log_in, injector, django_capture_on_commit_callbacks
):
    log_in(injector)
    with django_capture_on_commit_callbacks(execute=True):
        set_up(client)
    entries = AuditEntry.objects.filter(action="change").select_related("key")
    assert "an authenticator app was added" in [
        entry.after["what"] for entry in entries
    ]
    (message,) = Message.objects.filter(kind="staff").select_related("key")
    assert message.to == injector.email
    assert "app was added" in message.body


def test_the_next_sign_in_asks_for_the_code(strict, client, log_in, injector):
    log_in(injector)
    secret = set_up(client)
    client.post("/accounts/logout/")
    answer = log_in(injector)
    assert answer.headers["Location"].startswith("/accounts/mfa/authenticate/")
    assert client.get("/accounts/").status_code == 302
    bad = client.post("/accounts/mfa/authenticate/", {"code": "000000"})
    assert bad.status_code == 200
    assert AuditEntry.objects.filter(action="log_in_failed").exists()
    answer = client.post("/accounts/mfa/authenticate/", {"code": code(secret, 1)})
    assert answer.status_code == 302
    assert client.get("/accounts/").status_code == 200


def test_a_code_works_once(strict, client, log_in, injector):
    log_in(injector)
    secret = set_up(client)
    used = code(secret, 1)
    for expected in (302, 200):
        client.post("/accounts/logout/")
        log_in(injector)
        answer = client.post("/accounts/mfa/authenticate/", {"code": used})
        assert answer.status_code == expected


def test_a_recovery_code_opens_once(strict, client, log_in, injector):
    log_in(injector)
    set_up(client)
    codes = client.get("/accounts/mfa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    for expected in (302, 200):
        client.post("/accounts/logout/")
        log_in(injector)
        answer = client.post("/accounts/mfa/authenticate/", {"code": codes[0]})
        assert answer.status_code == expected


def test_the_secret_of_the_app_is_not_in_the_table(strict, client, log_in, injector):
    log_in(injector)
    secret = set_up(client)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept


def test_the_last_second_factor_stays_where_the_clinic_needs_it(
    strict, client, log_in, injector
):
    log_in(injector)
    set_up(client)
    answer = client.post("/accounts/mfa/totp/deactivate/")
    assert answer.status_code == 200
    assert "add another one" in answer.text
    assert Authenticator.objects.filter(type="totp").exists()


def test_it_may_be_removed_where_the_clinic_does_not(
    practice, client, log_in, front_desk
):
    log_in(front_desk)
    set_up(client)
    assert client.post("/accounts/mfa/totp/deactivate/").status_code == 302
    assert not Authenticator.objects.exists()


def test_setting_one_up_asks_for_the_password_first(strict, client, log_in, injector):
    log_in(injector)
    answer = client.get("/accounts/mfa/totp/activate/")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


def test_a_passkey_is_asked_for_with_the_name_of_this_site(client, practice):
    answer = client.get(
        "/accounts/mfa/webauthn/login/", headers={"Accept": "application/json"}
    )
    asked = answer.json()["request_options"]["publicKey"]
    assert asked["rpId"] == "testserver"
    assert asked["userVerification"] == "required"
