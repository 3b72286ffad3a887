"""What earlier treatments still do at the first visit of a regimen."""

from collections.abc import Callable
from dataclasses import fields

import numpy as np

from glabella.core.arrays import FloatArray
from glabella.core.forecast.run import Run
from glabella.core.forecast.walk import Standing as Walked, set_out
from glabella.core.regimens.cohort import Standing
from glabella.core.response.activity import unit_activity
from glabella.core.response.parameters import Constants

__all__ = ["chosen_of", "days_until", "standing_at_first_visit", "still_at_work"]

_STEP = 7.0
"""Days between the rows on the way to the first visit."""

_EVERYBODY = (slice(None), slice(None))


def days_until(first_visit: int) -> tuple[float, ...]:
    """Rows from the day of planning to ``first_visit`` days later."""
    return (*np.arange(0.0, first_visit, _STEP).tolist(), float(first_visit))


def standing_at_first_visit(
    run: Run, sensitivity: FloatArray, fixed: Constants
) -> Standing | None:
    """All people on the last day of ``run``, on which nothing new was given.

    None where no earlier treatment counts. ``sensitivity`` (areas, people) is
    taken out of exposure and activity, as in a cohort.
    """
    today = run.personal.today
    if today is None:
        return None
    entering, activity = _left(run)
    return Standing(
        entering=entering / sensitivity,
        activity=activity / sensitivity,
        **_walked(run, today, fixed),
    )


def _left(run: Run) -> tuple[FloatArray, FloatArray]:
    """Toxin on its way and at work on the last day, (areas, people)."""
    last, crowd = run.doses.days[-1], run.crowd
    entering = np.zeros(run.doses.shape)
    activity = np.zeros(run.doses.shape)
    # The last of the doses is the visit of the day of planning: nothing.
    given = zip(run.history.past.visits, run.doses.visits, strict=False)
    for visit, (_, _, exposure) in given:
        since = last - visit.day
        entering += exposure * np.exp(-crowd.entry_rate * since)
        activity += (
            exposure
            * unit_activity(
                np.array([since]),
                entry_rate=crowd.entry_rate,
                half_life_days=crowd.half_life_days,
            )[..., 0]
        )
    return entering, activity


def _walked(run: Run, today: Walked, fixed: Constants) -> dict[str, FloatArray]:
    """Muscle, movement and lines on the last day, in double precision."""
    walk = set_out(run.crowd, run.doses, _EVERYBODY, fixed, today)
    for row in range(run.doses.days.size):
        walk.advance(row)
    moved, fast, slow, grown = walk.memory()
    line = run.personal.lines
    found = {
        "residual": walk.force / walk.now.mass,
        "mass": walk.now.mass,
        "moved": moved,
        "fast": fast * line.fast_rest,
        "slow": slow * line.slow_rest + grown,
    }
    return {name: np.asarray(array, dtype=float) for name, array in found.items()}


def chosen_of(
    standing: Standing, chosen: Callable[[FloatArray], FloatArray]
) -> Standing:
    """The people of a cohort among all; ``chosen`` picks them from one array."""
    return Standing(
        *(chosen(getattr(standing, part.name)) for part in fields(Standing))
    )


_WHOLE = 0.95
"""A muscle with this share of its force back needs no sentence: nobody sees the rest."""


def still_at_work(start: Standing | None) -> tuple[str, ...]:
    """What is left of earlier treatments at the first visit, in one sentence."""
    if start is None:
        return ()
    force = float(np.median(start.residual * start.mass))
    if force > _WHOLE:
        return ()
    return (
        (
            "Earlier treatment still counts at the first visit: by then the muscles "
            f"have about {force:.0%} of the force that they had before any treatment."
        ),
    )
