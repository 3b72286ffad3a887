"""The demonstration: two believable years, written by the services."""

from collections import Counter
from datetime import timedelta
from statistics import mean
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client

from glabella.clinic.accounts import selectors as accounts
from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.audit.verification import verify
from glabella.clinic.calendar.models import Absence, Appointment, WaitingEntry
from glabella.clinic.consultations.models import Consultation, SeverityGrade
from glabella.clinic.outbox.models import Message
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.models import Approval, Plan
from glabella.clinic.practice.models import OpeningHours
from glabella.clinic.protocols.models import ProtocolVersion
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.treatments.models import FollowUpGrade, GivenSite, Treatment
from glabella.clinic.treatments.selectors import reviews_due
from tests.clinic.demo.conftest import NOW, PASSWORD, PATIENTS, looked_at

pytestmark = pytest.mark.usefixtures("made")
ZONE = ZoneInfo("America/New_York")
LINES = ("glabella", "forehead", "crows_feet")


def how_many(model, field: str = "status") -> Counter:
    return Counter(model.objects.values_list(field, flat=True))


def test_the_audit_of_two_years_is_whole():
    report = verify()
    assert report.is_whole, report.problem
    assert report.entries == AuditEntry.objects.count() > 400


def test_nothing_was_written_later_than_now_nor_out_of_order():
    instants = list(AuditEntry.objects.order_by("number").values_list("at", flat=True))
    assert instants == sorted(instants)
    assert instants[-1] == NOW
    assert instants[0] < NOW - timedelta(days=730)


def test_each_patient_asked_before_they_were_seen():
    assert Patient.objects.count() == PATIENTS
    assert how_many(TreatmentRequest)["booked"] == PATIENTS


def test_requests_and_plans_stand_in_every_state():
    assert set(how_many(TreatmentRequest)) == {"new", "contacted", "booked", "declined"}
    assert set(how_many(Plan)) == set(Plan.Status.values)
    assert Approval.objects.filter(voided_at=None).exists()
    assert Approval.objects.exclude(voided_at=None).exists()


def test_visits_are_kept_missed_and_called_off():
    states = how_many(Appointment)
    assert states["done"] > 4 * states["no_show"] > 0
    assert states["done"] > 4 * states["cancelled"] > 0
    coming = Appointment.objects.filter(
        starts_at__gt=NOW, starts_at__lt=NOW + timedelta(days=8)
    )
    assert coming.exclude(status="cancelled").count() >= 3


def test_both_who_treat_have_visits_behind_and_ahead_on_the_very_day(made):
    day = NOW.astimezone(ZONE).date()
    visits = [
        one
        for one in Appointment.objects.exclude(status="cancelled")
        if one.starts_at.astimezone(ZONE).date() == day
    ]
    for person in (made.staff.injector, made.staff.prescriber):
        own = Counter(one.status for one in visits if one.injector_id == person.pk)
        assert own["done"], person
        assert own["confirmed"] or own["booked"], person
    assert "arrived" in {one.status for one in visits}


def test_a_review_is_due_for_whoever_treats(made):
    for person in (made.staff.injector, made.staff.prescriber):
        assert reviews_due(viewer=person, at=NOW, own=True), person


def test_no_visit_lies_outside_the_hours_or_in_a_holiday():
    hours = {row.weekday: (row.opens, row.closes) for row in OpeningHours.objects.all()}
    for visit in Appointment.objects.all():
        start, end = (at.astimezone(ZONE) for at in (visit.starts_at, visit.ends_at))
        opens, closes = hours[start.weekday()]
        assert opens <= start.time() < end.time() <= closes
        away = Absence.objects.filter(
            injector=visit.injector,
            starts_at__lt=visit.ends_at,
            ends_at__gt=visit.starts_at,
        )
        assert not away.exists()


def test_three_wait_for_an_earlier_time_and_one_was_offered_it():
    assert how_many(WaitingEntry) == {"waiting": 2, "offered": 1}


def test_consultations_end_in_every_way_and_one_was_amended():
    signed = Consultation.objects.filter(status="signed")
    assert set(signed.values_list("decision", flat=True)) == set(
        Consultation.Decision.values
    )
    assert signed.exclude(amends=None).exists()
    assert Consultation.objects.filter(status="draft").count() == 1


def test_a_protocol_has_a_second_version_and_another_is_a_draft():
    assert how_many(ProtocolVersion) == {"approved": 2, "superseded": 1, "draft": 1}
    assert ProtocolVersion.objects.get(number=2).status == "approved"


def test_emergency_access_is_open_and_the_ended_registration_was_renewed(made):
    alerts = {one.kind: one for one in Alert.objects.all()}
    assert alerts["break_glass"].closed_at is None
    assert alerts["registration"].closed_at is not None
    for user in accounts.clinicians():
        assert user.registration_expires > (NOW + timedelta(days=90)).date()


def test_messages_of_the_past_have_left_and_none_has_failed():
    states = how_many(Message)
    assert set(states) <= {"sent", "waiting", "cancelled"}
    old = Message.objects.filter(created_at__lt=NOW - timedelta(hours=1))
    assert not old.filter(status="waiting", send_at__lt=NOW).exists()
    sent = Message.objects.filter(status="sent")
    assert sent.count() > 20
    assert all(one.pretended and one.sent_at > one.created_at for one in sent)


def test_lines_are_weaker_two_weeks_after_a_treatment():
    before = SeverityGrade.objects.filter(area__in=LINES).values_list(
        "at_contraction", flat=True
    )
    seen = FollowUpGrade.objects.filter(area__in=LINES).select_related(
        "follow_up__treatment"
    )
    after = [
        one.at_contraction
        for one in seen
        if (one.follow_up.day - one.follow_up.treatment.day).days < 30
    ]
    assert mean(after) < mean(before) - 0.5


def test_every_site_has_units_a_place_and_a_lot_that_says_made_up():
    here = GivenSite.objects.filter(treatment__place="here")
    assert here.count() > 100
    assert all(
        one.units > 0 and one.site and one.lot.startswith("MADE-UP") for one in here
    )
    assert Treatment.objects.filter(place="elsewhere").exists()


def test_all_four_sign_in_with_a_password_that_is_stored_as_a_real_one(made):
    for user in made.staff.all:
        user.refresh_from_db()
        assert user.check_password(PASSWORD)
        assert identify_hasher(user.password).__class__.__name__ != "OneRound"


def test_the_share_that_is_done_grows_to_the_whole(demonstration):
    assert demonstration.shares == sorted(demonstration.shares)
    assert 0.9 < demonstration.shares[-1] <= 1.0


PAGES = {
    "front_desk": ("/today/", "/requests/", "/requests/outbox/", "/calendar/"),
    "injector": ("/today/", "/calendar/?view=week", "/patients/", "/protocols/"),
    "prescriber": ("/today/", "/approvals/", "/protocols/"),
    "owner": ("/today/", "/settings/clinic/", "/settings/staff/", "/audit/"),
}


@pytest.mark.parametrize("role", PAGES)
def test_the_lists_of_each_role_open(made, client: Client, role: str):
    with looked_at():
        client.force_login(getattr(made.staff, role))
        for page in PAGES[role]:
            answer = client.get(page)
            assert answer.status_code == 200, page
            assert "made-up data" in answer.content.decode().lower()


@pytest.mark.parametrize("state", Plan.Status.values)
def test_the_record_and_the_plan_open_in_every_state(made, client: Client, state: str):
    with looked_at():
        client.force_login(made.staff.prescriber)
        plan = Plan.objects.filter(status=state).first()
        assert plan is not None
        record = f"/patients/{plan.patient_id}/"
        assert client.get(record).status_code == 200
        assert client.get(f"{record}plans/{plan.pk}/").status_code == 200


@pytest.mark.parametrize("status", Consultation.Status.values)
def test_consultations_open_as_drafts_and_signed(made, client: Client, status: str):
    with looked_at():
        client.force_login(made.staff.prescriber)
        one = Consultation.objects.filter(status=status).first()
        assert one is not None
        page = f"/patients/{one.patient_id}/consultations/{one.pk}/"
        assert client.get(page).status_code == 200
