"""How far a dose reaches from its point: a normal kernel of stated width.

No study gives a radius for a human face; the width is our own reading of a rat
muscle (half the effect lost over half a centimetre) and of facial points whose
effect stayed within 1 to 1.5 cm (``science.md`` section 2). It is used to speak of
neighbouring muscles, never to place a site: the fitted areas already hold their
usual spread.
"""

from math import exp, sqrt

__all__ = ["share_beyond", "width_cm"]


def width_cm(still_width_cm: float, volume_ml: float, per_root_ml_cm: float) -> float:
    """Width ``s`` of the kernel in cm, ``s^2 = s0^2 + (c V^(1/3))^2``.

    ``still_width_cm``: width of a small volume; ``per_root_ml_cm``: cm that the
    cube root of a mL adds (0 where volume is taken to make no difference).
    """
    return sqrt(still_width_cm**2 + (per_root_ml_cm * volume_ml ** (1 / 3)) ** 2)


def share_beyond(distance_cm: float, spread_cm: float) -> float:
    """Share of a point's dose farther than ``distance_cm``, ``exp(-r^2 / 2 s^2)``.

    For a normal kernel in the plane of the muscle.
    """
    return exp(-0.5 * (max(distance_cm, 0.0) / spread_cm) ** 2)
