"""What is said about the plan as it stands, whoever set its numbers."""

from datetime import timedelta

from glabella.core.case import Case
from glabella.core.dosing.preparation import Preparation, on_a_mark
from glabella.core.findings import Finding
from glabella.core.knowledge import Knowledge
from glabella.core.planner.ceilings import check_ceilings
from glabella.core.planner.model import Line, NextTreatment
from glabella.core.planner.placement import check_placement
from glabella.core.sources import OURS

__all__ = ["MUCH_MORE", "check_plan"]

_STRONG = {"A", "B", "C", "trial"}
MUCH_MORE = 1.5
"""So many times the last dose is far above it: ours."""
TOUCH_UP_WITHIN = timedelta(days=42)
"""Two visits so near are one treatment and its touch-up: ours."""


def check_plan(
    case: Case,
    knowledge: Knowledge,
    lines: tuple[Line, ...],
    preparations: tuple[Preparation, ...],
    coming: NextTreatment | None,
) -> tuple[Finding, ...]:
    """Ceilings, placement, switches of product, weak evidence, syringe marks."""
    return (
        *check_ceilings(case, knowledge, lines),
        *check_placement(knowledge, lines),
        *_needs_glabella(knowledge, lines),
        *_grades(case, lines),
        *_too_mild(case, lines),
        *_flat_brow(case, lines),
        *_ratios(case, knowledge),
        *_far_above_last(case, knowledge, lines),
        *_weak(preparations, lines),
        *_thin(knowledge, lines),
        *_marks(lines),
        *_lent_interval(coming),
    )


def _ratios(case: Case, knowledge: Knowledge) -> tuple[Finding, ...]:
    """A switch of product: published ratios are shown, never applied."""
    family = knowledge.product.unit_family
    findings = []
    for treatment in case.history.previous or ():
        key = knowledge.known_product(treatment.product)
        other = knowledge.unit_families.get(key or "")
        if key is None or other is None or other == family:
            continue
        # Ratios are published against onabotulinumtoxinA alone.
        pair = {family, other} - {"ona"}
        ratio = knowledge.ratios.get(pair.pop()) if len(pair) == 1 else None
        known = (
            f" Published ratio to onabotulinumtoxinA: {ratio.low:g} to {ratio.high:g} "
            "(information only)."
            if ratio
            else ""
        )
        message = (
            f"Earlier treatment with {knowledge.product_names[key]}, now "
            f"{knowledge.product.name}: their units are not interchangeable, so this is "
            f"a new plan from this product's own evidence.{known} Before a loss of "
            "effect is believed, check dose, storage, sites and interval."
        )
        sources = ratio.sources if ratio else (OURS,)
        findings.append(Finding("product-switch", "info", message, sources))
    return tuple(findings)


def _far_above_last(
    case: Case, knowledge: Knowledge, lines: tuple[Line, ...]
) -> tuple[Finding, ...]:
    """A dose far above what the area had last: a missing effect is asked about first."""
    findings = []
    for line in lines:
        last = _last_dose(case, knowledge, line.area)
        if last is None or line.units < MUCH_MORE * last:
            continue
        message = (
            f"{line.area_name}: {line.units:g} units are {line.units / last:.2g} times "
            f"the {last:g} of last time. If that worked too little or too briefly, ask "
            "first for time of looking, storage, sites and interval."
        )
        findings.append(Finding("range", "caution", message, (OURS,), (line.area,)))
    return tuple(findings)


def _last_dose(case: Case, knowledge: Knowledge, area: str) -> float | None:
    """Units that an area had last, touch-ups of that visit included.

    None where they are units of another kind, or not known.
    """
    visits = [
        (one, units)
        for one in sorted(case.history.previous or (), key=lambda one: one.on)
        for name, units in one.units
        if name == area
    ]
    if not visits:
        return None
    newest = visits[-1][0].on
    course = [one for one in visits if newest - one[0].on <= TOUCH_UP_WITHIN]
    known = [units for _, units in course if units is not None]
    keys = (knowledge.known_product(one.product) for one, _ in course)
    families = {knowledge.unit_families.get(key or "") for key in keys}
    if families != {knowledge.product.unit_family} or len(known) < len(course):
        return None
    return sum(known) or None


def _weak(
    preparations: tuple[Preparation, ...], lines: tuple[Line, ...]
) -> tuple[Finding, ...]:
    findings = [
        Finding("weak-evidence", "info", f"Preparation: {gap}.", p.sources, p.areas)
        for p in preparations
        for gap in p.gaps
    ]
    for line in lines:
        if line.technique == "skin":
            message = (
                f"{line.area_name}: recipes and results come from authors' series; how "
                "much volume a whole face needs was not read."
            )
            findings.append(
                Finding("weak-evidence", "info", message, line.sources, (line.area,))
            )
    return tuple(findings)


def _lent_interval(coming: NextTreatment | None) -> tuple[Finding, ...]:
    """Say it where the interval was not read on this product's own label."""
    if coming is None or coming.interval.basis == "read":
        return ()
    interval = coming.interval
    message = f"Interval of {interval.words} to the next treatment: {interval.note}"
    return (Finding("weak-evidence", "info", message, interval.sources),)


def _needs_glabella(
    knowledge: Knowledge, lines: tuple[Line, ...]
) -> tuple[Finding, ...]:
    planned = {line.area: line for line in lines}
    if "forehead" not in planned or planned.keys() & {"glabella", "migraine"}:
        return ()
    sources = next(
        (d.sources for d in knowledge.product.label_doses if d.requires_area), ()
    )
    message = (
        "Forehead lines without the glabella: the brow depressors stay unopposed while "
        "the only brow elevator is weakened; brow ptosis is more likely. Treat the "
        "glabella in the same visit."
    )
    cited = (*sources, "BC-DOSE", "BC-MPR", "LBL2")
    cited = tuple(dict.fromkeys(cited))
    return (
        Finding(
            "needs-other-area", "caution", message, cited, ("forehead", "glabella")
        ),
    )


def _grades(case: Case, lines: tuple[Line, ...]) -> tuple[Finding, ...]:
    """Grades that contradict each other, or leave nothing to treat."""
    findings = []
    planned = {line.area: line.area_name for line in lines}
    for wish in case.areas:
        rest, contraction = wish.severity_at_rest, wish.severity_at_contraction
        if wish.id not in planned or rest is None or contraction is None:
            continue
        name = planned[wish.id]
        if rest > contraction:
            message = (
                f"{name}: graded {rest} at rest but {contraction} at full contraction; "
                "a line does not fade when its muscle contracts. Check both grades."
            )
            findings.append(
                Finding("severity", "caution", message, (OURS,), (wish.id,))
            )
        elif contraction == 0 and not case.goals.prevention:
            message = (
                f"{name}: no line even at full contraction, and prevention is not among "
                "the wishes. What is this treatment to change?"
            )
            findings.append(Finding("severity", "info", message, (OURS,), (wish.id,)))
    return tuple(findings)


_INDICATED_FROM = {"crows_feet": 2, "forehead": 2, "glabella": 2, "platysma": 3}
"""Lowest grade at full contraction that the label's words "moderate to severe" mean."""

_SEVERE_SWEATING = 3
"""HDSS grade from which sweating is severe, as the axillary indication asks."""


def _too_mild(case: Case, lines: tuple[Line, ...]) -> tuple[Finding, ...]:
    """A labelled dose for less than the label's own severity."""
    findings = []
    planned = {line.area: line for line in lines if line.technique == "standard"}
    for wish in case.areas:
        line, grade = planned.get(wish.id), wish.severity_at_contraction
        if line is None or grade is None or line.label_units is None:
            continue
        if wish.id == "hh_axilla" and grade < _SEVERE_SWEATING:
            message = (
                f"{line.area_name}: graded HDSS {grade}; the indication is severe sweating "
                "that topical agents do not hold, HDSS 3 or 4. Say why it is right here."
            )
            sources = ("HH-ONE2", "HH-ONE")
            findings.append(
                Finding("severity", "caution", message, sources, (wish.id,))
            )
        elif grade < _INDICATED_FROM.get(wish.id, 0):
            message = (
                f"{line.area_name}: the indication is for moderate to severe lines; "
                f"graded {grade} at full contraction, this is outside it."
            )
            findings.append(
                Finding("severity", "info", message, line.sources, (wish.id,))
            )
    return tuple(findings)


def _flat_brow(case: Case, lines: tuple[Line, ...]) -> tuple[Finding, ...]:
    lifted = [line for line in lines if line.area == "brow_lift"]
    if not lifted or case.patient.sex != "male":
        return ()
    message = (
        "Chemical brow lift: not usual in men, whose brow is kept flat; ask whether an "
        "arch is really wished."
    )
    return (Finding("technique", "info", message, ("BTPB",), ("brow_lift",)),)


def _thin(knowledge: Knowledge, lines: tuple[Line, ...]) -> tuple[Finding, ...]:
    """Doses that rest on no label, trial or paper."""
    findings = []
    for line in lines:
        grades = {knowledge.source(key).grade for key in line.sources}
        if line.basis == "consensus" and not grades & _STRONG:
            message = (
                f"{line.area_name}: the dose rests on textbooks, courses or societies "
                f"alone (grades {', '.join(sorted(grades))})."
            )
            findings.append(
                Finding("weak-evidence", "info", message, line.sources, (line.area,))
            )
    return tuple(findings)


def _marks(lines: tuple[Line, ...]) -> tuple[Finding, ...]:
    findings = []
    for line in lines:
        off = sorted(
            {
                f"{site.units:g} units is {site.volume_ml:.4g} mL"
                for site in line.sites
                if site.volume_ml is not None and not on_a_mark(site.volume_ml)
            }
        )
        if off:
            message = (
                f"{line.area_name}: no quarter mark of a U-100 syringe meets "
                f"{'; '.join(off)}. Choose the nearest mark yourself, or another dilution."
            )
            sources = line.dilution_sources or (OURS,)
            findings.append(
                Finding("syringe-mark", "info", message, sources, (line.area,))
            )
    return tuple(findings)
