"""How a comparison of regimens is told, wherever it is shown."""

from glabella.core.regimens.compare import Comparison
from glabella.core.regimens.model import (
    AreaDose,
    Outcome,
    Regimen,
    ShapeOutcome,
    Spread,
    Verdict,
)
from glabella.core.regimens.rules import RegimenRules
from glabella.core.regimens.wording import asked_about
from glabella.drawing.wording import number, units_text
from glabella.evidence import catalogue

__all__ = [
    "SHAPE_HEADS",
    "area_words",
    "doses_words",
    "label_words",
    "movement_words",
    "range_words",
    "rest_words",
    "rule_words",
    "shape_words",
    "share_words",
    "spread_words",
    "target_words",
]


def range_words(spread: Spread, digits: int = 0) -> str:
    """The middle 90 %: "12 to 45"."""
    return f"{number(spread.low, digits)} to {number(spread.high, digits)}"


def spread_words(spread: Spread, digits: int = 0) -> str:
    """Mean and middle 90 %: "16 (1 to 33)"; one number where all are alike."""
    mean = number(spread.mean, digits)
    if spread.low == spread.high:
        return mean
    return f"{mean} ({range_words(spread, digits)})"


def share_words(spread: Spread) -> str:
    """A share of before treatment: "76% (70% to 84%)"."""
    if spread.low == spread.high:
        return f"{spread.median:.0%}"
    return f"{spread.median:.0%} ({spread.low:.0%} to {spread.high:.0%})"


SHAPE_HEADS = ("Muscle", "Mass at the end", "Thinnest", "Least movement")


def shape_words(shape: ShapeOutcome) -> tuple[str, ...]:
    """One muscle treated for its shape, under ``SHAPE_HEADS``."""
    shares = (shape.muscle_mass, shape.thinnest, shape.least_movement)
    return (area_words(shape.area), *map(share_words, shares))


def rest_words(outcome: Outcome) -> str:
    """Direction of the lines at rest over the years."""
    from_start, against = (
        outcome.at_rest_from_start,
        outcome.at_rest_against_untreated,
    )
    if from_start == against:
        return from_start
    return f"{from_start} (untreated: {_mirrored(against)})"


def _mirrored(direction: str) -> str:
    """What not being treated is, against this regimen."""
    return {"lower": "higher", "higher": "lower"}.get(direction, direction)


def label_words(verdict: Verdict) -> str:
    """Whether the label interval is kept, in one word or two."""
    if verdict.label_interval_kept is None:
        return "not read"
    return "kept" if verdict.label_interval_kept else "broken"


def rule_words(regimen: Regimen) -> str:
    """When the visits are."""
    weeks = regimen.rule.weeks
    if regimen.rule.kind == "none":
        return "no visits"
    if regimen.rule.kind == "fade":
        return f"when lines are back, {weeks} weeks apart or more"
    return f"every {weeks} weeks"


def area_words(area: str, *, plain: bool = False) -> str:
    """An area as a clinician names it, or in a patient's words."""
    file = catalogue.area_values(area)
    return file.plain_name if plain else file.name.partition(" (")[0]


def doses_words(regimen: Regimen, *, plain: bool = False) -> str:
    """Units of each visit by area; the last dose repeats."""
    told = [_visit_words(visit, plain=plain) for visit in regimen.doses]
    if len(told) <= 1:
        return "".join(told) or "no toxin"
    *first, last = (f"visit {n}: {words}" for n, words in enumerate(told, start=1))
    return f"{'; '.join(first)}; from {last}"


def _visit_words(doses: tuple[AreaDose, ...], *, plain: bool) -> str:
    return ", ".join(
        f"{area_words(dose.area, plain=plain)} {units_text(dose.units)}"
        for dose in doses
    )


def target_words(comparison: Comparison) -> tuple[str, ...]:
    """What "at target" means for this person, the first visit, what is not known."""
    question = comparison.question
    told = [_target(comparison)] if question.cohort is not None else []
    label = comparison.label
    if label is not None:
        told.append(
            f"Label interval: {label.interval.words}; {label.weeks} whole weeks keep it."
        )
    if question.start > question.case.on:
        told.append(
            f"First visit not before {question.start}: until then the label interval "
            "of an earlier treatment runs. Weeks count from that visit."
        )
    told += question.told
    for rule in question.area_rules.values():
        told += rule.notes
    told += question.without_forecast(tuple(question.silent))
    return tuple(dict.fromkeys(told))


def movement_words(comparison: Comparison) -> str:
    """What hangs on the share below which a face counts as hardly moving."""
    question = comparison.question
    told = [
        f"{verdict.regimen.name}: "
        + ", ".join(f"{weeks:.0f}" for weeks in _still(verdict.outcome, question.rules))
        for verdict in asked_about(comparison)
        if verdict.outcome is not None
    ]
    if question.case.goals.movement != "natural" or not told:
        return ""
    shares = sorted((question.rules.least_movement, *question.rules.movement_also))
    return (
        "From which point a face hardly moves has not been measured; the border is "
        f"ours. Weeks a year below {_listed([f'{share:.0%}' for share in shares])} of "
        f"the force: {'; '.join(told)}."
    )


def _still(outcome: Outcome, rules: RegimenRules) -> list[float]:
    """Weeks with little movement, from the smallest share of the force up."""
    own = (rules.least_movement, outcome.too_little_movement.mean)
    return [weeks for _, weeks in sorted((*outcome.hardly_moving, own))]


def _listed(words: list[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}"


def _target(comparison: Comparison) -> str:
    rules, goals = comparison.question.rules, comparison.question.case.goals
    kept = (
        f", with at least {rules.least_movement:.0%} of the muscle's force kept."
        if goals.movement == "natural"
        else "; the fullest reduction is wished, so no movement is too little."
    )
    return (
        f"At target: lines in full movement at most mild (severity {rules.mild_up_to:g} "
        f"or less on 0 to 3) and {rules.better_by:g} grade better than before, or absent"
        f"{kept}"
    )
