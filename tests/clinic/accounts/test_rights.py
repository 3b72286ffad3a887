"""Who may do what: roles, registration, techniques, emergency access."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from glabella.clinic.accounts import rights, selectors
from glabella.clinic.accounts.models import Role
from glabella.clinic.accounts.rights import NotAllowed
from glabella.clinic.patients import emergency
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound
from tests.clinic.people import AT, TODAY, make_patient, make_staff

MATRIX = {
    "request.read": "front_desk injector owner",
    "request.handle": "front_desk owner",
    "calendar.read": "front_desk injector prescriber owner",
    "calendar.book": "front_desk injector prescriber owner",
    "message.read": "front_desk owner",
    "patient.find": "front_desk injector prescriber owner",
    "patient.read": "front_desk injector prescriber owner",
    "patient.write": "front_desk injector prescriber owner",
    "patient.check_identity": "front_desk injector prescriber",
    "patient.read_clinical": "injector prescriber",
    "patient.break_glass": "front_desk injector prescriber owner",
    "patient.export": "prescriber owner",
    "patient.erase": "owner",
    "history.send_link": "front_desk injector prescriber",
    "history.write": "injector prescriber",
    "consultation.write": "injector prescriber",
    "consultation.sign": "injector prescriber",
    "plan.write": "injector prescriber",
    "plan.answer": "injector prescriber",
    "plan.examine": "prescriber",
    "plan.approve": "prescriber",
    "protocol.write": "injector prescriber",
    "protocol.approve": "prescriber",
    "treatment.write": "injector prescriber",
    "treatment.sign": "injector prescriber",
    "consent.ask": "front_desk injector prescriber",
    "consent.witness": "injector prescriber",
    "consent.withdraw": "front_desk injector prescriber",
    "consent.template": "prescriber owner",
    "photo.take": "injector prescriber",
    "photo.read": "injector prescriber",
    "stock.read": "injector prescriber owner",
    "stock.write": "injector prescriber owner",
    "stock.draw": "injector prescriber",
    "stock.recall": "injector prescriber owner",
    "stock.policy": "owner",
    "injection.prepare": "injector prescriber",
    "injection.record": "injector prescriber",
    "report.write": "injector prescriber",
    "recall.read": "front_desk injector prescriber owner",
    "recall.handle": "front_desk injector prescriber",
    "patient_message.read": "front_desk injector prescriber",
    "patient_message.answer": "front_desk injector prescriber",
    "portal.send_link": "front_desk injector prescriber",
    "outcome.read": "injector prescriber owner",
    "outcome.export": "prescriber owner",
    "planner.use": "front_desk injector prescriber owner",
    "today.read": "front_desk injector prescriber owner",
    "alert.read": "owner",
    "settings.read": "front_desk injector prescriber owner",
    "settings.write": "owner",
    "staff.write": "owner",
    "audit.read": "owner",
}


def test_the_table_has_no_action_that_is_not_written_here():
    assert set(rights.ACTIONS) == set(MATRIX)


@pytest.mark.parametrize("action", MATRIX)
def test_each_action_belongs_to_its_roles_alone(action, practice):
    for role in Role.values:
        person = make_staff(f"{role}-{action}".replace("_", "-"), role)
        allowed = role in MATRIX[action].split()
        assert rights.may(person, action, at=AT) is allowed, role


def test_somebody_without_a_role_may_nothing(stranger):
    assert not any(rights.may(stranger, action, at=AT) for action in MATRIX)


def test_a_closed_account_may_nothing(prescriber):
    prescriber.is_active = False
    assert not any(rights.may(prescriber, action, at=AT) for action in MATRIX)


def test_two_roles_give_what_either_gives(practice):
    person = make_staff("both", "front_desk", "prescriber")
    assert rights.may(person, "request.handle", at=AT)
    assert rights.may(person, "plan.approve", at=AT)


def test_an_action_that_is_not_in_the_table_is_a_fault_of_ours(owner):
    with pytest.raises(KeyError):
        rights.may(owner, "plan.aprove", at=AT)


@pytest.mark.parametrize("action", sorted(rights.CLINICAL_ACTS))
def test_an_ended_registration_takes_the_clinical_acts_away(prescriber, action):
    prescriber.registration_expires = TODAY - timedelta(days=1)
    assert not rights.may(prescriber, action, at=AT)
    with pytest.raises(NotAllowed, match="registration"):
        rights.require(prescriber, action, at=AT)
    assert rights.may(prescriber, "plan.write", at=AT)
    assert rights.may(prescriber, "patient.read_clinical", at=AT)


def test_a_registration_holds_to_the_end_of_its_last_day(prescriber):
    prescriber.registration_expires = TODAY
    assert rights.may(prescriber, "plan.approve", at=AT)


@pytest.mark.parametrize("active", ["UTC", "Asia/Tokyo"])
def test_the_last_day_is_the_clinics_whatever_zone_is_active(
    prescriber, practice, active
):
    prescriber.registration_expires = date(2026, 11, 22)
    late = AT.replace(hour=2)  # the 23rd in London, still the 22nd in New York
    with timezone.override(active):
        assert not rights.may(prescriber, "plan.approve", at=late)
        practice.time_zone = "America/New_York"
        practice.save()
        assert rights.may(prescriber, "plan.approve", at=late)


def test_no_number_is_no_registration(prescriber):
    prescriber.registration_number = ""
    assert not rights.may(prescriber, "plan.approve", at=AT)


def test_a_refusal_says_what_now(front_desk):
    with pytest.raises(NotAllowed, match="Ask a colleague") as caught:
        rights.require(front_desk, "plan.approve", at=AT)
    assert caught.value.action == "plan.approve"


def test_somebody_injects_only_with_the_techniques_entered_for_them(injector):
    injector.techniques = ["standard"]
    assert rights.may_inject(injector, "standard", at=AT)
    assert not rights.may_inject(injector, "skin", at=AT)
    with pytest.raises(NotAllowed, match="technique"):
        rights.require_technique(injector, "skin", at=AT)


def test_the_owner_does_not_inject(owner):
    owner.techniques = ["standard"]
    assert not rights.may_inject(owner, "standard", at=AT)


# --- emergency access --------------------------------------------------------------

REASON = "Swollen throat, nobody else is here"
READ = "patient.read_clinical"


def test_emergency_access_lends_one_record_for_half_an_hour(front_desk, patient):
    other = make_patient(2)
    emergency.break_glass(actor=front_desk, at=AT, patient=patient, reason=REASON)
    assert rights.may(front_desk, READ, at=AT, patient=patient)
    assert not rights.may(front_desk, READ, at=AT, patient=other)
    assert not rights.may(front_desk, READ, at=AT)
    later = AT + timedelta(minutes=29, seconds=59)
    assert rights.may(front_desk, READ, at=later, patient=patient)
    over = AT + timedelta(minutes=30)
    assert not rights.may(front_desk, READ, at=over, patient=patient)


def test_it_lends_reading_and_nothing_else(front_desk, patient):
    emergency.break_glass(actor=front_desk, at=AT, patient=patient, reason=REASON)
    for action in set(MATRIX) - {READ}:
        plain = rights.may(front_desk, action, at=AT)
        assert rights.may(front_desk, action, at=AT, patient=patient) is plain


def test_it_lends_nothing_to_anybody_else(front_desk, owner, patient):
    emergency.break_glass(actor=front_desk, at=AT, patient=patient, reason=REASON)
    assert not rights.may(owner, READ, at=AT, patient=patient)


def test_it_ends_when_it_is_given_back(front_desk, patient):
    emergency.break_glass(actor=front_desk, at=AT, patient=patient, reason=REASON)
    assert selectors.open_break_glass(viewer=front_desk, at=AT, patient=patient)
    soon = AT + timedelta(minutes=5)
    emergency.end_break_glass(actor=front_desk, at=soon, patient=patient)
    assert not rights.may(front_desk, READ, at=soon, patient=patient)
    with pytest.raises(NotFound):
        emergency.end_break_glass(actor=front_desk, at=soon, patient=patient)


def test_it_ends_with_the_account(front_desk, patient):
    emergency.break_glass(actor=front_desk, at=AT, patient=patient, reason=REASON)
    front_desk.is_active = False
    assert not rights.may(front_desk, READ, at=AT, patient=patient)


def test_it_needs_a_reason(front_desk, patient):
    with pytest.raises(Invalid) as caught:
        emergency.break_glass(actor=front_desk, at=AT, patient=patient, reason="help")
    assert "reason" in caught.value.fields


def test_a_stranger_gets_none(stranger, patient):
    with pytest.raises(NotAllowed):
        emergency.break_glass(actor=stranger, at=AT, patient=patient, reason=REASON)


def test_who_has_the_right_needs_none(injector, patient):
    with pytest.raises(Blocked):
        emergency.break_glass(actor=injector, at=AT, patient=patient, reason=REASON)
