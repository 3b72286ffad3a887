"""Our own numbers behind a comparison, as the evidence holds them."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["ConcernText", "RegimenRules"]


@dataclass(frozen=True, slots=True)
class ConcernText:
    """A sentence about antibodies with its sources."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegimenRules:
    """Every choice cites ``sources``; severities in grades, times in weeks."""

    mild_up_to: float
    """Highest severity in contraction that still counts as mild."""
    better_by: float
    """Gain over before treatment that a person at target has at least."""
    absent_up_to: float
    """Highest severity that counts as no line: no target lies below it."""
    least_movement: float
    """Share of the force before treatment below which movement is too little."""
    movement_also: tuple[float, ...]
    """Other shares at which weeks are counted, to show what hangs on the choice."""
    settled_after: int
    """Weeks after the first visit from which a fade counts."""
    trend: float
    """Change of a line at rest that is called a change, in grades."""
    low_dose_weeks: tuple[int, ...]
    standard_weeks: tuple[int, ...]
    top_up_weeks: int
    taper_visits: int
    usual_weeks: int
    """Interval of the regimens on fade or taper where no label interval was read."""
    tie_weeks: float
    """Weeks a year at target that make no difference worth more units."""
    longest_weeks: int
    """Longest interval that a search tries."""
    close_to_best: float
    """Share of the most weeks at target that a choice worth a look keeps."""
    concerns: Mapping[str, ConcernText]
    sources: tuple[str, ...]
