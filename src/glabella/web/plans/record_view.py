"""What the plan page says of the record instead of asking for it."""

from collections.abc import Iterable

from glabella.clinic.consultations.grading import Grade
from glabella.clinic.patients.answers import told
from glabella.clinic.plans.record import Record
from glabella.clinic.practice.selectors import day_of
from glabella.core.case import EarlierTreatment
from glabella.drawing.wording import number
from glabella.evidence import catalogue
from glabella.web.planner.frame import Fact, RecordView
from glabella.web.planner.plan_view import day_text

__all__ = ["record_view"]

_SHOWN = 6
"""Earlier treatments that are listed here; the planner knows all of them."""
_RESULTS = {
    "too_little": "too little",
    "as_wished": "as wished",
    "too_much": "too much",
}


def record_view(record: Record) -> RecordView:
    """The person, the history, the treatments and the grades, in words."""
    patient, consultation = record.patient, record.consultation
    here = f"/patients/{patient.pk}/"
    history = f"{here}history/"
    seen = f"{here}consultations/{consultation.pk}/" if consultation else here
    born = day_text(patient.born_on) if patient.born_on else "not known"
    facts = [
        Fact("Person", f"{patient.get_sex_display()}, born {born}", here),
        Fact("Rules of", record.fields["jurisdiction"][0]),
        *_answers(record, history),
        Fact("Treated before", "\n".join(_treatments(record.earlier)), here),
        Fact("Grades and examination", _consultation(record), seen),
    ]
    return RecordView(
        facts=tuple(facts),
        grades={
            area: f"{_grade(grade)}. From the {_seen(record, area)}."
            for area, grade in record.grades.items()
        },
        problem=record.problem.message if record.problem else "",
    )


def _answers(record: Record, address: str) -> Iterable[Fact]:
    history = record.history
    if history is None:
        yield Fact("History", "No history was taken: every question is open.", address)
        return
    state = "confirmed" if history.confirmed_at else "not confirmed yet"
    lines = [
        f"{one.question.label}: {one.says}"
        for one in told(history.answers, None)
        if one.question.key != "remarks"
    ]
    day = day_text(day_of(history.given_at))
    yield Fact(f"History of {day}, {state}", "\n".join(lines), address)


def _treatments(earlier: tuple[EarlierTreatment, ...]) -> Iterable[str]:
    if not earlier:
        yield "No treatment is recorded."
        return
    if len(earlier) > _SHOWN:
        yield f"{len(earlier)} treatments, all planned with; the last {_SHOWN}:"
    for one in reversed(earlier[-_SHOWN:]):
        product = _product(one.product)
        areas = ", ".join(
            f"{_area(area)} {number(units) if units is not None else '(unknown)'}"
            for area, units in one.units
        )
        result = f"; {_RESULTS[one.result]}" if one.result else ""
        yield f"{day_text(one.on)}: {product}, {areas}{result}"


def _product(key: str) -> str:
    known = key in catalogue.product_keys()
    return catalogue.product(key).name if known else key


def _area(key: str) -> str:
    known = key in catalogue.area_keys()
    return catalogue.area_values(key).name if known else key


def _consultation(record: Record) -> str:
    found: dict[str, list[str]] = {}
    for area in record.grades:
        found.setdefault(_seen(record, area), []).append(_area(area))
    if found:
        told = (f"{seen}: {', '.join(areas)}" for seen, areas in found.items())
        return "\n".join(f"{one[:1].upper()}{one[1:]}" for one in told)
    if record.consultation is None:
        return "No consultation is signed yet: areas are graded here."
    day = day_text(day_of(record.consultation.started_at))
    return f"Consultation of {day}: no area graded"


def _seen(record: Record, area: str) -> str:
    """When an area was graded, and at what."""
    if review := record.reviewed.get(area):
        return f"review of {day_text(review.on)}"
    if record.consultation is None:  # then nobody but a review has graded
        return "record"
    return f"consultation of {day_text(day_of(record.consultation.started_at))}"


def _grade(grade: Grade) -> str:
    parts = []
    if grade.at_rest is not None and grade.at_rest != grade.at_contraction:
        parts.append(f"at rest {grade.at_rest}")
    if grade.at_contraction is not None:
        parts.append(f"contracted {grade.at_contraction}")
    if grade.muscle_mass and grade.muscle_mass != "average":
        parts.append(f"muscle mass {grade.muscle_mass}")
    if grade.bands:
        parts.append(f"bands right {grade.bands[0]}, left {grade.bands[1]}")
    return ", ".join(parts).capitalize()
