"""Links to choose a password, signing a record, and emergency access."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.db import transaction
from django.http import HttpResponse
from django.urls import path

from glabella.clinic.accounts import rights, services
from glabella.clinic.accounts.models import BreakGlass, User
from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.outbox.models import Message
from glabella.clinic.shared.errors import Invalid
from glabella.site import urls as site_urls
from tests.clinic.people import AT
from tests.web.account.conftest import PASSWORD

NEW = "seven wet umbrellas in march"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


# --- links -----------------------------------------------------------------------


@pytest.fixture
def link(owner, front_desk) -> str:
    uid, token = services.new_link(actor=owner, at=AT, user=front_desk)
    return f"/accounts/link/{uid}/{token}/"


def test_a_link_sets_the_password_once(client, link, front_desk, log_in):
    assert front_desk.name in client.get(link).text
    answer = client.post(link, {"password": NEW, "again": NEW})
    assert answer.headers["Location"] == "/accounts/login/"
    assert client.get(link).status_code == 404
    assert log_in(front_desk, NEW).status_code == 302


def test_a_link_ends_the_old_password(client, link, front_desk, log_in):
    assert log_in(front_desk).status_code == 200


def test_a_new_link_ends_the_one_before(client, link, owner, front_desk, clock):
    clock.shift(timedelta(seconds=2))
    uid, token = services.new_link(actor=owner, at=AT, user=front_desk)
    assert client.get(link).status_code == 404
    assert client.get(f"/accounts/link/{uid}/{token}/").status_code == 200


def test_a_link_ends_after_three_days(client, link, clock):
    clock.shift(timedelta(days=3, minutes=1))
    assert client.get(link).status_code == 404


def test_a_link_of_a_closed_account_opens_nothing(client, link, front_desk):
    User.objects.filter(pk=front_desk.pk).update(is_active=False)
    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("password", "again"), [("short", "short"), (NEW, "another"), ("", "")]
)
def test_a_password_that_will_not_do_is_refused(client, link, password, again):
    answer = client.post(link, {"password": password, "again": again})
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("part", ["MQ/x-y", "!!/abc-def", "OTk5OTk/abc-def"])
def test_a_link_that_was_made_up_opens_nothing(client, practice, part):
    assert client.get(f"/accounts/link/{part}/").status_code == 404


# --- signing ---------------------------------------------------------------------


def sign(request):
    """A stand-in for a screen that signs: the service refuses in its transaction."""
    try:
        with transaction.atomic():
            services.confirm_identity(
                actor=request.user,
                at=AT,
                password=request.POST.get("password", ""),
            )
    except Invalid as error:
        return HttpResponse(error.fields["password"], status=422)
    return HttpResponse("signed")


urlpatterns = [path("sign/", sign, name="sign"), *site_urls.urlpatterns]
handler400, handler403 = site_urls.handler400, site_urls.handler403
handler404, handler500 = site_urls.handler404, site_urls.handler500


@pytest.mark.urls("tests.web.account.test_ways_in")
def test_signing_takes_the_password(client, front_desk):
    client.force_login(front_desk)
    assert client.post("/sign/", {"password": PASSWORD}).text == "signed"
    answer = client.post("/sign/", {"password": ""})
    assert (answer.status_code, answer.text) == (422, "Give your password to sign.")


@pytest.mark.urls("tests.web.account.test_ways_in")
def test_a_wrong_password_at_signing_is_counted_though_nothing_was_signed(
    client, front_desk, owner, log_in
):
    client.force_login(front_desk)
    secret = "the patient said that she"  # noqa: S105
    for _ in range(5):
        answer = client.post("/sign/", {"password": "wrong", "note": secret})
        assert answer.status_code == 422
    entries = AuditEntry.objects.filter(action="log_in_failed").select_related("key")
    assert len(entries) == 5
    assert {entry.reason for entry in entries} == {"confirming a signature"}
    # Locked out of signing and of signing in alike, and the owner hears of it.
    answer = client.post("/sign/", {"password": PASSWORD})
    assert "Too many wrong answers" in answer.text
    assert log_in(front_desk).status_code in {302, 429}
    assert Alert.objects.get().kind == Alert.Kind.LOCKED_OUT


@pytest.mark.urls("tests.web.account.test_ways_in")
def test_what_was_typed_into_the_record_is_not_kept_with_the_count(client, front_desk):
    client.force_login(front_desk)
    client.post("/sign/", {"password": "wrong", "note": "she said"})
    (kept,) = AccessAttempt.objects.all()
    assert "she said" not in kept.post_data
    assert kept.username == front_desk.email


# --- emergency access --------------------------------------------------------------


def glass(patient) -> str:
    return f"/accounts/break-glass/{patient.pk}/"


def test_the_front_desk_opens_a_record_in_an_emergency(
    client, front_desk, owner, patient
):
    client.force_login(front_desk)
    assert patient.full_name in client.get(glass(patient)).text
    reason = "Swollen throat, nobody else is here"
    answer = client.post(glass(patient), {"reason": reason})
    assert answer.headers["Location"] == f"/patients/{patient.pk}/"
    assert rights.may(front_desk, "patient.read_clinical", at=AT, patient=patient)
    (alert,) = Alert.objects.select_related("key")
    assert reason in alert.text
    assert patient.family_name not in alert.text
    (message,) = Message.objects.select_related("key")
    assert message.to == owner.email
    assert reason not in message.body
    assert patient.family_name not in message.body
    (entry,) = AuditEntry.objects.filter(action="break_glass").select_related("key")
    assert entry.reason == reason
    assert entry.subject_id == patient.key_id


def test_a_reason_is_needed(client, front_desk, patient):
    client.force_login(front_desk)
    for reason in ("", "because"):
        assert client.post(glass(patient), {"reason": reason}).status_code == 422
    assert not BreakGlass.objects.exists()


def test_it_is_given_back_early(client, front_desk, patient):
    client.force_login(front_desk)
    client.post(glass(patient), {"reason": "Nobody else can be reached"})
    client.post(f"{glass(patient)}end/")
    assert not rights.may(front_desk, "patient.read_clinical", at=AT, patient=patient)


def test_who_can_read_the_record_needs_no_emergency(client, injector, patient):
    client.force_login(injector)
    answer = client.post(glass(patient), {"reason": "Nobody else can be reached"})
    assert not BreakGlass.objects.exists()
    assert answer.status_code in {302, 409}
