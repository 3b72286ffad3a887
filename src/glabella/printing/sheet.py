"""From a plan to the words and numbers that are printed of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from glabella.core.dosing.preparation import Preparation, on_a_mark
from glabella.core.intended_use import INTENDED_USE, MARKS
from glabella.core.planner.model import Line, Plan
from glabella.core.sources import Source
from glabella.drawing.pins import Pin, numbered
from glabella.drawing.svg import SERIES
from glabella.drawing.wording import (
    SIDES,
    TECHNIQUES,
    TIMES,
    muscle_name,
    number,
    place_in_muscle,
    units_text,
)
from glabella.evidence import catalogue
from glabella.printing.building import built, sentence, unchanged_everywhere
from glabella.printing.forecasts import Outlooks, cards_of
from glabella.printing.model import (
    AreaBlock,
    Citation,
    Fact,
    Fit,
    PreparationCard,
    Row,
    Sheet,
)
from glabella.printing.notes import Note, Reasons, condensed

__all__ = ["day_text", "sheet_of"]

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_STATUS = {
    "ok": "Ready",
    "needs_review": "Needs review",
    "blocked": "Blocked: do not treat",
}
_BASIS = {
    "label": "dose from the label",
    "consensus": "dose from published ranges",
    "ours": "dose by our own choice",
    "estimate": "ESTIMATE, no dose of its own was read",
}
_SUITS = {"yes": "suits", "maybe": "may suit", "no": "does not suit"}


def sheet_of(
    plan: Plan,
    *,
    note: str = "",
    reasons: Reasons | None = None,
    forecasts: Outlooks | None = None,
) -> Sheet:
    """Everything to print of ``plan``; ``note`` heads every page.

    ``reasons`` holds the clinician's answers by finding, ``forecasts`` what was
    forecast by area. A blocked plan tells
    what blocks it and nothing that could be taken for a proposal.
    """
    grades = {source.key: source.grade for source in plan.citations}
    common = unchanged_everywhere(plan.lines)
    areas = _areas(plan, grades, common)
    cards = tuple(_preparation(p, plan, grades) for p in plan.preparations)
    fits = () if plan.status == "blocked" else _fits(plan, grades)
    notes = condensed(plan.findings, grades, reasons or {})
    return Sheet(
        title="Treatment plan",
        status=plan.status,
        status_text=_STATUS[plan.status],
        product=plan.product_name,
        jurisdiction=plan.case.jurisdiction,
        on=day_text(plan.case.on),
        on_iso=plan.case.on.isoformat(),
        person=_person(plan),
        wish=_wish(plan),
        totals=_totals(plan),
        areas=areas,
        built_common=_common(common),
        preparations=cards,
        notes=notes,
        fits=fits,
        dates=_dates(plan),
        forecasts=cards_of(plan, forecasts or {}),
        citations=_citations(plan, notes, forecasts or {}),
        has_weak=_any_weak(areas, cards, fits, notes),
        off_mark=any(not row.on_mark for area in areas for row in area.rows),
        intended_use=INTENDED_USE,
        marks=MARKS,
        made_up=note,
    )


def _fits(plan: Plan, grades: Mapping[str, str]) -> tuple[Fit, ...]:
    return tuple(
        Fit(
            TECHNIQUES[fit.technique],
            _SUITS[fit.suits],
            fit.reasons,
            _weak(fit.sources, grades),
        )
        for fit in plan.suitability
    )


def _common(names: tuple[str, ...]) -> str:
    told = ", ".join(names)
    return f"In every area unchanged ({TIMES} 1) by {told}." if names else ""


def _any_weak(
    areas: tuple[AreaBlock, ...],
    cards: tuple[PreparationCard, ...],
    fits: tuple[Fit, ...],
    notes: tuple[Note, ...],
) -> bool:
    return any(
        (
            *(area.weak for area in areas),
            *(row.weak for area in areas for row in area.rows),
            *(card.weak for card in cards),
            *(fit.weak for fit in fits),
            *(note.weak for note in notes),
        )
    )


def _citations(
    plan: Plan, notes: tuple[Note, ...], forecasts: Outlooks
) -> tuple[Citation, ...]:
    """The sources of what is printed: of a blocked plan those of its findings."""
    noted = {key for note in notes for key in note.sources}
    shown = [s for s in plan.citations if plan.status != "blocked" or s.key in noted]
    known = {source.key for source in shown}
    told = (
        key
        for line in plan.lines
        if line.area in forecasts
        for key in forecasts[line.area].sources
    )
    more = [catalogue.source(key) for key in dict.fromkeys(told) if key not in known]
    return tuple(_citation(source) for source in (*shown, *more))


def day_text(day: date) -> str:
    """A day in words that no country reads otherwise: "20 November 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _weak(sources: tuple[str, ...], grades: Mapping[str, str]) -> bool:
    """Whether grade D alone stands behind something."""
    return bool(sources) and all(grades.get(key) == "D" for key in sources)


def _person(plan: Plan) -> str:
    patient = plan.case.patient
    first = {True: "first treatment", False: "treated before", None: ""}
    parts = [
        patient.sex.capitalize(),
        f"{patient.age_years} years",
        first[patient.first_treatment],
        f"skin type {patient.skin_type}" if patient.skin_type else "",
    ]
    return ", ".join(part for part in parts if part)


def _wish(plan: Plan) -> str:
    goals = plan.case.goals
    asked = (
        "technique left to the plan"
        if goals.technique == "auto"
        else f"{TECHNIQUES[goals.technique]} technique"
    )
    parts = [asked, f"{goals.movement} movement"]
    parts += [
        words
        for said, words in (
            (goals.drastic_change, "drastic change"),
            (goals.deep_folds, "deep folds"),
            (goals.prevention, "prevention"),
            (goals.estimate, "estimates allowed"),
        )
        if said
    ]
    return f"Wish: {', '.join(parts)}"


def _totals(plan: Plan) -> str:
    """The aesthetic total; medical protocols are counted apart, never with it."""
    aesthetic = _total([n for n in plan.lines if not n.medical], plan)
    medical = _total([n for n in plan.lines if n.medical], plan)
    if aesthetic and medical:
        return f"{aesthetic}; medical protocols apart: {medical}"
    return aesthetic or medical


def _total(lines: list[Line], plan: Plan) -> str:
    if not lines:
        return ""
    units = sum(line.units for line in lines)
    sites = sum(len(line.sites) for line in lines)
    unit = catalogue.product(plan.case.product).unit_name or "units"
    word = unit.removesuffix("s") if units == 1 else unit
    places = "1 site" if sites == 1 else f"{sites} sites"
    return f"{number(units)} {word} of {plan.product_name} in {places}"


@dataclass(frozen=True, slots=True)
class _Context:
    """What a line needs to know of the whole plan."""

    series: int
    pins: tuple[Pin, ...]
    grades: Mapping[str, str]
    common: tuple[str, ...]


def _areas(
    plan: Plan, grades: Mapping[str, str], common: tuple[str, ...]
) -> tuple[AreaBlock, ...]:
    pins = numbered(plan)
    return tuple(
        _area(line, _Context(series, pins, grades, common))
        for series, line in enumerate(plan.lines)
    )


def _area(line: Line, context: _Context) -> AreaBlock:
    rows = (pin for pin in context.pins if pin.series == context.series)
    return AreaBlock(
        name=line.area_name,
        colour=SERIES[context.series % len(SERIES)],
        units=units_text(line.units),
        facts=_facts(line),
        built=built(line, context.common),
        weak=_weak(line.sources, context.grades),
        sources=line.sources,
        rows=tuple(_row(pin, context.grades) for pin in rows),
    )


def _facts(line: Line) -> str:
    """Label value first, then how the planned dose stands to it."""
    label = (
        "no label dose"
        if line.label_units is None
        else f"label dose {units_text(line.label_units)}"
    )
    span = f"range {number(line.low)} to {number(line.high)} units"
    approved = "approved use" if line.label_status == "approved" else "off label"
    told = (label, span, TECHNIQUES[line.technique], _BASIS[line.basis], approved)
    return sentence(" · ".join(told))


def _row(pin: Pin, grades: Mapping[str, str]) -> Row:
    site, volume = pin.site, pin.planned.volume_ml
    parts = [place_in_muscle(site)]
    if site.droplets:
        parts.append(f"{site.droplets} droplets")
    return Row(
        number=pin.number,
        muscle=muscle_name(site.muscle),
        place=", ".join(part for part in parts if part),
        side=SIDES[site.side],
        units=number(pin.units),
        ml="open" if volume is None else number(volume),
        marks="open" if volume is None else number(volume * 100, 2),
        on_mark=volume is None or on_a_mark(volume),
        depth=site.depth,
        weak=_weak(site.sources, grades),
    )


def _preparation(
    made: Preparation, plan: Plan, grades: Mapping[str, str]
) -> PreparationCard:
    names = {line.area: line.area_name for line in plan.lines}
    vials = " + ".join(f"{v.count} {TIMES} {units_text(v.units)}" for v in made.vials)
    hours = f"{made.use_within_hours} hours" + (
        " (our own choice)" if made.use_within_basis == "ours" else ""
    )
    left = made.left_over_units
    facts = (
        Fact("Vials", vials or "not read"),
        Fact("Diluent", _diluent(made.diluent_ml)),
        Fact(
            "Strength",
            "not read"
            if made.units_per_tenth_ml is None
            else f"{units_text(made.units_per_tenth_ml)} per 0.1 mL",
        ),
        Fact("Draw up", _drawn(made)),
        Fact("Use within", hours),
        Fact("Left over", "unknown" if left is None else units_text(left)),
    )
    return PreparationCard(
        areas=", ".join(names.get(area, area) for area in made.areas),
        facts=facts,
        weak=_weak(made.sources, grades),
        sources=made.sources,
    )


def _diluent(ml: float | None) -> str:
    if ml is None:
        return "not read"
    return f"{number(ml)} mL" if ml else "none, ready to use"


def _drawn(made: Preparation) -> str:
    dose = units_text(made.units)
    if made.total_volume_ml is None or made.syringe_marks_u100 is None:
        return f"{dose}; volume open"
    marks = number(made.syringe_marks_u100, 2)
    return f"{dose} = {number(made.total_volume_ml)} mL = {marks} marks (U-100)"


def _dates(plan: Plan) -> tuple[Fact, ...]:
    if not plan.lines:
        return ()
    dates = []
    if plan.next_treatment:
        day, interval = plan.next_treatment.not_before, plan.next_treatment.interval
        told = f"{day_text(day)} ({interval.words}) [{', '.join(interval.sources)}]"
        dates.append(Fact("Next treatment not before", told))
    if plan.event:
        dates += [
            Fact("Event", day_text(plan.event.on)),
            Fact("Treat by", day_text(plan.event.treat_by)),
            Fact("Review on", day_text(plan.event.review_on)),
        ]
    return tuple(dates)


def _citation(source: Source) -> Citation:
    web = source.address.startswith(("https://", "http://"))
    return Citation(
        key=source.key,
        grade=source.grade,
        title=source.title,
        edition=source.edition,
        address=source.address if web else "",
    )
