"""A body map: its drawing, its regions and its landmarks, as one table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tools.body.pen import Spot

FROM_FRONT = "Seen from the front: the patient's right is the image's left."
FROM_BEHIND = (
    "Seen from behind: the patient's left is the image's left, "
    "the other way round than on the face."
)

Sides = Mapping[str, Sequence[Spot]]


@dataclass(frozen=True)
class Plate:
    """One map in cm; regions and landmarks are written as fractions of it."""

    id: str
    title: str
    orientation: str
    width_cm: float
    height_cm: float
    paths: Sequence[tuple[str, str, str]]
    """(class, path data, name or nothing), from back to front."""
    regions: Mapping[str, Sides]
    landmarks: Mapping[str, Spot] = field(default_factory=dict)
    scale_note: str = ""

    def table(self) -> dict[str, Any]:
        """What is written to the map's file."""
        return {
            "id": self.id,
            "title": self.title,
            "name": self.title,
            "orientation": self.orientation,
            "width_cm": self.width_cm,
            "height_cm": self.height_cm,
            "size": [self.width_cm, self.height_cm],
            "scale_note": self.scale_note,
            "paths": [_path(*row) for row in self.paths],
            "regions": {
                name: {
                    "sides": {side: self._line(line) for side, line in sides.items()}
                }
                for name, sides in self.regions.items()
            },
            "landmarks": {n: self._spot(spot) for n, spot in self.landmarks.items()},
        }

    def _line(self, line: Sequence[Spot]) -> list[list[float]]:
        return [self._spot(spot) for spot in line]

    def _spot(self, spot: Spot) -> list[float]:
        return [round(spot[0] / self.width_cm, 4), round(spot[1] / self.height_cm, 4)]


def _path(style: str, data: str, name: str) -> dict[str, str]:
    row = {"class": style, "d": data}
    return {**row, "title": name} if name else row
