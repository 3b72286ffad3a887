"""A patient whose record is ready to be planned from."""

from datetime import timedelta

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.consultations.models import Consultation, SeverityGrade
from glabella.clinic.patients.models import MedicalHistory, Patient
from glabella.clinic.patients.services import check_identity
from glabella.clinic.plans import services
from glabella.clinic.plans.asking.planned import finding_id
from glabella.clinic.plans.models import Plan
from glabella.clinic.plans.services.answering import unanswered
from glabella.clinic.plans.services.rows import newest
from tests.clinic.people import AT

__all__ = ["PASSWORD", "PROOF", "answer_everything", "fields_of", "take_history"]

PASSWORD = "a long pass phrase of the tests"  # noqa: S105 - the tests' own
PROOF = services.Proof(password=PASSWORD)
HISTORY = {
    "pregnant": False,
    "breastfeeding": False,
    "infection_at_site": [],
    "allergies": [],
    "conditions": [],
    "medicines": [],
    "recent_procedures": [],
    "previous": [],
    "habits": {"smoking": "no"},
}


def take_history(
    patient: Patient, by: User | None, **changed: object
) -> MedicalHistory:
    """A history of yesterday, confirmed where somebody took it."""
    number = patient.histories.count() + 1
    given_at = changed.pop("given_at", AT - timedelta(days=1))
    return MedicalHistory.objects.create(
        key=patient.key,
        patient=patient,
        number=number,
        answers=HISTORY | changed,
        source="staff" if by else "link",
        given_at=given_at,
        taken_by=by,
        confirmed_at=given_at if by else None,
        confirmed_by=by,
    )


def grade(patient: Patient, by: User, **areas: tuple[int, int]) -> Consultation:
    """A signed consultation with grades at rest and in contraction."""
    made = Consultation.objects.create(
        key=patient.key,
        patient=patient,
        by=by,
        status="signed",
        content={"technique": "standard", "movement": "natural", "skin_type": "III"},
        started_at=AT - timedelta(hours=2),
        saved_at=AT - timedelta(hours=1),
        signed_at=AT - timedelta(hours=1),
        signed_by=by,
        signed_hash="0" * 64,
    )
    for area, (rest, contraction) in areas.items():
        SeverityGrade.objects.create(
            consultation=made, area=area, at_rest=rest, at_contraction=contraction
        )
    return made


@pytest.fixture
def ready(patient: Patient, injector: User, front_desk: User) -> Patient:
    """History taken and confirmed, glabella graded, identity checked."""
    take_history(patient, injector)
    grade(patient, injector, glabella=(1, 2))
    return check_identity(
        actor=front_desk,
        at=AT,
        patient=patient,
        document="passport",
        born_on_seen=patient.born_on,
    )


@pytest.fixture
def draft(ready: Patient, injector: User) -> Plan:
    """A plan of the glabella, standard dose, as a blank start makes it."""
    return services.start(actor=injector, at=AT, patient=ready).plan


@pytest.fixture
def submitted(draft: Plan, injector: User) -> Plan:
    """The plan with every caution answered, waiting for a prescriber."""
    answer_everything(injector, draft)
    draft.refresh_from_db()
    return services.submit(actor=injector, at=AT, plan=draft, version=draft.version)


@pytest.fixture
def approved(submitted: Plan, prescriber: User) -> Plan:
    """The plan, examined and approved."""
    services.record_examination(actor=prescriber, at=AT, patient=submitted.patient)
    services.approve(
        actor=prescriber,
        at=AT,
        plan=submitted,
        version=submitted.version,
        proof=PROOF,
    )
    submitted.refresh_from_db()
    return submitted


def fields_of(plan: Plan) -> dict[str, list[str]]:
    """The fields of the page as they are kept, with which a form begins."""
    return {k: list(v) for k, v in plan.versions.first().answers.items()}


def answer_everything(by: User, plan: Plan) -> None:
    """Give a reason to each caution that has none."""

    for finding in unanswered(newest(plan)):
        plan.refresh_from_db()
        services.answer_finding(
            actor=by,
            at=AT,
            plan=plan,
            version=plan.version,
            finding=finding_id(finding),
            reason="Talked about it; the patient agrees.",
        )
