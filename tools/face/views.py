"""The five pictures of the face: where a point in space falls in each.

A view is orthographic. With ``matrix`` M (2 x 3) and ``offset`` t, a point p in
cm falls on the picture at M p + t, in cm, y down, (0, 0) at the top left, so a
vector drawing over the picture uses ``viewBox="0 0 width_cm height_cm"``.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.face.mesh import Points

WIDTH_CM = 24.0
HEIGHT_CM = 29.0
TOP_CM = 15.0
"""Height (cm) of the picture's upper edge in face coordinates."""


@dataclass(frozen=True)
class View:
    """A direction to look from; ``turn`` > 0 shows the patient's right side."""

    name: str
    label: str
    turn: float
    left_cm: float
    mirror_of: str = ""

    @property
    def across(self) -> NDArray[np.float64]:
        """Unit vector that points to the picture's right."""
        angle = math.radians(self.turn)
        return np.array([math.cos(angle), 0.0, math.sin(angle)])

    @property
    def toward(self) -> NDArray[np.float64]:
        """Unit vector that points to the viewer."""
        angle = math.radians(self.turn)
        return np.array([-math.sin(angle), 0.0, math.cos(angle)])

    def plane(self, points: Points) -> Points:
        """Picture position in cm, y down."""
        across = points @ self.across - self.left_cm
        return np.stack([across, TOP_CM - points[..., 1]], axis=-1)

    def depth(self, points: Points) -> NDArray[np.float64]:
        """Distance toward the viewer in cm."""
        return np.asarray(points @ self.toward)


VIEWS = (
    View("front", "Front", 0.0, -12.0),
    View("right-45", "Patient's right, oblique", 45.0, -14.9),
    View("right-90", "Patient's right side", 90.0, -15.2),
    View("left-45", "Patient's left, oblique", -45.0, -9.1, "right-45"),
    View("left-90", "Patient's left side", -90.0, -8.8, "right-90"),
)
"""Left views are mirror pictures: the canonical face has two equal halves."""
