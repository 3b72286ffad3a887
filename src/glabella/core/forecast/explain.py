"""Sentences about a forecast, made from its numbers."""

from collections.abc import Iterator

import numpy as np

from glabella.core.arrays import FloatArray, IntArray
from glabella.core.case import Case
from glabella.core.forecast.crowd import crowd_of, sensitivity, went_wrong
from glabella.core.forecast.draws import State
from glabella.core.forecast.exposure import AreaRule
from glabella.core.forecast.likelihood import History
from glabella.core.forecast.past import Observation, Past
from glabella.core.forecast.rules import Basis
from glabella.core.forecast.scope import Scope
from glabella.core.forecast.summary import resample
from glabella.core.forecast.update import Personal
from glabella.core.sources import OURS

__all__ = ["changes", "notes_of", "sources_of"]

_GRADES = ("none", "mild", "moderate", "severe")
_WORDS = {"too_little": "too little", "as_wished": "as wished", "too_much": "too much"}
_TELLING = 1.6
"""A chance that has grown by this factor is worth a sentence."""
_WORTH_SAYING = 0.05
"""A change of less than a twentieth is called no change."""
_HALF, _THREE_QUARTERS = 0.5, 0.75
"""Chances: the middle, and the middle half of people all on one side of it."""


def changes(
    history: History, before: State, after: Personal
) -> dict[str, tuple[str, ...]]:
    """What was seen of this patient, and what it moved, by area id."""
    if not history.past.visits:
        return {}
    surprise = history.surprise(before)
    seen = [_seen(history, n, chance) for n, chance in enumerate(surprise.chances())]
    learnt = after.moved or after.weights is not None
    return {
        area: (
            *(seen[n] for n in _of(history, index)),
            *_today(history, index, surprise.today[index]),
            *_at_work(history, after, index),
            *(_moved(history, before, after, index) if learnt else ()),
        )
        for index, area in enumerate(history.past.areas)
    }


def _last_dose(history: History, area: int) -> str:
    """The last visit of an area in words; empty where there was none."""
    doses = [(visit.day, visit.doses[area]) for visit in history.past.visits]
    given = [(day, dose[1]) for day, dose in doses if dose is not None]
    if not given:
        return ""
    day, units = given[-1]
    return f"{units:g} units {_days(-day)} ago"


def _today(history: History, area: int, chance: float | None) -> Iterator[str]:
    """Today's grade is a result of the last visit too, as long as it works."""
    grade = history.past.seen[area].in_contraction
    if chance is None or not grade or chance > 1.0 - _WORTH_SAYING:
        return
    worse = "" if grade == len(_GRADES) - 1 else " or worse"
    yield (
        f"After {_last_dose(history, area)}, today's grade {_GRADES[grade]} counts as a "
        f"result: of people whose line was at least that deep before any treatment, "
        f"{chance:.0%} would be {_GRADES[grade]}{worse} today."
    )


def _at_work(history: History, after: Personal, area: int) -> Iterator[str]:
    """An earlier visit that still works, and where the line is without it."""
    last = _last_dose(history, area)
    if not last or after.today is None:
        return
    people = _drawn(after, area)
    kept = float(np.median(after.today.moved[area][people]))
    if kept > 1.0 - _WORTH_SAYING:
        return
    yield (
        f"{last} still work here: the curve starts at about {kept:.0%} of full movement."
    )
    if history.basis.kind(history.past.areas[area]) == "line":
        depth = float(np.median(after.lines.depth[area][people]))
        yield (
            "Without any treatment the line is taken to be at a severity of "
            f"{depth:.1f}, and returns there."
        )


def _drawn(after: Personal, area: int) -> IntArray:
    """People of one area, each as often as its weight says."""
    if after.weights is None:
        return np.arange(len(after.state))
    return resample(after.weights[area], len(after.state))


def _of(history: History, area: int) -> Iterator[int]:
    """Numbers of the observations of one area."""
    for number, one in enumerate(history.past.observations):
        if one.area == area:
            yield number


def _seen(history: History, number: int, chance: float) -> str:
    one = history.past.observations[number]
    visit = history.past.visits[one.visit]
    dose = visit.doses[one.area]
    units = 0.0 if dose is None else dose[1]
    product = history.basis.product_name(history.past.products[one.visit])
    since = one.day - visit.day
    start = (
        f"{units:g} units of {product} in the "
        f"{history.basis.area_name(history.past.areas[one.area]).lower()} "
        f"{_days(-visit.day)} ago"
    )
    if one.result is not None:
        return f"{start}: the result was called {_WORDS[one.result]}."
    return f"{start}: {_grade(one, since, chance)}"


def _grade(one: Observation, since: int, chance: float) -> str:
    grade = _GRADES[one.grade or 0]
    if one.before:
        return f"before it the {one.rater} saw grade {grade}."
    more = "" if one.grade in {0, len(_GRADES) - 1} else " or worse"
    if one.grade == 0:
        return f"on day {since} the {one.rater} saw grade none."
    return (
        f"on day {since} the {one.rater} saw grade {grade}. Before this was known, "
        f"{chance:.0%} of people with such lines were expected to be {grade}{more} then."
    )


def _days(count: int) -> str:
    return f"{count} days" if count != 1 else "1 day"


def _moved(
    history: History, before: State, after: Personal, area: int
) -> Iterator[str]:
    """How the dose need and the half-life are seen now."""
    need_then, fade_then = _person(history, before, area)
    need_now, fade_now = _person(history, after.state, area)
    people = _drawn(after, area)
    need_now, fade_now = need_now[people], fade_now[people]
    factor = float(np.exp(np.median(need_now) - np.median(need_then)))
    low, high = np.exp(np.quantile(need_now, (0.05, 0.95)) - np.median(need_then))
    own = any(one.area == area for one in history.past.observations) or any(
        visit.doses[area] is not None for visit in history.past.visits
    )
    why = "" if own else "No result of this area is known, but those of others are: "
    if abs(np.log(factor)) < _WORTH_SAYING:
        if not history.past.observations:
            return
        yield _sentence(f"{why}the dose need stays as it was taken to be.")
    else:
        above = float((need_now > np.median(need_then)).mean())
        yield _sentence(
            f"{why}this area is now taken to need {factor:.2g} times the dose for the "
            f"same effect ({low:.2g} to {high:.2g} in nine of ten), that is "
            f"{_than_most(above)}."
        )
    yield from _mishap(history, after, area)
    shift = float(np.median(fade_now) / np.median(fade_then))
    if abs(np.log(shift)) >= _WORTH_SAYING:
        slower = "slower" if shift > 1 else "faster"
        yield f"The effect is taken to fade {slower}: {shift:.2g} times the half-life."


def _than_most(above: float) -> str:
    """In words: ``above`` is the chance that the need is above the middle one."""
    word, chance = ("more", above) if above > _HALF else ("less", 1.0 - above)
    sure = "" if chance >= _THREE_QUARTERS else "perhaps "
    return f"{sure}{word} than in most people (chance {chance:.0%})"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _mishap(history: History, after: Personal, area: int) -> Iterator[str]:
    """Whether a visit that went wrong explains what was seen."""
    usual = history.basis.rules.number("mishap_chance")
    people = _drawn(after, area)
    for visit in sorted({o.visit for o in history.past.observations if o.area == area}):
        luck = after.state.occasion[visit, area, people]
        wrong = went_wrong(luck, history.basis)
        chance = float(wrong.mean())
        if chance > _TELLING * usual:
            since = _days(-history.past.visits[visit].day)
            yield (
                f"Or the visit {since} ago went wrong there (dose, storage, site): the "
                f"chance of that is now {chance:.0%}, against {usual:.0%} before. That "
                "is why the range is wide."
            )


def _person(history: History, state: State, area: int) -> tuple[FloatArray, FloatArray]:
    """Logarithm of the dose need, and the half-life in days, by person."""
    fixed = history.basis.posterior.constants
    rules = history.past.rules
    person = sensitivity(state, history.vectors, history.basis, rules)[area]
    clinic = fixed.trial_exposure_spread * history.vectors.exposure[state.vector]
    extra = history.past.rules[area].extra_log_spread
    place = extra * history.vectors.area[history.past.areas[area]][state.vector]
    half_life = crowd_of(state, history.vectors, history.basis).half_life_days
    return -(person + clinic + place), half_life


def notes_of(scope: Scope, case: Case) -> tuple[str, ...]:
    """What a reader must know beside the curves."""
    notes = list(scope.rule.notes) if isinstance(scope.rule, AreaRule) else []
    if scope.kind == "line" and not scope.graded:
        notes.append(
            "No grade of this line was given: it is taken as moderate or severe, as "
            "in trials."
        )
    if scope.kind == "shape":
        notes.append(
            "No line is graded here: movement kept and muscle mass are forecast, not a "
            "look."
        )
    if scope.kind == "sweat":
        notes.append("The HDSS grade is not forecast, only how much sweat is left.")
    notes.extend(scope.nearby)
    notes.append(_habits(case))
    return tuple(notes)


def _habits(case: Case) -> str:
    """What was recorded of habits; nothing in the forecast hangs on it."""
    told = ", ".join(f"{name} {word}" for name, word in case.patient.habits)
    if not told:
        return (
            "Metabolism, exercise, sun and smoking were not noted; what they do to the "
            "duration is unknown, because no trial gives it a size."
        )
    return (
        f"Recorded: {told}. What that does to the duration is unknown, because no trial "
        "gives it a size: the forecast takes no account of it."
    )


def sources_of(scope: Scope, basis: Basis, past: Past) -> tuple[str, ...]:
    """Source keys behind the forecast of one line."""
    keys = [OURS, *scope.rule.sources]
    keys += [key for one in basis.rules.lifestyle for key in one.sources]
    for visit in past.visits:
        for dose in visit.doses:
            if dose is not None and dose[0].area == scope.area:
                keys += dose[0].sources
    if scope.nearby:
        keys += basis.rules.sources("spread_width")
    return tuple(dict.fromkeys(keys))
