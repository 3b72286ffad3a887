"""What a new trial would report: a value and the interval it would fall in."""

from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.response.endpoints import first_below_half
from glabella.core.response.parameters import Posterior
from glabella.core.response.population import DIMENSIONS
from glabella.core.response.sampling import standard_normals
from glabella.core.trials import Arm, Endpoint, Trial
from glabella.studies.normals import shuffled_normals
from glabella.studies.trials.answering import EFFECTS, Answer, Effect, answer

__all__ = ["DRAWS", "Prediction", "predict", "spread_of_values"]

DRAWS = 160
PEOPLE = 300
CHANCES = 8
"""Values of chance and misfit tried for each draw of the parameters."""
DAYS_A_WEEK = 7.0
SHORT_STEP = 14.0
"""Days between visits below which independent errors of grading tell too much."""
LOW, MIDDLE, HIGH = 5.0, 50.0, 95.0


@dataclass(frozen=True, slots=True)
class Prediction:
    """The median and the 90 % interval of what a trial of that size would print.

    All three are None where the model does not cover the question; ``note``
    then says why.
    """

    arm: str
    endpoint: str
    predicted: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""
    in_days: bool = False


def predict(trial: Trial, posterior: Posterior) -> tuple[Prediction, ...]:
    """One prediction for each end point, arm by arm.

    Each draw takes a parameter vector from the posterior and one difference of
    this trial from the average one, shared by its arms; misfit of single
    records and the chance of ``n`` patients are added end point by end point.
    """
    size = len(posterior.names)
    questions = [(arm, endpoint) for arm in trial.arms for endpoint in arm.endpoints]
    chance = shuffled_normals(DRAWS, size + len(EFFECTS))
    vectors = posterior.draw(chance[:, :size])
    effects = chance[:, size : size + len(EFFECTS)] * _effect_spread(posterior)
    people = standard_normals(PEOPLE, DIMENSIONS)
    answers: list[list[Answer]] = [[] for _ in questions]
    for draw in range(DRAWS):
        theta = {name: float(values[draw]) for name, values in vectors.items()}
        effect = Effect(*map(float, effects[draw]))
        found = (
            one
            for arm in trial.arms
            for one in answer(theta, posterior.constants, arm, effect, people)
        )
        for row, one in zip(answers, found, strict=True):
            row.append(one)
    noise = shuffled_normals(DRAWS * CHANCES, 2)
    return tuple(
        _prediction(arm, endpoint, CHANCES * row, posterior, noise)
        for (arm, endpoint), row in zip(questions, answers, strict=True)
    )


def _effect_spread(posterior: Posterior) -> FloatArray:
    fixed = posterior.constants
    return np.array([getattr(fixed, f"trial_{name}_spread") for name in EFFECTS])


def _prediction(
    arm: Arm,
    endpoint: Endpoint,
    answers: list[Answer],
    posterior: Posterior,
    noise: FloatArray,
) -> Prediction:
    if not answers[0].known:
        return Prediction(arm.id, endpoint.id, None, note=answers[0].note)
    values = spread_of_values(answers, arm.n, posterior, noise)
    low, middle, high = (float(v) for v in np.percentile(values, (LOW, MIDDLE, HIGH)))
    note = _duration_note(answers[0].visits, high)
    in_days = endpoint.kind == "median_duration_days"
    return Prediction(arm.id, endpoint.id, middle, low, high, note, in_days)


def _duration_note(visits: FloatArray | None, high: float) -> str:
    if visits is None:
        return ""
    notes = []
    if high >= float(visits[-1]):
        notes.append("followed to day 400 at most; the true end may be later")
    if visits.size > 1 and visits[1] - visits[0] < SHORT_STEP:
        notes.append(
            "visits so close that a single slip of grading ends the effect: too short"
        )
    return "; ".join(notes)


def spread_of_values(
    answers: list[Answer], people: int, posterior: Posterior, noise: FloatArray
) -> FloatArray:
    """Reported values, one per draw: shares in 0 to 1, or days."""
    fixed = posterior.constants
    if answers[0].still is not None and answers[0].visits is not None:
        still = np.array([one.still for one in answers])
        days = _median_days(still, answers[0], people, noise[:, 0])
        misfit = DAYS_A_WEEK * fixed.record_weeks * noise[:, 1]
        visits = answers[0].visits
        reported: FloatArray = np.clip(days + misfit, visits[0], visits[-1])
        return reported
    shares = np.array([one.share for one in answers])
    angle = np.arcsin(np.sqrt(np.clip(shares, 0.0, 1.0)))
    scale = np.hypot(0.5 / np.sqrt(people), fixed.record_spread)
    seen = np.sin(np.clip(angle + scale * noise[:, 0], 0.0, 0.5 * np.pi)) ** 2
    shown: FloatArray = seen
    return shown


def _median_days(
    still: FloatArray, first: Answer, people: int, noise: FloatArray
) -> FloatArray:
    """Medians of trials of so many people, one for each row of shares, in days."""
    counted = max(people * first.counted, 1.0)
    error = np.sqrt(np.maximum(still * (1.0 - still), 1e-4) / counted)
    seen = still + error * noise[:, None]
    return first_below_half(seen, np.asarray(first.visits), since=first.since)
