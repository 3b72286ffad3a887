"""The consultation of a made-up patient."""

from glabella.clinic.calendar.models import Appointment
from glabella.clinic.consultations import services as consultations
from glabella.clinic.consultations.grading import Grade
from glabella.clinic.consultations.models import Consultation
from glabella.clinic.consultations.services import Entry
from glabella.clinic.demo.world import Person, World
from glabella.clinic.patients.models import Patient
from glabella.clinic.patients.services import open_record

__all__ = ["add_to_notes", "begin", "talk"]

_NOTES = (
    "Brows level, good lid tone. Expectations talked through.",
    "Slight asymmetry of the brows at rest, shown in the mirror.",
    "Strong corrugators. Prefers to keep some movement.",
    "First visit. Time to think offered, wishes to go on.",
)
_OTHERWISE = (
    ("wait", "Marries in nine days: come back after the wedding."),
    ("refer", "Asks about the folds from nose to mouth, which we do not treat."),
    ("decline", "Expects to look twenty again; talked through, no treatment."),
)
_ONE_IN = 6
"""Consultations that do not end with a plan."""


def talk(
    world: World, person: Person, patient: Patient, visit: Appointment
) -> Consultation:
    """Have the consultation, note it and sign it."""
    decision, reason = _decision(world)
    note = world.chance.choice(_NOTES)
    saved = begin(world, person, patient, visit)
    saved = _save(world, person, saved, (decision, reason, note))
    return _sign(world, person, saved)


def begin(
    world: World, person: Person, patient: Patient, visit: Appointment | None = None
) -> Consultation:
    """Open the record and start the consultation, with the form still to be filled."""
    open_record(
        actor=person.injector, at=world.at, patient_id=patient.pk, what="patient page"
    )
    return consultations.start(
        actor=person.injector, at=world.at, patient=patient, appointment=visit
    )


def add_to_notes(world: World, person: Person, signed: Consultation) -> Consultation:
    """Amend a signed consultation, which stays as it was."""
    draft = consultations.amend(
        actor=person.injector,
        at=world.at,
        consultation_id=signed.pk,
        reason="Left out: the patient sings, and wants to keep the upper lip as it is.",
    )
    words = (draft.decision, draft.decision_reason, f"{draft.note} Sings in a choir.")
    return _sign(world, person, _save(world, person, draft, words))


def _save(
    world: World, person: Person, draft: Consultation, words: tuple[str, str, str]
) -> Consultation:
    decision, reason, note = words
    return consultations.save_draft(
        actor=person.injector,
        at=world.at,
        consultation_id=draft.pk,
        version=draft.version,
        entry=Entry(
            fields=dict(draft.content) if draft.amends_id else _fields(world, person),
            note=note,
            decision=decision,
            decision_reason=reason,
            grades=[
                Grade(area, rest, moving)
                for area, (rest, moving) in person.grades.items()
            ],
        ),
    ).consultation


def _sign(world: World, person: Person, draft: Consultation) -> Consultation:
    return consultations.sign(
        actor=person.injector,
        at=world.at,
        consultation_id=draft.pk,
        version=draft.version,
        password=world.password,
    )


def _decision(world: World) -> tuple[str, str]:
    if not world.turn("no plan", every=_ONE_IN):
        return "plan", ""
    return _OTHERWISE[world.turns["no plan"] // _ONE_IN % len(_OTHERWISE)]


def _fields(world: World, person: Person) -> dict[str, str]:
    chance = world.chance
    return {
        "goals": person.wish.words,
        "movement": "natural",
        "technique": person.wish.technique,
        "drastic_change": "no",
        "deep_folds": "no",
        "skin_type": chance.choice(("I", "II", "III", "III", "IV", "V")),
        "glogau": chance.choice(("I", "II", "III")),
        "body_image_result": "negative",
        "brow_position_right": "average",
        "brow_position_left": "average",
        "lid_laxity_right": "none",
        "lid_laxity_left": "none",
    }
