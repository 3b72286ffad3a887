"""The end points of one arm, as a trial without chance would report them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from glabella.core.arrays import FloatArray, Level
from glabella.core.response.activity import exposure_ratio
from glabella.core.response.course import Course, Visit, course
from glabella.core.response.endpoints import (
    Cohort,
    noticed,
    relapsed,
    responders,
    still_improved,
)
from glabella.core.response.entry import baseline_mean
from glabella.core.response.parameters import (
    FITTED_AREAS,
    REFERENCE_PRODUCT,
    SEVERE_SHARE,
    Constants,
    Theta,
    area_response,
    population,
    potency,
    raters,
)
from glabella.core.response.population import People, people
from glabella.core.trials import Arm, Endpoint
from glabella.studies.trials.masseter import masseter_answer
from glabella.studies.trials.sweat import LONGEST_STEP, sweat_answer

__all__ = ["EFFECTS", "LAST_VISIT_DAY", "NO_EFFECT", "Answer", "Effect", "answer"]

LAST_VISIT_DAY = 400
"""Durations are followed to the last visit before this day."""
TOO_FAR_APART = "visits too far apart to see when the effect ends"
RESPONSE_DAY = 28.0
COARSE_STEP = 14.0
CHANCE_OF_SLIP = 0.5
"""Chance that a grade written by mistake meets a criterion: it tells nothing."""
OTHER_CRITERIA = {"sweat_halved", "hdss_improved_2", "mmps_3_or_less"}
EARLY = (3.0, 7.0, 14.0, 21.0)
EFFECTS = ("exposure", "leniency", "half_life", "notice")


@dataclass(frozen=True, slots=True)
class Effect:
    """How a trial differs from the average one.

    Logarithms of exposure, half-life and of the change that is noticed, and a
    leniency of its raters in grades.
    """

    exposure: float = 0.0
    leniency: float = 0.0
    half_life: float = 0.0
    notice: float = 0.0


NO_EFFECT = Effect()


@dataclass(frozen=True, slots=True)
class Answer:
    """An expected share, or the shares still improved at each visit of a duration.

    ``still`` and ``visits`` (days) are empty except for a median duration.
    """

    share: float | None = None
    visits: FloatArray | None = None
    still: FloatArray | None = None
    counted: float = 1.0
    """Share of the arm that a duration is counted among."""
    since: float = 0.0
    """Day from which a duration runs: treatment, or the visit of response."""
    note: str = ""

    @property
    def known(self) -> bool:
        """Whether the model says anything."""
        return self.share is not None or self.still is not None


def answer(
    theta: Theta, fixed: Constants, arm: Arm, effect: Effect, normals: FloatArray
) -> tuple[Answer, ...]:
    """One answer for each end point of the arm; a note where the model is silent.

    ``theta`` holds numbers; ``normals``: (people, DIMENSIONS).
    """
    strength = 1.0 if arm.dose_units == 0 else potency(theta, arm.product)
    if strength is None:
        note = (
            f"no trial of {arm.product} was fitted (names are non-proprietary, such "
            f"as {REFERENCE_PRODUCT})"
        )
        return tuple(Answer(note=note) for _ in arm.endpoints)
    units = arm.dose_units * float(strength) * float(np.exp(effect.exposure))
    if arm.area == "axilla":
        return tuple(
            _other(sweat_answer(theta, units, e, effect.half_life), e)
            for e in arm.endpoints
        )
    if arm.area == "masseter":
        return tuple(
            _other(masseter_answer(theta, fixed, units, e, effect.half_life), e)
            for e in arm.endpoints
        )
    return _facial(theta, fixed, replace(arm, dose_units=units), effect, normals)


def _other(found: float | tuple[FloatArray, FloatArray] | None, of: Endpoint) -> Answer:
    if found is None:
        return Answer(note=f"the model has no {of.kind} of this kind for the area")
    if isinstance(found, tuple):
        return Answer(visits=found[0], still=found[1], since=_since(of))
    return Answer(share=found)


def _facial(
    theta: Theta, fixed: Constants, arm: Arm, effect: Effect, normals: FloatArray
) -> tuple[Answer, ...]:
    if arm.area not in FITTED_AREAS:
        return tuple(Answer(note=f"no model of {arm.area}") for _ in arm.endpoints)
    days = _days(arm.endpoints)
    who, treated = _treated(theta, fixed, arm, effect, normals, days)
    investigator, subject = raters(theta, effect.leniency)
    contraction = Cohort(
        who.severity, who.severity, treated.in_contraction, investigator, subject
    )
    return tuple(_one(theta, fixed, contraction, who, e, days) for e in arm.endpoints)


def _since(endpoint: Endpoint) -> float:
    return RESPONSE_DAY if endpoint.among == "responders" else 0.0


def _treated(
    theta: Theta,
    fixed: Constants,
    arm: Arm,
    effect: Effect,
    normals: FloatArray,
    days: FloatArray,
) -> tuple[People, Course]:
    everyone = population(theta, fixed)
    area = replace(
        area_response(theta, arm.area, fixed),
        baseline_mean=baseline_mean(
            SEVERE_SHARE if arm.severe_share is None else arm.severe_share,
            spread=fixed.baseline_spread,
            investigator=fixed.entry_investigator_spread,
            subject=fixed.entry_subject_spread,
        ),
    )
    who = people(everyone, area, normals)
    who = replace(
        who,
        half_life_days=who.half_life_days * np.exp(effect.half_life),
        notice_grades=who.notice_grades * np.exp(-effect.notice),
    )
    exposure = exposure_ratio(
        arm.dose_units,
        half_effect_units=area.half_effect_units,
        saturation=everyone.saturation,
    )
    visits = [Visit(0.0, exposure)] if arm.dose_units > 0 else []
    return who, course(everyone, who, visits, days)


def _days(endpoints: Sequence[Endpoint]) -> FloatArray:
    """Days asked for, with enough others for the slow parts of the model."""
    asked = {0.0, RESPONSE_DAY}
    for endpoint in endpoints:
        if endpoint.day is None:
            asked.update(map(float, _visits(endpoint)))
        else:
            asked.add(float(endpoint.day))
    last = max(asked)
    asked.update(day for day in EARLY if day < last)
    asked.update(map(float, np.arange(RESPONSE_DAY, last, COARSE_STEP)))
    return np.array(sorted(asked))


def _visits(endpoint: Endpoint) -> FloatArray:
    step = endpoint.visit_every_days
    days = np.arange(step, LAST_VISIT_DAY, step)
    if endpoint.among == "responders":
        later = days[days > RESPONSE_DAY]
        return later if later.size else days
    return days


def _one(
    theta: Theta,
    fixed: Constants,
    cohort: Cohort,
    who: People,
    endpoint: Endpoint,
    days: FloatArray,
) -> Answer:
    if endpoint.state == "rest" and endpoint.kind != "onset":
        return Answer(note="no trial of lines at rest could be fitted")
    if endpoint.criterion in OTHER_CRITERIA:
        return Answer(note=f"{endpoint.criterion} does not belong to this area")
    if endpoint.kind == "median_duration_days":
        if endpoint.visit_every_days > LONGEST_STEP:
            return Answer(note=TOO_FAR_APART)
        return _duration(cohort, endpoint, days)
    # A written grade is sometimes simply wrong, or the face was at rest.
    blunder = _logistic(theta["logit_blunder"])
    column = int(np.searchsorted(days, float(endpoint.day or 0.0)))
    if endpoint.kind == "onset":
        shares = noticed(
            cohort,
            who.notice_grades,
            spread=fixed.notice_blur,
            false_notice=_logistic(theta["logit_false_notice"]),
        )
    elif endpoint.kind == "relapse":
        shares = relapsed(cohort, endpoint.rater)
    else:
        shares = responders(
            cohort, endpoint.rater, endpoint.criterion or "none_or_mild"
        )
    share = float(shares[column])
    if endpoint.kind != "onset":
        share += blunder * (CHANCE_OF_SLIP - share)
    return Answer(share=share)


def _logistic(odds: Level) -> float:
    return float(1.0 / (1.0 + np.exp(-odds)))


def _duration(cohort: Cohort, endpoint: Endpoint, days: FloatArray) -> Answer:
    visits = _visits(endpoint)
    columns = [int(np.searchsorted(days, day)) for day in visits]
    response = None
    if endpoint.among == "responders":
        first = int(np.searchsorted(days, RESPONSE_DAY))
        response = (first, endpoint.criterion or "none_or_mild")
    still = still_improved(
        cohort,
        endpoint.rater,
        endpoint.until or "baseline",
        response=response,
        visits=columns,
    )
    counted = 1.0
    if response is not None:
        met = responders(cohort, endpoint.rater, response[1])
        counted = float(met[response[0]])
    return Answer(visits=visits, still=still, counted=counted, since=_since(endpoint))
