"""One patient's run: what is known updates the population, then the visits run."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from glabella.core.arrays import FloatArray, IntArray
from glabella.core.case import Case
from glabella.core.forecast.crowd import (
    VisitPlan,
    crowd_of,
    dosing,
    mass_loss,
    rater_of,
    sensitivity,
)
from glabella.core.forecast.draws import State, draw_state, draw_vectors
from glabella.core.forecast.exposure import AreaRule
from glabella.core.forecast.likelihood import History, history_of
from glabella.core.forecast.mechanics import Courses, courses
from glabella.core.forecast.model import PastTreatment, Settings
from glabella.core.forecast.outlook import Curves
from glabella.core.forecast.past import read_past
from glabella.core.forecast.rules import Basis
from glabella.core.forecast.summary import causes, resample
from glabella.core.forecast.update import Personal, personalise
from glabella.core.forecast.walk import Crowd, Doses
from glabella.core.response.grading import Rater

__all__ = ["Run", "prepare"]

Planned = Sequence[tuple[AreaRule, float]]
"""Rule and units of each area that is treated on the day of planning."""

_RESAMPLED = 2000
"""People drawn by weight: more than the weights usually leave different ones."""


@dataclass(frozen=True)
class Run:
    """The courses of all areas and people, ready to be looked at by area.

    ``before``: people before anything was known of this patient.
    """

    history: History
    before: State
    personal: Personal
    crowd: Crowd
    doses: Doses

    @cached_property
    def known(self) -> FloatArray | None:
        """What is not known of moved people, as ``causes``; else None."""
        if not self.personal.moved:
            return None
        return causes(self.history.vectors.normals[:, self.personal.state.vector])

    def people(self, index: int) -> IntArray:
        """The people of one area, each as often as its weight says."""
        weights = self.personal.weights
        if weights is None:
            return np.arange(len(self.personal.state))
        return resample(weights[index], min(weights.shape[1], _RESAMPLED))

    def course(self, index: int, people: IntArray) -> Courses:
        """The courses of these people in one area."""
        fixed = self.history.basis.posterior.constants
        line, start = self.personal.lines, self.personal.today
        # All people in their order need no copy.
        some = people if self.personal.weights is not None else slice(None)
        return courses(self.crowd, self.doses, (index, some), line, fixed, start)

    def severity(self, index: int) -> FloatArray:
        """Severity in contraction of one area, each person as its weight says."""
        return self.course(index, self.people(index)).in_contraction

    def curves(self, index: int, *, is_line: bool) -> Curves:
        """One area, each person as often as its weight says."""
        state, people = self.personal.state, self.people(index)
        vectors, basis = self.history.vectors, self.history.basis
        course = self.course(index, people)
        rater = rater_of(state, vectors, basis, "investigator")
        return Curves(
            days=course.days,
            force=course.force,
            mass=course.mass,
            at_rest=course.at_rest if is_line else None,
            in_contraction=course.in_contraction if is_line else None,
            before=self.personal.lines.depth[index, people],
            rater=Rater(
                spread=np.asarray(rater.spread)[people],
                leniency=np.asarray(rater.leniency)[people],
            ),
            vector=state.vector[people],
            vectors=vectors.exposure.size,
            known=self.known,
        )


def prepare(
    case: Case,
    planned: Planned,
    told: Sequence[PastTreatment],
    basis: Basis,
    settings: Settings,
) -> Run:
    """Read the past, update the population, lay out earlier visits and this one."""
    past = read_past(case, [rule for rule, _ in planned], told, basis)
    vectors = draw_vectors(basis.posterior, past.areas, settings)
    visits = (*past.visits, _today(planned, len(past.areas)))
    before = draw_state(past.areas, len(visits), settings)
    history = history_of(past, vectors, basis)
    personal = personalise(history, before, least=basis.rules.number("least_sample"))
    state, vectors = personal.state, personal.vectors
    crowd = replace(
        crowd_of(state, vectors, basis),
        mass_loss=mass_loss(state, vectors, basis, past.rules),
    )
    sensitive = sensitivity(state, vectors, basis, past.rules)
    given = dosing(visits, state, vectors, basis, sensitive)
    days = np.array(settings.days)
    return Run(
        history=replace(history, vectors=vectors),
        before=before,
        personal=personal,
        crowd=crowd,
        doses=Doses.of(crowd, given, days),
    )


def _today(planned: Planned, areas: int) -> VisitPlan:
    """The planned visit; areas that are only known from earlier get nothing."""
    none: list[tuple[AreaRule, float] | None] = [None] * (areas - len(planned))
    return VisitPlan(0, (*planned, *none))
