"""Sentences that every comparison carries, whoever prints it."""

from glabella.core.regimens.compare import Comparison
from glabella.core.regimens.model import WEEKS_A_YEAR, Outcome, Verdict

__all__ = ["NOTES", "SENTENCE", "asked_about", "in_short"]

SENTENCE = "Simulated from trials of groups; your patient may differ."

NOTES = (
    (
        "Weeks are weeks a year: at target, above target and with too little movement "
        "add up to 52 in each virtual person. Over several areas they are the mean."
    ),
    (
        "Visits, units and cost a year follow from the interval: every 16 weeks is "
        "52 / 16 visits. Visits and units in all are counted from the first visit on."
    ),
    (
        "Ranges hold 90 % of virtual people: people differ, and the model is not "
        "certain; both are in them."
    ),
    (
        "Lines at rest: only the direction is claimed. Their slow part has not been "
        "measured over years. Muscle mass was measured in the masseter, not in the "
        "small muscles of the face."
    ),
    (
        "Every visit is given as planned; nobody skips, moves or stops. What an earlier "
        "treatment still does at the first visit counts where its units are known."
    ),
)


def asked_about(comparison: Comparison) -> tuple[Verdict, ...]:
    """What people ask about: the most frequent low dose, the rarest standard dose."""
    low, standard = (
        _fixed(comparison, technique) for technique in ("baby", "standard")
    )
    found = []
    if low:
        found.append(min(low, key=lambda verdict: verdict.regimen.rule.weeks))
    if standard:
        found.append(max(standard, key=lambda verdict: verdict.regimen.rule.weeks))
    return tuple(found)


def _fixed(comparison: Comparison, technique: str) -> list[Verdict]:
    """Regimens of one dose at a fixed interval."""
    return [
        verdict
        for verdict in comparison.verdicts
        if verdict.regimen.techniques == (technique,)
        and verdict.regimen.rule.kind == "fixed"
    ]


def in_short(comparison: Comparison) -> tuple[str, ...]:
    """The answer in plain sentences: each of the two regimens, and the difference."""
    asked = asked_about(comparison)
    told = [_told(verdict, comparison) for verdict in asked]
    if len(asked) > 1:
        told.append(_difference(asked[0], asked[1], comparison))
    return tuple(told)


def _told(verdict: Verdict, comparison: Comparison) -> str:
    parts = [f"{verdict.regimen.name}: {_effort(verdict)} a year."]
    if verdict.outcome is not None:
        parts.append(_weeks(verdict.outcome))
    parts.append(_label(verdict, comparison))
    return " ".join(parts)


def _effort(verdict: Verdict) -> str:
    visits = verdict.visits
    return (
        f"{_figure(visits.visits_a_year.mean)} visits and "
        f"{visits.units_a_year.mean:.0f} units"
    )


def _weeks(outcome: Outcome) -> str:
    """Lines first, then movement: the second hangs on a threshold of ours."""
    target, still = outcome.at_target, round(outcome.too_little_movement.mean)
    lines = (
        f"Lines are as mild as wished for {outcome.lines_as_wished.mean:.0f} of "
        f"{WEEKS_A_YEAR} weeks"
    )
    ends = f"{target.low:.0f} to {target.high:.0f}"
    if not still:
        return f"{lines} ({ends} in 9 of 10 people)."
    return (
        f"{lines}; for {still} weeks the face hardly moves. At target (mild lines, and "
        f"movement): {target.mean:.0f} weeks ({ends} in 9 of 10 people)."
    )


def _label(verdict: Verdict, comparison: Comparison) -> str:
    label = comparison.label
    if label is None or verdict.label_interval_kept is None:
        return "No label interval was read, so it is not recommended."
    words = label.interval.words
    if verdict.label_interval_kept:
        return f"It keeps the label interval of {words}."
    return f"It breaks the label interval of {words} and is not recommended."


def _difference(low: Verdict, standard: Verdict, comparison: Comparison) -> str:
    missing = set(low.regimen.areas) ^ set(standard.regimen.areas)
    if missing:
        names = comparison.question.knowledge.area_names(sorted(missing))
        return (
            "The two do not treat the same areas, so their units and weeks are not set "
            f"against each other; only one of them treats: {names}."
        )
    visits = low.visits.visits_a_year.mean - standard.visits.visits_a_year.mean
    units = low.visits.units_a_year.mean - standard.visits.units_a_year.mean
    told = (
        "The low doses take "
        f"{_more(_figure(abs(visits)), 'visits', visits)} and "
        f"{_more(f'{abs(units):.0f}', 'units', units)} a year"
    )
    if low.outcome is None or standard.outcome is None:
        return f"{told}."
    weeks = low.outcome.at_target.mean - standard.outcome.at_target.mean
    if abs(weeks) <= comparison.question.rules.tie_weeks:
        return f"{told}, for about as many weeks at target."
    told += f", for {_more(f'{abs(weeks):.0f}', 'weeks at target', weeks)}."
    ranges = (low.outcome.at_target, standard.outcome.at_target)
    if abs(weeks) < min(range_.high - range_.low for range_ in ranges):
        told += " People differ from each other by more than that."
    return told


def _more(size: str, of: str, difference: float) -> str:
    return f"{size} {'more' if difference > 0 else 'fewer'} {of}"


def _figure(value: float) -> str:
    """Two decimals at most: 3.25, 6.5, 13."""
    return f"{round(value, 2):g}"
