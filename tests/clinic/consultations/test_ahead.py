"""What the planner would say, while the consultation is still being written."""

from datetime import timedelta

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.consultations import selectors, services
from glabella.clinic.consultations.grading import Grade
from glabella.clinic.consultations.models import Consultation
from glabella.clinic.consultations.services import Entry
from glabella.clinic.keys.services import new_key
from glabella.clinic.patients import services as patients
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.selectors import look_ahead
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.shared.errors import Invalid, NotFound
from tests.clinic.people import AT, PASSWORD

LATER = AT + timedelta(minutes=5)


def _saved(actor: User, patient: Patient, entry: Entry) -> Consultation:
    begun = services.start(actor=actor, at=AT, patient=patient)
    services.save_draft(
        actor=actor,
        at=AT,
        consultation_id=begun.pk,
        version=begun.version,
        entry=entry,
    )
    return selectors.get_consultation(viewer=actor, consultation_id=begun.pk, at=AT)


def _signed(actor: User, draft: Consultation) -> Consultation:
    return services.sign(
        actor=actor,
        at=LATER,
        consultation_id=draft.pk,
        version=draft.version,
        password=PASSWORD,
    )


def test_the_person_is_screened_before_any_area_is_graded(
    injector: User, patient: Patient
) -> None:
    patients.take_history(
        actor=injector,
        at=AT,
        patient=patient,
        answers={"pregnant": True, "allergies": []},
    )
    draft = services.start(actor=injector, at=AT, patient=patient)
    ahead = look_ahead(viewer=injector, draft=draft, at=AT)
    assert ahead.findings[0].rule == "pregnancy"
    assert ahead.findings[0].severity == "block"
    assert ahead.techniques == ()
    assert ahead.problems == ()


def test_the_draft_is_looked_at_not_what_was_signed_before(
    injector: User, patient: Patient
) -> None:
    graded = Entry(fields={}, decision="plan", grades=[Grade("glabella", 1, 3)])
    _signed(injector, _saved(injector, patient, graded))
    draft = _saved(
        injector,
        patient,
        Entry(
            fields={"lid_laxity_left": "marked", "body_image_result": "positive"},
            grades=[Grade("crows_feet", 1, 2)],
        ),
    )
    ahead = look_ahead(viewer=injector, draft=draft, at=LATER)
    rules = {finding.rule for finding in ahead.findings}
    assert {"eyelid", "body-dysmorphia"} <= rules
    named = {area for finding in ahead.findings for area in finding.areas}
    assert "glabella" not in named
    assert {fit.technique for fit in ahead.techniques} == {"standard", "baby", "skin"}


def test_looking_ahead_keeps_nothing(injector: User, patient: Patient) -> None:
    draft = _saved(injector, patient, Entry(fields={}, grades=[Grade("chin")]))
    look_ahead(viewer=injector, draft=draft, at=LATER)
    assert not patient.plans.exists()


def test_who_may_not_read_the_record_looks_at_nothing(
    injector: User, front_desk: User, patient: Patient
) -> None:
    draft = services.start(actor=injector, at=AT, patient=patient)
    with pytest.raises(NotFound):
        look_ahead(viewer=front_desk, draft=draft, at=AT)


def test_the_goals_begin_with_the_request_and_are_brought_along_once(
    injector: User, patient: Patient
) -> None:
    TreatmentRequest.objects.create(
        key=new_key(at=AT),
        channel="online",
        status="booked",
        given_name="Given",
        family_name="Family1",
        born_on=patient.born_on,
        age_declared_at=AT,
        age_wording="Your date of birth",
        concerns=["brow_lines"],
        goals="I look cross.",
        consent_wording="May we answer?",
        consented_at=AT,
        received_at=AT - timedelta(days=2),
        patient=patient,
    )
    draft = services.start(actor=injector, at=AT, patient=patient)
    assert draft.content == {
        "goals": "Asked for: Lines between the brows.\nI look cross."
    }
    asked = selectors.asked_for(viewer=injector, patient=patient, at=AT)
    assert asked is not None
    assert asked.areas == ("glabella",)
    wait = Entry(fields={}, decision="wait", decision_reason="Thinks it over")
    _signed(injector, _saved(injector, patient, wait))
    assert selectors.asked_for(viewer=injector, patient=patient, at=LATER) is None


def test_a_second_tap_on_amend_goes_on_with_the_same_entry(
    injector: User, patient: Patient
) -> None:
    wait = Entry(fields={}, decision="wait", decision_reason="Thinks it over")
    signed = _signed(injector, _saved(injector, patient, wait))
    first, second = (
        services.amend(
            actor=injector, at=LATER, consultation_id=signed.pk, reason="Left brow"
        )
        for _ in range(2)
    )
    assert first == second


def test_an_open_draft_is_finished_before_another_is_amended(
    injector: User, patient: Patient
) -> None:
    wait = Entry(fields={}, decision="wait", decision_reason="Thinks it over")
    signed = _signed(injector, _saved(injector, patient, wait))
    services.start(actor=injector, at=LATER, patient=patient)
    with pytest.raises(Invalid, match="draft open for this patient"):
        services.amend(
            actor=injector, at=LATER, consultation_id=signed.pk, reason="Left brow"
        )


def test_saying_the_same_from_an_older_page_is_no_conflict(
    injector: User, patient: Patient
) -> None:
    entry = Entry(fields={"goals": "Softer"}, grades=[Grade("glabella", 1, 2)])
    draft = _saved(injector, patient, entry)
    again = services.save_draft(
        actor=injector,
        at=LATER,
        consultation_id=draft.pk,
        version=draft.version - 1,
        entry=entry,
    )
    assert again.consultation.version == draft.version
