"""The named modifiers of a dose: each with its size, its source and a sentence."""

from dataclasses import dataclass

from glabella.core.areas import Area, CitedNumber
from glabella.core.case import AreaWish, Case, EarlierResult, Technique
from glabella.core.dosing.rules import DosingRules, Modifier
from glabella.core.dosing.start import Start
from glabella.core.products import product_key
from glabella.core.sources import OURS
from glabella.core.units import NOISE_UNITS

__all__ = ["Question", "Target", "low_dose_range", "target_dose"]

_MILD_UP_TO = {"MMPS": 2, "PLAT": 2}
"""Highest grade that counts as mild, by scale; 1 on a 0 to 3 scale."""


@dataclass(frozen=True, slots=True)
class Target:
    """Units wanted before rounding, inside [low, high], and how they came about."""

    units: float
    low: float
    high: float
    modifiers: tuple[Modifier, ...]
    beyond_range: str
    """Empty, or the sentence that says which bound stopped the modifiers."""


def low_dose_range(
    start: Start, low_figure: CitedNumber | None, rules: DosingRules
) -> tuple[float, float, float]:
    """(units, low, high) of the low-dose technique for one area.

    A low figure that was read replaces the fraction; bounds are fractions of
    this product's own standard dose.
    """
    fraction = rules.low_dose_fraction.number
    units = low_figure.number if low_figure else start.units * fraction
    low = min(start.units * rules.low_dose_bounds.low, units)
    high = max(start.units * rules.low_dose_bounds.high, units)
    return units, low, high


@dataclass(frozen=True, slots=True)
class Question:
    """One area of one case, with the start that was found for it."""

    case: Case
    area: Area
    wish: AreaWish
    start: Start
    rules: DosingRules
    family: str


def target_dose(question: Question, technique: Technique) -> Target:
    """Apply every modifier to the start; the range stops them, and says so."""
    start = question.start
    if question.area.kind not in {"line", "shape"}:
        return Target(start.units, start.low, start.high, (), "")
    standard = _standard(question)
    return _low_dose(question, standard) if technique == "baby" else standard


def _standard(question: Question) -> Target:
    start = question.start
    modifiers = (
        _severity(question),
        *_person(question),
        _movement(question, start.high / start.units),
    )
    return _bounded(start.units, start.low, start.high, modifiers)


def _low_dose(question: Question, standard: Target) -> Target:
    start, rules = question.start, question.rules
    figure = question.area.low_doses.get(question.family)
    units, low, high = low_dose_range(start, figure, rules)
    cited = figure or rules.low_dose_fraction
    modifiers = (
        Modifier("technique: baby", units / start.units, cited.sources),
        *_person(question),
        _movement(question, high / units),
    )
    target = _bounded(start.units, low, high, modifiers)
    if target.units <= standard.units + NOISE_UNITS:
        return target
    factor = standard.units / target.units
    cap = Modifier("not above the standard plan", factor, (OURS,))
    low = min(low, standard.units)
    return Target(standard.units, low, high, (*target.modifiers, cap), "")


def _severity(question: Question) -> Modifier:
    area, wish, rules = question.area, question.wish, question.rules
    grade = wish.severity_at_contraction
    if grade is None:
        grade = wish.severity_at_rest
    if grade is None:
        return Modifier("severity: not graded", 1.0, rules.mild.sources)
    if grade <= _MILD_UP_TO.get(area.scale, 1):
        name = "severity: absent or mild at full contraction"
        return Modifier(name, rules.mild.number, rules.mild.sources)
    name = "severity: moderate or severe at full contraction"
    return Modifier(name, 1.0, rules.mild.sources)


def _person(question: Question) -> tuple[Modifier, ...]:
    wish, rules = question.wish, question.rules
    mass = rules.mass[wish.muscle_mass]
    modifiers = [
        Modifier(f"muscle mass: {wish.muscle_mass}", mass.number, mass.sources),
        Modifier("age: no size known", rules.age.number, rules.age.sources),
    ]
    result = _last_result(question.case, question.area.id)
    if result is not None:
        cited = rules.result[result]
        name = f"earlier result: {result.replace('_', ' ')}"
        modifiers.append(Modifier(name, cited.number, cited.sources))
    return tuple(modifiers)


def _last_result(case: Case, area_id: str) -> EarlierResult | None:
    earlier = sorted(
        (t for t in case.history.previous or () if t.result),
        key=lambda treatment: treatment.on,
    )
    for treatment in reversed(earlier):
        same_product = product_key(treatment.product) == case.product
        if same_product and any(area == area_id for area, _ in treatment.units):
            return treatment.result
    return None


def _movement(question: Question, to_top: float) -> Modifier:
    rules = question.rules
    if question.case.goals.movement == "maximal" and question.start.basis == "estimate":
        name = "movement: fullest reduction, not applied to an estimate"
        return Modifier(name, 1.0, rules.maximal_sources)
    if question.case.goals.movement == "maximal":
        name = "movement: fullest reduction, up to the top of the range"
        return Modifier(name, max(1.0, to_top), rules.maximal_sources)
    return Modifier("movement: natural", 1.0, rules.maximal_sources)


def _bounded(
    start: float, low: float, high: float, modifiers: tuple[Modifier, ...]
) -> Target:
    units = start
    for modifier in modifiers:
        units *= modifier.factor
    if low - NOISE_UNITS <= units <= high + NOISE_UNITS:
        return Target(units, low, high, modifiers, "")
    edge, word = (low, "bottom") if units < low else (high, "top")
    limit = Modifier(f"{word} of the range", edge / units, (OURS,))
    sentence = (
        f"the modifiers ask for {units:.3g} units, outside the range of {low:g} to "
        f"{high:g} units that the evidence holds; the plan stays at {edge:g}"
    )
    return Target(edge, low, high, (*modifiers, limit), sentence)
