"""From severity on a continuous scale to the grade a rater writes down."""

from dataclasses import dataclass

import numpy as np

from glabella.core.arrays import FloatArray, Level
from glabella.core.response.normal import normal_cdf

__all__ = ["CUTPOINTS", "Rater", "at_most", "grade_chance"]

CUTPOINTS = (0.5, 1.5, 2.5)
"""Borders between the grades none, mild, moderate and severe."""


@dataclass(frozen=True, slots=True)
class Rater:
    """How a rater errs: spread (grades) of a grading, and leniency after treatment.

    ``leniency`` is taken off the severity of treated and placebo patients alike
    at follow-up: expectation, lighting, habit of that trial.
    """

    spread: Level
    leniency: Level = 0.0


def at_most(grade: int, severity: FloatArray, spread: Level) -> FloatArray:
    """Chance that the written grade is ``grade`` or lower; shape of ``severity``.

    Latent-variable form of the proportional-odds model (Sheiner 1994) with a
    normal error.
    """
    if grade < 0:
        return np.zeros_like(severity)
    if grade >= len(CUTPOINTS):
        return np.ones_like(severity)
    chance: FloatArray = normal_cdf((CUTPOINTS[grade] - severity) / spread)
    return chance


def grade_chance(grade: int, severity: FloatArray, spread: Level) -> FloatArray:
    """Chance of exactly this grade, 0 to 3; shape of ``severity``."""
    return at_most(grade, severity, spread) - at_most(grade - 1, severity, spread)
