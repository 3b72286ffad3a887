"""The planner: a case and the evidence in, a plan with reasons out."""

from dataclasses import replace

from glabella.core.areas import Area
from glabella.core.case import Case
from glabella.core.dosing.intervals import longest
from glabella.core.dosing.preparation import Preparation, prepare
from glabella.core.findings import Finding, ranked
from glabella.core.knowledge import Knowledge
from glabella.core.planner.ceilings import within_session
from glabella.core.planner.checks import check_plan
from glabella.core.planner.dates import event_of
from glabella.core.planner.edits import Edits, apply_edits
from glabella.core.planner.labelling import with_label_status
from glabella.core.planner.lines import draft_line
from glabella.core.planner.model import Line, NextTreatment, Plan, Status
from glabella.core.planner.overlaps import without_overlaps
from glabella.core.planner.techniques import Choice, choose, suitability, told_choice
from glabella.core.safety import Screening, screen
from glabella.core.sources import Source
from glabella.core.units import Dose

__all__ = ["make_plan"]


def make_plan(case: Case, knowledge: Knowledge, edits: Edits | None = None) -> Plan:
    """Plan ``case``; ``edits`` are the clinician's own units and positions.

    A block empties the lines. Edits are never changed back: what they pass is
    said in the findings.
    """
    wished = tuple(knowledge.area(wish.id) for wish in case.areas)
    suits, best = suitability(case, wished, knowledge.product.unit_family)
    choices, settled = choose(case, knowledge, best)
    settled = (*told_choice(case, suits, best), *settled)
    areas = tuple(knowledge.area(choice.wish.id) for choice in choices)
    lines, drafted = _draft(case, knowledge, choices)
    if not lines:
        settled, drafted = _nothing_left(settled, drafted)
    lines, edited = apply_edits(lines, edits or Edits())
    lines, judged = with_label_status(case, knowledge, lines)
    preparations = _preparations(case, knowledge, lines)
    event, timing = event_of(case, knowledge)
    coming = _next(case, knowledge, lines, areas)
    findings = ranked(
        (
            *screen(Screening.of(case, knowledge, _both(wished, areas))),
            *settled,
            *drafted,
            *edited,
            *judged,
            *timing,
            *check_plan(case, knowledge, lines, preparations, coming),
        )
    )
    status = _status(findings)
    blocked = status == "blocked"
    plan = Plan(
        case=case,
        product_name=knowledge.product.name,
        status=status,
        findings=findings,
        suitability=suits,
        lines=() if blocked else lines,
        preparations=() if blocked else preparations,
        next_treatment=coming,
        event=event,
        citations=(),
    )
    return replace(plan, citations=_citations(plan, knowledge))


def _next(
    case: Case, knowledge: Knowledge, lines: tuple[Line, ...], areas: tuple[Area, ...]
) -> NextTreatment | None:
    """Counted from the areas planned; from those asked for where none is left."""
    ids = tuple(line.area for line in lines) or tuple(area.id for area in areas)
    end = longest(knowledge.product, ids or ("",), case.jurisdiction, case.on)
    return NextTreatment(*end) if end else None


def _both(one: tuple[Area, ...], other: tuple[Area, ...]) -> tuple[Area, ...]:
    return tuple({area.id: area for area in (*one, *other)}.values())


def _draft(
    case: Case, knowledge: Knowledge, choices: tuple[Choice, ...]
) -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    drafts = [draft_line(case, c.wish, knowledge, c.technique) for c in choices]
    lines = tuple(draft.line for draft in drafts if draft.line)
    said = tuple(finding for draft in drafts for finding in draft.findings)
    lines, fitting = _fit(case, knowledge, lines)
    return lines, (*said, *fitting)


def _fit(
    case: Case, knowledge: Knowledge, lines: tuple[Line, ...]
) -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    """Overlaps and ceilings together: an area left out gives its parts back."""
    told: tuple[Finding, ...] = ()
    while True:
        apart, overlapping = without_overlaps(lines, knowledge.overlaps)
        fitted, lowered = within_session(case, knowledge, apart)
        left_out = {line.area for line in apart} - {line.area for line in fitted}
        if not left_out:
            return fitted, (*told, *overlapping, *lowered)
        told = (*told, *lowered)
        lines = tuple(line for line in lines if line.area not in left_out)


def _nothing_left(
    settled: tuple[Finding, ...], drafted: tuple[Finding, ...]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """With no area left, what left the areas out is what stops the plan."""
    reasons = {"no-dose", "ceiling", "overlap"}
    if any(f.rule == "no-dose" for f in (*settled, *drafted)):
        reasons = {"no-dose"}
    return _blocking(settled, reasons), _blocking(drafted, reasons)


def _blocking(findings: tuple[Finding, ...], rules: set[str]) -> tuple[Finding, ...]:
    return tuple(
        replace(f, severity="block")
        if f.rule in rules and f.severity == "caution"
        else f
        for f in findings
    )


def _status(findings: tuple[Finding, ...]) -> Status:
    severities = {finding.severity for finding in findings}
    if "block" in severities:
        return "blocked"
    return "needs_review" if "caution" in severities else "ok"


def _preparations(
    case: Case, knowledge: Knowledge, lines: tuple[Line, ...]
) -> tuple[Preparation, ...]:
    """One preparation per dilution, in the order of the lines."""
    groups: dict[float | None, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.units_per_ml, []).append(line)
    family = knowledge.product.unit_family
    return tuple(
        prepare(
            knowledge.product,
            tuple(line.area for line in together),
            Dose(family, round(sum(line.units for line in together), 6)),
            (strength, together[0].dilution_sources) if strength else None,
            case.jurisdiction,
        )
        for strength, together in groups.items()
    )


def _citations(plan: Plan, knowledge: Knowledge) -> tuple[Source, ...]:
    """Every source that the plan leans on, in order of first use."""
    keys = (
        *(key for f in plan.findings for key in f.sources),
        *(key for s in plan.suitability for key in s.sources),
        *(key for line in plan.lines for key in line.sources),
        *(k for line in plan.lines for m in line.modifiers for k in m.sources),
        *(k for line in plan.lines for s in line.sites for k in s.site.sources),
        *(key for p in plan.preparations for key in p.sources),
        *(plan.next_treatment.interval.sources if plan.next_treatment else ()),
    )
    return tuple(knowledge.source(key) for key in dict.fromkeys(keys))
