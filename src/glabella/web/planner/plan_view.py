"""The right side of the page: the plan in words and cited numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from glabella.clinic.plans.asking.changes import Changes
from glabella.clinic.plans.asking.planned import finding_id
from glabella.core.dosing.preparation import Preparation
from glabella.core.findings import Finding
from glabella.core.knowledge import Knowledge
from glabella.core.planner.edits import site_key
from glabella.core.planner.model import Plan, Suitability
from glabella.core.planner.placement import zones_at
from glabella.core.planner.plan import make_plan
from glabella.core.sources import Source
from glabella.drawing.outlook import Outlook
from glabella.drawing.pins import Pin
from glabella.drawing.wording import TECHNIQUES, number, units_text
from glabella.web.planner.citing import Citation, Cited, Citer
from glabella.web.planner.forecast_view import calendar_of
from glabella.web.planner.line_view import (
    TIMES,
    LineContext,
    LineView,
    line_view,
    marks,
)

__all__ = [
    "DangerView",
    "EventView",
    "FindingView",
    "PlanView",
    "PreparationView",
    "TechniqueView",
    "Told",
    "day_text",
    "person_text",
    "plan_view",
]

_STATUS = {
    "ok": "Ready",
    "needs_review": "Needs review",
    "blocked": "Blocked",
}
_TITLES = {"block": "Block", "caution": "Caution", "info": "Good to know"}


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding; ``id`` names its reason field and changes with its words."""

    id: str
    severity: str
    word: str
    rule: str
    message: str
    cited: Cited
    reason: str


@dataclass(frozen=True, slots=True)
class PreparationView:
    """One dilution; a number that the evidence lacks is None."""

    areas: str
    units: Cited
    vials: tuple[Cited, ...]
    diluent: Cited | None
    strength: Cited | None
    volume: Cited | None
    marks: Cited | None
    use_within: Cited
    use_within_ours: bool
    left_over: Cited | None
    ready_to_use: bool


@dataclass(frozen=True, slots=True)
class TechniqueView:
    """How a technique suits, and what it would come to."""

    id: str
    name: str
    suits: str
    reasons: tuple[str, ...]
    cited: Cited
    planned: bool
    would_be: str


@dataclass(frozen=True, slots=True)
class DangerView:
    """The pins that lie in one danger zone, and the harm that it risks."""

    pins: str
    cited: Cited


@dataclass(frozen=True, slots=True)
class EventView:
    """The days before an event."""

    on: str
    treat_by: Cited
    review_on: Cited


@dataclass(frozen=True)
class PlanView:
    """Everything that the plan's panel shows."""

    status: str
    status_word: str
    headline: str
    product_name: str
    medical: str
    sites: int
    blocks: tuple[FindingView, ...]
    cautions: tuple[FindingView, ...]
    infos: tuple[FindingView, ...]
    lines: tuple[LineView, ...]
    dangers: tuple[DangerView, ...]
    preparations: tuple[PreparationView, ...]
    techniques: tuple[TechniqueView, ...]
    next_on: Cited | None
    event: EventView | None
    citations: tuple[Citation, ...]
    changed: bool
    unit_family: str
    person: str

    @property
    def unanswered(self) -> int:
        """Cautions that have no reason yet."""
        return sum(not caution.reason for caution in self.cautions)


@dataclass(frozen=True, slots=True)
class Told:
    """What the page knows beside the plan itself."""

    knowledge: Knowledge
    proposal: Plan
    changes: Changes
    reasons: Mapping[str, str]
    problems: Mapping[str, str]
    forecasts: Mapping[str, Outlook]
    kept: bool = False
    """The plan is shown as it was kept: nothing about it is worked out anew."""


def plan_view(plan: Plan, pins: tuple[Pin, ...], told: Told) -> PlanView:
    """The panel for ``plan``; ``told.proposal`` is the plan without hand's changes."""
    knowledge = told.knowledge
    cite = Citer(_sources_of(plan, told))
    findings = tuple(_finding(f, cite, told.reasons) for f in plan.findings)
    context = _context(plan, pins, told, cite)
    lines = tuple(
        line_view(line, series, cite, context) for series, line in enumerate(plan.lines)
    )
    aesthetic, medical = plan.aesthetic_units, plan.medical_units
    unit_name = knowledge.product.unit_name
    return PlanView(
        status=plan.status,
        status_word=_STATUS[plan.status],
        headline=_amount(aesthetic or medical, unit_name),
        product_name=plan.product_name,
        medical=_amount(medical, unit_name) if aesthetic and medical else "",
        sites=len(pins),
        blocks=tuple(f for f in findings if f.severity == "block"),
        cautions=tuple(f for f in findings if f.severity == "caution"),
        infos=tuple(f for f in findings if f.severity == "info"),
        lines=lines,
        dangers=_in_danger(lines),
        preparations=tuple(_preparation(p, knowledge, cite) for p in plan.preparations),
        techniques=tuple(_technique(s, plan, told, cite) for s in plan.suitability),
        next_on=_next(plan, cite),
        event=_event(plan, knowledge, cite),
        citations=cite.citations(),
        changed=bool(told.changes.units or told.changes.positions),
        unit_family=knowledge.product.unit_family,
        person=person_text(plan),
    )


def _sources_of(plan: Plan, told: Told) -> Callable[[str], Source]:
    """The documents as they were when the plan was kept; else today's."""
    if not told.kept:
        return told.knowledge.source
    known = {source.key: source for source in plan.citations}
    return lambda key: known.get(key) or told.knowledge.source(key)


def day_text(day: date) -> str:
    """A day as it is said: 21 November 2026."""
    return f"{day.day} {day:%B %Y}"


def _amount(units: float, unit_name: str) -> str:
    return units_text(units) if unit_name == "units" else f"{number(units)} {unit_name}"


def person_text(plan: Plan) -> str:
    """Who is planned for, without a name: sex, age, day, rules."""
    patient = plan.case.patient
    word = "Woman" if patient.sex == "female" else "Man"
    day = day_text(plan.case.on)
    rules = f"{plan.case.jurisdiction} rules"
    return f"{word}, {patient.age_years} years; planned for {day}; {rules}"


def _sources(count: int) -> str:
    return f"{count} source{'' if count == 1 else 's'}"


def _finding(finding: Finding, cite: Citer, reasons: Mapping[str, str]) -> FindingView:
    name = finding_id(finding)
    count = len(finding.sources)
    return FindingView(
        id=name,
        severity=finding.severity,
        word=_TITLES[finding.severity],
        rule=finding.rule.replace("-", " "),
        message=finding.message,
        cited=cite.cite(_sources(count), finding.sources),
        reason=reasons.get(name, ""),
    )


def _context(plan: Plan, pins: tuple[Pin, ...], told: Told, cite: Citer) -> LineContext:
    from_planner = {
        site_key(line.area, site): site
        for line in told.proposal.lines
        for site in line.sites
    }
    return LineContext(
        pins={pin.key: pin for pin in pins},
        proposed=from_planner,
        changes=told.changes,
        problems=told.problems,
        dangers={}
        if told.kept
        else {pin.key: _dangers(pin, told.knowledge, cite) for pin in pins},
        unit_name=told.knowledge.product.unit_name,
        step_units=told.knowledge.product.step_units,
        forecasts=told.forecasts,
        calendar=calendar_of(plan),
    )


def _dangers(pin: Pin, knowledge: Knowledge, cite: Citer) -> tuple[Cited, ...]:
    site = pin.site
    if site.position is None or site.droplets:
        return ()
    return tuple(
        cite.cite(f"{zone.name}: risk of {zone.harm}", zone.sources)
        for zone in zones_at(site.position, site.muscle, knowledge)
    )


def _in_danger(lines: tuple[LineView, ...]) -> tuple[DangerView, ...]:
    zones: dict[str, tuple[list[int], Cited]] = {}
    for line in lines:
        for site in line.sites:
            for hit in site.dangers:
                zones.setdefault(hit.text, ([], hit))[0].append(site.number)
    return tuple(
        DangerView(
            f"Pin{'' if len(pins) == 1 else 's'} {', '.join(map(str, pins))}", hit
        )
        for pins, hit in zones.values()
    )


def _preparation(
    preparation: Preparation, knowledge: Knowledge, cite: Citer
) -> PreparationView:
    keys = preparation.sources

    def optional(value: float | None, text: str) -> Cited | None:
        return None if value is None else cite.cite(text, keys)

    tenth, volume = preparation.units_per_tenth_ml, preparation.total_volume_ml
    over, diluent = preparation.left_over_units, preparation.diluent_ml
    hours = preparation.use_within_hours
    return PreparationView(
        areas=", ".join(knowledge.area(key).name for key in preparation.areas),
        units=cite.cite(units_text(preparation.units), keys),
        vials=tuple(
            cite.cite(f"{vial.count} {TIMES} {units_text(vial.units)}", keys)
            for vial in preparation.vials
        ),
        diluent=optional(diluent, f"{number(diluent or 0)} mL"),
        strength=optional(tenth, units_text(tenth or 0)),
        volume=optional(volume, f"{number(volume or 0)} mL"),
        marks=optional(volume, marks(volume or 0)),
        use_within=cite.cite(f"{hours} hours", keys),
        use_within_ours=preparation.use_within_basis == "ours",
        left_over=optional(over, units_text(over or 0)),
        ready_to_use=knowledge.product.ready_to_use,
    )


def _would_be(suited: Suitability, plan: Plan, told: Told) -> str:
    """What the technique would come to; of a kept plan nothing is planned anew."""
    if told.kept:
        return ""
    goals = replace(plan.case.goals, technique=suited.technique)
    other = make_plan(replace(plan.case, goals=goals), told.knowledge)
    units = other.aesthetic_units + other.medical_units
    amount = _amount(round(units, 6), told.knowledge.product.unit_name)
    return f"{amount} in {_areas(len(other.lines))}" if other.lines else ""


def _technique(
    suited: Suitability, plan: Plan, told: Told, cite: Citer
) -> TechniqueView:
    return TechniqueView(
        id=suited.technique,
        name=TECHNIQUES[suited.technique],
        suits=suited.suits,
        reasons=suited.reasons,
        cited=cite.cite(_sources(len(suited.sources)), suited.sources),
        planned=any(line.technique == suited.technique for line in plan.lines),
        would_be=_would_be(suited, plan, told),
    )


def _areas(count: int) -> str:
    return f"{count} area{'' if count == 1 else 's'}"


def _next(plan: Plan, cite: Citer) -> Cited | None:
    if plan.next_treatment is None:
        return None
    interval = plan.next_treatment.interval
    told = f"{day_text(plan.next_treatment.not_before)} ({interval.words})"
    return cite.cite(told, interval.sources)


def _event(plan: Plan, knowledge: Knowledge, cite: Citer) -> EventView | None:
    if plan.event is None:
        return None
    keys = knowledge.event.sources
    return EventView(
        on=day_text(plan.event.on),
        treat_by=cite.cite(day_text(plan.event.treat_by), keys),
        review_on=cite.cite(day_text(plan.event.review_on), keys),
    )
