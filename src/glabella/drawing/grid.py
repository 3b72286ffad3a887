"""Tables of numbers over a plane, some of them unknown."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Grid"]

_LEAST_WEIGHT = 0.35
"""Share of a cell's corners that must be known before a value between is told."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Row j, column i holds the value at (x0 + i * step, y0 + j * step)."""

    x0: float
    y0: float
    step: float
    rows: Sequence[Sequence[float | None]]

    def near(self, x: float, y: float) -> float | None:
        """The value of the nearest cell; None outside or unknown."""
        column = round((x - self.x0) / self.step)
        row = round((y - self.y0) / self.step)
        return self._cell(column, row)

    def at(self, x: float, y: float) -> float | None:
        """The value between cells, bilinear over the known corners."""
        across, down = (x - self.x0) / self.step, (y - self.y0) / self.step
        column, row = int(across // 1), int(down // 1)
        right, below = across - column, down - row
        total = weight = 0.0
        for i, share_x in ((0, 1 - right), (1, right)):
            for j, share_y in ((0, 1 - below), (1, below)):
                value = self._cell(column + i, row + j)
                if value is not None:
                    total += value * share_x * share_y
                    weight += share_x * share_y
        return total / weight if weight >= _LEAST_WEIGHT else None

    def _cell(self, column: int, row: int) -> float | None:
        if not 0 <= row < len(self.rows) or column < 0:
            return None
        cells = self.rows[row]
        return cells[column] if column < len(cells) else None
