"""The text of a report to an authority, drafted from what the record holds.

What the record does not hold stays empty and is shown as not known: nothing is
guessed. The person appears by initials and age, as the forms ask.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast

from glabella.clinic.accounts.models import User
from glabella.clinic.followups.courses import CourseNow, course_of
from glabella.clinic.patients.models import MedicalHistory, Patient
from glabella.clinic.practice.selectors import day_of, practice
from glabella.clinic.stock.models import Lot
from glabella.clinic.treatments.entries import (
    CAUSALITY,
    EVERY_EFFECT,
    SERIOUSNESS,
    TECHNIQUES,
)
from glabella.clinic.treatments.models import GivenSite, SideEffect, Treatment
from glabella.drawing.wording import number
from glabella.evidence import catalogue
from glabella.evidence.wordlists import values_of

__all__ = [
    "NOT_KNOWN",
    "FormField",
    "drafted",
    "fields_of",
    "form_elsewhere",
    "scheme_for",
]

NOT_KNOWN: Final = "not known"
NOT_APPLICABLE: Final = "does not apply"
ONCE: Final = "does not apply: given once on one day"
SIDES: Final = {"R": "right", "L": "left", "M": "middle"}


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of an authority's form."""

    section: str
    number: str
    name: str
    label: str
    sources: tuple[str, ...]


def fields_of(scheme: str) -> tuple[FormField, ...]:
    """The fields of a form in their order; empty for a scheme that is not known."""
    return tuple(
        FormField(
            table["section"],
            table["number"],
            table["field"],
            table["name"],
            value.sources,
        )
        for value in values_of("reporting", "report_field")
        if (table := cast("Mapping[str, str]", value.value))["scheme"] == scheme
    )


def scheme_for(jurisdiction: str) -> str:
    """The form that is offered first; the EU's national agencies have their own."""
    return "medwatch" if jurisdiction == "US" else "yellow_card"


def form_elsewhere(jurisdiction: str) -> str:
    """What a clinic is told whose authority's form is none of those drafted here."""
    read = values_of("reporting", "report_field")
    if any(jurisdiction in one.jurisdictions for one in read):
        return ""
    return (
        f"This clinic works by the rules of the {jurisdiction}. The form of your own "
        "country's authority counts, and no draft here has its shape: use that form. "
        "A draft gathers the same facts from the record; once somebody has read it, "
        "it leaves as PDF, text, CSV or JSON, to copy from or to attach."
    )


def drafted(
    effect: SideEffect, *, scheme: str, reporter: User, at: datetime
) -> dict[str, str]:
    """What the record says, by field of the form; empty where it says nothing."""
    treatment = effect.follow_up.treatment
    patient = treatment.patient
    course = course_of(effect)
    told = {
        **_person(patient, effect, treatment),
        **_event(effect, course, treatment),
        **_product(treatment),
        **_others(patient, at),
        **_reporter(reporter, day_of(at)),
    }
    return {one.name: told.get(one.name, "") for one in fields_of(scheme)}


def _person(
    patient: Patient, effect: SideEffect, treatment: Treatment
) -> dict[str, str]:
    born = patient.born_on
    then = effect.onset_on or treatment.day
    return {
        "identifier": _initials(patient),
        "local_number": f"{patient.number}",
        "age": f"{_years(born, then)} years" if born else "",
        "sex": patient.sex,
    }


def _initials(patient: Patient) -> str:
    names = (patient.given_name, patient.family_name)
    return " ".join(f"{name[0]}." for name in names if name)


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _event(
    effect: SideEffect, course: CourseNow, treatment: Treatment
) -> dict[str, str]:
    criteria = [SERIOUSNESS.get(one, one) for one in course.seriousness]
    return {
        "type": "adverse event",
        "outcome": "; ".join(criteria)
        or ("serious; the criterion is not recorded" if effect.serious else "")
        or "not serious by any criterion of the form",
        "event_on": _iso(effect.onset_on),
        "ended_on": _iso(course.ended_on),
        "result": "recovered" if course.ended_on else _last_seen(course, effect),
        "event": " ".join(_story(effect, course, treatment)),
    }


def _last_seen(course: CourseNow, effect: SideEffect) -> str:
    last = course.notes[-1].day if course.notes else effect.follow_up.day
    return f"continuing when last seen on {last.isoformat()}"


def _story(
    effect: SideEffect, course: CourseNow, treatment: Treatment
) -> Iterable[str]:
    kind = EVERY_EFFECT.get(effect.kind, effect.kind)
    where = f" ({_area(effect.area)})" if effect.area else ""
    yield f"{kind.capitalize()}{where}, {effect.severity or 'severity not said'}."
    if effect.onset_on:
        days = (effect.onset_on - treatment.day).days
        day = _after(days)
        yield f"Began on {effect.onset_on.isoformat()}, {day} the treatment."
    by_patient = effect.follow_up.source == "link"
    yield "Told by the patient." if by_patient else "Entered by the clinic."
    if effect.note:
        yield effect.note.rstrip(".") + "."
    if effect.done:
        yield f"Done: {effect.done.rstrip('.')}."
    for note in course.notes:
        parts = (note.note, f"Done: {note.done}" if note.done else "")
        said = ". ".join(part.rstrip(".") for part in parts if part)
        yield f"{note.day.isoformat()}: {note.severity}. {said}".rstrip(". ") + "."
    if course.causality:
        word = CAUSALITY.get(course.causality, course.causality)
        yield f"Causality as judged here (WHO-UMC): {word}."


def _after(days: int) -> str:
    if days == 0:
        return "on the day of"
    return "1 day after" if days == 1 else f"{days} days after"


def _product(treatment: Treatment) -> dict[str, str]:
    sites = list(treatment.sites.select_related("vial__lot"))
    lots = list(dict.fromkeys(site.lot for site in sites if site.lot))
    at = (
        f", last injection {treatment.given_at:%H:%M} UTC" if treatment.given_at else ""
    )
    return {
        "product": _named(treatment.product, sites),
        "lot": ", ".join(lots),
        "expiry": ", ".join(_expiries(treatment.product, lots)),
        "route": _routes(sites, treatment),
        "dose": _dose(sites, treatment),
        "given_on": f"{treatment.day.isoformat()}, one session{at}",
        "used_for": "; ".join(
            _area(area) for area in dict.fromkeys(site.area for site in sites)
        ),
        "abated": ONCE,
        "device": NOT_APPLICABLE,
    }


def _named(key: str, sites: Iterable[GivenSite]) -> str:
    if key not in catalogue.product_keys():
        return ""
    product = catalogue.product(key)
    sizes = {site.vial.units for site in sites if site.vial is not None}
    strength = ", ".join(
        f"vial of {number(float(size))} {product.unit_name}" for size in sorted(sizes)
    )
    parts = (f"{product.name} ({product.substance})", strength, product.holder)
    return ", ".join(part for part in parts if part)


def _expiries(product: str, lots: list[str]) -> list[str]:
    """Expiry by lot, from the clinic's own stock; a lot that is not there is left out."""
    known = Lot.objects.filter(product=product, number__in=lots).order_by("number")
    several = len(lots) > 1
    return [
        f"{one.number}: {one.expires_on.isoformat()}"
        if several
        else one.expires_on.isoformat()
        for one in known
    ]


def _routes(sites: Iterable[GivenSite], treatment: Treatment) -> str:
    depths = list(dict.fromkeys(site.depth for site in sites if site.depth))
    if depths:
        return f"injection, {', '.join(depths)}"
    return "injection, intradermal" if treatment.technique == "skin" else "injection"


def _dose(sites: list[GivenSite], treatment: Treatment) -> str:
    known = treatment.product in catalogue.product_keys()
    unit = catalogue.product(treatment.product).unit_name if known else "units"
    rows = [
        f"{_place(site)} "
        f"{'dose not known' if site.units is None else number(float(site.units))}"
        for site in sites
    ]
    doses = [site.units for site in sites]
    total = sum(one for one in doses if one is not None)
    whole = "" if None in doses else f"total {number(float(total))} {unit}; "
    way = TECHNIQUES.get(treatment.technique, "")
    how = "; ".join(part for part in (_routes(sites, treatment), way) if part)
    return f"{whole}once; {how}. By site, in {unit}: {'; '.join(rows)}"


def _place(site: GivenSite) -> str:
    side = SIDES.get(site.side, "")
    name = "" if site.site in {"", site.side} else f" {site.site}"
    return f"{_area(site.area)}{name}{f' {side}' if side and not name else ''}:"


def _others(patient: Patient, at: datetime) -> dict[str, str]:
    """History and medicines as last told; nothing where they were not asked."""
    newest = (
        MedicalHistory.objects.select_related("key")
        .filter(patient=patient, given_at__lte=at)
        .order_by("-number")
        .first()
    )
    if newest is None:
        return {}
    answers = newest.answers
    asked = f"(asked on {day_of(newest.given_at).isoformat()})"
    parts = [
        f"{word}: {_listed(answers[key])}"
        for key, word in (("allergies", "Allergies"), ("conditions", "Conditions"))
        if key in answers
    ]
    found = {"history": f"{'; '.join(parts)} {asked}" if parts else ""}
    if "medicines" in answers:
        found["concomitant"] = f"{_listed(answers['medicines'])} {asked}"
    return found


def _listed(values: Any) -> str:
    return ", ".join(str(one) for one in values) if values else "none"


def _reporter(user: User, on: date) -> dict[str, str]:
    clinic = practice()
    address = " ".join(clinic.address.split())
    return {
        "reporter": ", ".join(
            part for part in (user.name, clinic.name, address) if part
        ),
        "contact": ", ".join(part for part in (clinic.phone, clinic.email) if part),
        "occupation": user.profession,
        "reported_on": on.isoformat(),
    }


def _area(area: str) -> str:
    known = area in catalogue.area_keys()
    return catalogue.area_values(area).plain_name if known else area


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
