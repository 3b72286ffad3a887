"""A missing effect: how surprising it is, and what to ask before "tolerance".

The answer is a chance under the model and questions with sources, never a verdict:
graded lines cannot tell antibodies from a low dose or a missed muscle.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from glabella.core.case import Case
from glabella.core.forecast.draws import draw_state, draw_vectors
from glabella.core.forecast.exposure import AreaRule, area_rule
from glabella.core.forecast.likelihood import history_of
from glabella.core.forecast.model import PastTreatment, Settings
from glabella.core.forecast.past import Observation, Past, read_past
from glabella.core.forecast.rules import Basis, RuleText
from glabella.core.sources import OURS

__all__ = ["NonResponse", "question_non_response"]

_SELDOM = 0.05
_EARLY, _LATE = 14, 42
"""Days after a visit between which an effect is best judged (rule "time")."""


@dataclass(frozen=True, slots=True)
class NonResponse:
    """``chance``: of grades this bad or worse, all together, in people like these.

    None where no graded follow-up could be used. ``questions`` with what this
    record itself says to them stand first.
    """

    chance: float | None
    sentence: str
    questions: tuple[RuleText, ...]
    unused: tuple[str, ...]
    sources: tuple[str, ...]


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
    graded = [one for one in read.observations if one.grade is not None]
    after = [one for one in graded if not one.before]
    questions = tuple(_ordered(basis, read, after))
    sources = tuple(dict.fromkeys((OURS, *(k for q in questions for k in q.sources))))
    if not after:
        return NonResponse(
            chance=None,
            sentence="No graded follow-up could be used, so no chance is given.",
            questions=questions,
            unused=read.unused,
            sources=sources,
        )
    chance = _chance(read, basis, settings)
    return NonResponse(chance, _sentence(chance), questions, read.unused, sources)


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


def _chance(read: Past, basis: Basis, settings: Settings) -> float:
    """Mean over people of the chance that every grade is as bad or worse.

    Grades before an injection weigh the people instead: they are no outcome.
    """
    vectors = draw_vectors(basis.posterior, read.areas, settings)
    days = [visit.day for visit in read.visits]
    state = draw_state(read.areas, days, settings)
    view = history_of(read, vectors, basis).view(state)
    bad = np.prod(np.array(view.worse), axis=0)
    return float(bad.mean())


def _sentence(chance: float) -> str:
    share = "fewer than 1 in 1,000" if chance < 1e-3 else f"about {chance:.1%}"  # noqa: PLR2004
    start = f"Grades this high or higher are expected in {share} of people."
    if chance >= _SELDOM:
        return (
            f"{start} That is not rare: ordinary differences between people and visits "
            "explain it."
        )
    return (
        f"{start} That is rare: ask what else could explain it before the next "
        "treatment. It is no proof of non-response."
    )


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
        if not _EARLY <= since <= _LATE:
            yield "time", f"It was judged on day {since}."
    gaps = np.diff([visit.day for visit in read.visits])
    if gaps.size and gaps.min() < basis.rules.number("antibody_usual_days"):
        yield "interval", f"Two visits were {int(gaps.min())} days apart."
