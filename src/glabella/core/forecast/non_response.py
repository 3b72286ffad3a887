"""A missing effect: how surprising it is, and what to ask before "tolerance".

The answer is a chance under the model and questions with sources, never a verdict:
graded lines cannot tell antibodies from a low dose or a missed muscle.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from glabella.core.case import Case
from glabella.core.forecast.draws import State, draw_state, draw_vectors
from glabella.core.forecast.exposure import TRIALS, AreaRule, area_rule
from glabella.core.forecast.likelihood import History, history_of
from glabella.core.forecast.model import NonResponse, PastTreatment, Settings
from glabella.core.forecast.past import Observation, Past, read_past
from glabella.core.forecast.rules import Basis, RuleText
from glabella.core.sources import OURS

__all__ = ["LITTLE", "NonResponse", "non_response_of", "question_non_response"]

LITTLE = "too_little"
"""The word for a result that raises the question."""
_OFTEN, _HARDLY = 0.15, 1e-3
"""Chances from which on, and up to which, words change."""


def question_non_response(
    case: Case,
    past: Sequence[PastTreatment],
    basis: Basis,
    *,
    settings: Settings | None = None,
) -> NonResponse:
    """Look at graded follow-ups of ``past`` that showed little effect."""
    settings = settings or Settings()
    read = read_past(case, _rules(case, past, basis), past, basis)
    after = [one for one in read.observations if one.grade is not None]
    after = [one for one in after if not one.before]
    if not after:
        return _answer(basis, read, (), None)
    vectors = draw_vectors(basis.posterior, read.areas, settings)
    state = draw_state(read.areas, len(read.visits), settings)
    chance = history_of(read, vectors, basis).surprise(state).together()
    return _answer(basis, read, after, chance)


def non_response_of(
    history: History, before: State, area: int, *, called: bool
) -> NonResponse | None:
    """The same for one area of a forecast; None where no result was too little.

    ``before``: people of whom nothing of this patient was known; ``called``: whether
    an earlier result there was called too little, usable as a grade or not.
    """
    past = history.past
    judged = [_after(one, area) for one in past.observations]
    after = [one for one, mine in zip(past.observations, judged, strict=True) if mine]
    if not after:
        return _answer(history.basis, past, (), None) if called else None
    surprise = history.surprise(before)
    rows = [row for row, mine in zip(surprise.worse, judged, strict=True) if mine]
    chance = float(np.prod(np.array(rows), axis=0) @ surprise.weights)
    if not called and chance >= history.basis.rules.number("seldom_chance"):
        return None
    return _answer(history.basis, past, after, chance)


def _after(one: Observation, area: int) -> bool:
    """Whether this is a result of the area that may be called poor."""
    return one.area == area and not one.before and one.result in {None, LITTLE}


def _answer(
    basis: Basis, past: Past, after: Sequence[Observation], chance: float | None
) -> NonResponse:
    questions = tuple(_ordered(basis, past, after))
    keys = (OURS, TRIALS, *(key for one in questions for key in one.sources))
    return NonResponse(
        chance=chance,
        sentence="No graded follow-up could be used, so no chance is given."
        if chance is None
        else _sentence(chance, basis.rules.number("seldom_chance")),
        questions=questions,
        unused=past.unused,
        sources=tuple(dict.fromkeys(keys)),
    )


def _rules(
    case: Case, past: Sequence[PastTreatment], basis: Basis
) -> tuple[AreaRule, ...]:
    """Rules of the case's own lines, so that their grades bound the baseline."""
    product = past[-1].product if past else case.product
    found = (
        area_rule(wish.id, product, basis)
        for wish in case.areas
        if basis.kind(wish.id) == "line"
    )
    return tuple(rule for rule in found if isinstance(rule, AreaRule))


def _sentence(chance: float, seldom: float) -> str:
    start = f"Results this poor are expected in {_one_in(chance)}."
    if chance >= seldom:
        return (
            f"{start} That is not rare: ordinary differences between people and visits "
            "explain it."
        )
    return (
        f"{start} That is rare: ask what else could explain it before the next "
        "treatment. It is no proof of non-response."
    )


def _one_in(chance: float) -> str:
    if chance >= _OFTEN:
        return f"about {min(round(10 * chance), 9)} in 10 people"
    if chance < _HARDLY:
        return "fewer than 1 in 1,000 people"
    return f"about 1 in {round(1.0 / chance):,} people"


def _ordered(
    basis: Basis, read: Past, after: Sequence[Observation]
) -> Iterator[RuleText]:
    """First the questions that this record itself raises."""
    raised = dict(_raised(basis, read, after))
    for one in sorted(basis.rules.questions, key=lambda q: q.topic not in raised):
        words = raised.get(one.topic)
        text = f"{words} {one.text}" if words else one.text
        yield RuleText(one.topic, text, one.sources)


def _raised(
    basis: Basis, read: Past, after: Sequence[Observation]
) -> Iterator[tuple[str, str]]:
    for one in after:
        visit = read.visits[one.visit]
        dose = visit.doses[one.area]
        standard = basis.standard(read.products[one.visit], read.areas[one.area])
        if dose is not None and standard is not None and dose[1] < standard.units:
            words = f"{dose[1]:g} units were given, standard {standard.units:g}."
            yield "dose", words
        since = one.day - visit.day
        early, late = (basis.rules.number(n) for n in ("judged_from", "judged_to"))
        if not early <= since <= late:
            yield "time", f"It was judged on day {since}."
    gaps = np.diff([visit.day for visit in read.visits])
    if gaps.size and gaps.min() < basis.rules.number("antibody_usual_days"):
        yield "interval", f"Two visits were {int(gaps.min())} days apart."
