"""What was changed by hand on the map and in the table: units and places of sites.

For each site the form carries ``units.KEY`` (as typed), ``proposed.KEY`` (what the
planner proposed) and ``at.KEY`` (empty, or where the pin was put). A place is either
"view x y", in cm from the top left of that view's picture, as a dropped pin reports
it, or "x y z", in cm on the canonical face, as the server settled it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from math import isfinite

from glabella.clinic.plans.asking.answers import MOST_EDITS, Answers, Problem
from glabella.core.face import Point
from glabella.core.planner.edits import Edits

__all__ = ["Changes", "read_changes"]

MOST_UNITS_PER_SITE = 1000
"""More is a slip of the keyboard, not a dose, in any product's units."""

FURTHEST_CM = 30.0
"""From the middle of the head; no point of the face is as far."""
_KEY = re.compile(r"^[a-z_]{1,40}/[A-Za-z0-9_-]{1,60}-[RLM]$")
_ON_SKIN = re.compile(r"^-?\d+(\.\d+)?( -?\d+(\.\d+)?){2}$", re.ASCII)
_IN_VIEW = re.compile(
    r"^(?P<view>[a-z0-9-]{1,20}) (?P<x>-?\d+(\.\d+)?) (?P<y>-?\d+(\.\d+)?)$", re.ASCII
)

Drop = Callable[[str, float, float], Point | None]
"""From (view, x, y in cm of its picture) to the skin; None beside the face."""


@dataclass
class Changes:
    """The edits that hold, what is wrong, and what was sent for sites (to show again)."""

    units: dict[str, float] = field(default_factory=dict)
    positions: dict[str, Point] = field(default_factory=dict)
    proposed: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    put_back: bool = False

    @property
    def edits(self) -> Edits | None:
        """The changes as the planner takes them; None where there are none."""
        if not self.units and not self.positions:
            return None
        return Edits(units=self.units, positions=self.positions)


def read_changes(answers: Answers, family: str, drop: Drop) -> Changes:
    """Read the changes; units typed for another unit family are put back.

    ``family`` is the unit family of the chosen product: units never pass from one
    substance to another, so such changes return to the proposal, and
    ``Changes.put_back`` says so.
    """
    changes = Changes()
    same = answers.one("units_of") in {"", family}
    for key, text in answers.under("units.")[:MOST_EDITS]:
        proposed = answers.one(f"proposed.{key}")
        if not _KEY.match(key) or text == proposed:
            continue
        if same:
            changes.proposed[key] = proposed
            _read_units(changes, key, text)
        else:
            changes.put_back = True
    for key, text in answers.under("at.")[:MOST_EDITS]:
        if text and _KEY.match(key):
            _read_place(changes, key, text, drop)
    return changes


def _read_units(changes: Changes, key: str, text: str) -> None:
    changes.typed[key] = text
    try:
        units = float(text)
    except ValueError:
        units = -1.0
    if isfinite(units) and 0 <= units <= MOST_UNITS_PER_SITE:
        changes.units[key] = units
        return
    changes.problems.append(
        Problem(
            f"units.{key}", f"Give units as a number from 0 to {MOST_UNITS_PER_SITE:,}."
        )
    )


def _read_place(changes: Changes, key: str, text: str, drop: Drop) -> None:
    point = None
    if _ON_SKIN.match(text):
        point = Point(*(float(part) for part in text.split()))
    elif seen := _IN_VIEW.match(text):
        point = drop(seen["view"], float(seen["x"]), float(seen["y"]))
    if point is None or max(abs(part) for part in point) > FURTHEST_CM:
        message = "That place is not on the skin; the pin stayed where it was."
        changes.problems.append(Problem(f"at.{key}", message))
        return
    changes.positions[key] = point
