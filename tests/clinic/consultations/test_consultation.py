"""A consultation saves itself, is signed once, and is amended, never edited."""

from datetime import timedelta

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.consultations import selectors, services
from glabella.clinic.consultations.grading import Grade
from glabella.clinic.consultations.models import Consultation
from glabella.clinic.consultations.services import Entry
from glabella.clinic.patients.models import Patient
from glabella.clinic.shared.errors import Invalid, NotAllowed, NotFound, Stale
from tests.clinic.people import AT, PASSWORD, make_patient

LATER = AT + timedelta(minutes=5)
GRADED = Entry(
    fields={"goals": "Softer lines", "movement": "natural", "skin_type": "III"},
    note="Brows even.",
    decision="plan",
    grades=[Grade("glabella", 1, 3, "high"), Grade("platysma", 2, 3, bands=(2, 1))],
)


def _draft(actor: User, patient: Patient, entry: Entry = GRADED) -> Consultation:
    draft = services.start(actor=actor, at=AT, patient=patient)
    return services.save_draft(
        actor=actor,
        at=AT,
        consultation_id=draft.pk,
        version=draft.version,
        entry=entry,
    ).consultation


def _sign(actor: User, draft: Consultation) -> Consultation:
    return services.sign(
        actor=actor,
        at=LATER,
        consultation_id=draft.pk,
        version=draft.version,
        password=PASSWORD,
    )


def test_a_second_tap_goes_on_with_the_same_draft(
    injector: User, patient: Patient
) -> None:
    first = services.start(actor=injector, at=AT, patient=patient)
    assert services.start(actor=injector, at=LATER, patient=patient) == first


def test_what_is_wrong_in_one_field_does_not_lose_the_others(
    injector: User, patient: Patient
) -> None:
    draft = _draft(injector, patient)
    entry = Entry(
        fields={"goals": "Less tired", "skin_type": "VII", "movement": "maximal"},
        note="Seen.",
        grades=[Grade("glabella", 1, 9)],
    )
    saved = services.save_draft(
        actor=injector,
        at=LATER,
        consultation_id=draft.pk,
        version=draft.version,
        entry=entry,
    )
    assert set(saved.problems) == {"skin_type", "grade.glabella.contraction"}
    kept = selectors.get_consultation(
        viewer=injector, consultation_id=draft.pk, at=LATER
    )
    assert kept.content["goals"] == "Less tired"
    assert kept.content["skin_type"] == "III"
    assert kept.note == "Seen."
    assert {grade.area for grade in kept.grades.all()} == {"glabella", "platysma"}


def test_a_page_that_was_overtaken_saves_nothing(
    injector: User, patient: Patient
) -> None:
    draft = services.start(actor=injector, at=AT, patient=patient)
    _draft(injector, patient)
    with pytest.raises(Stale):
        services.save_draft(
            actor=injector,
            at=LATER,
            consultation_id=draft.pk,
            version=1,
            entry=Entry(fields={"goals": "Older"}),
        )
    draft.refresh_from_db()
    assert draft.content["goals"] == "Softer lines"


def test_a_draft_is_its_authors_alone(
    injector: User, prescriber: User, patient: Patient
) -> None:
    draft = _draft(injector, patient)
    with pytest.raises(NotAllowed, match="draft is Injector's"):
        services.save_draft(
            actor=prescriber,
            at=LATER,
            consultation_id=draft.pk,
            version=draft.version,
            entry=Entry(fields={}),
        )


def test_the_front_desk_reads_no_consultation(
    injector: User, front_desk: User, patient: Patient
) -> None:
    draft = _draft(injector, patient)
    with pytest.raises(NotFound):
        selectors.get_consultation(viewer=front_desk, consultation_id=draft.pk, at=AT)


def test_signing_needs_the_password(injector: User, patient: Patient) -> None:
    draft = _draft(injector, patient)
    with pytest.raises(Invalid):
        services.sign(
            actor=injector,
            at=LATER,
            consultation_id=draft.pk,
            version=draft.version,
            password="not it",  # noqa: S106 - a wrong one
        )
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize("decision", ["wait", "refer", "decline"])
def test_a_decision_against_planning_needs_its_reason(
    injector: User, patient: Patient, decision: str
) -> None:
    draft = _draft(injector, patient, Entry(fields={}, decision=decision))
    with pytest.raises(Invalid, match="Say why"):
        _sign(injector, draft)


def test_a_plan_needs_a_graded_area(injector: User, patient: Patient) -> None:
    draft = _draft(injector, patient, Entry(fields={}, decision="plan"))
    with pytest.raises(Invalid, match="Grade at least one area"):
        _sign(injector, draft)


def test_a_signed_consultation_is_amended_never_edited(
    injector: User, prescriber: User, patient: Patient
) -> None:
    signed = _sign(injector, _draft(injector, patient))
    with pytest.raises(NotAllowed, match="amend it"):
        services.save_draft(
            actor=injector,
            at=LATER,
            consultation_id=signed.pk,
            version=signed.version,
            entry=Entry(fields={"goals": "Other"}),
        )
    amendment = services.amend(
        actor=prescriber, at=LATER, consultation_id=signed.pk, reason="Left brow lower"
    )
    assert amendment.amends == signed
    assert amendment.content == signed.content
    assert [g.area for g in amendment.grades.all()] == ["glabella", "platysma"]
    entry = AuditEntry.objects.order_by("-number").first()
    assert entry is not None
    assert entry.record_id == str(amendment.pk)


def test_the_hash_moves_with_any_word(injector: User, patient: Patient) -> None:
    first = _sign(injector, _draft(injector, patient))
    other = make_patient(2)
    second = _sign(injector, _draft(injector, other))
    assert len(first.signed_hash) == 64
    assert first.signed_hash != second.signed_hash


def test_the_plan_starts_from_the_grades_signed_last(
    injector: User, prescriber: User, patient: Patient
) -> None:
    _sign(injector, _draft(injector, patient))
    again = _draft(
        prescriber,
        patient,
        Entry(fields={}, decision="plan", grades=[Grade("forehead", 0, 2)]),
    )
    services.sign(
        actor=prescriber,
        at=LATER + timedelta(days=1),
        consultation_id=again.pk,
        version=again.version,
        password=PASSWORD,
    )
    grades = selectors.grades_for_plan(viewer=injector, patient=patient, at=LATER)
    assert set(grades) == {"forehead"}


def test_an_expired_registration_signs_nothing(
    injector: User, patient: Patient
) -> None:
    draft = _draft(injector, patient)
    injector.registration_expires = AT.date() - timedelta(days=1)
    injector.save()
    with pytest.raises(NotAllowed, match="registration"):
        _sign(injector, draft)
