"""The lines themselves: where they run, how long, how wide, for each area and grade.

They run across the pull of the muscle below: upright between the brows (corrugator),
across the root of the nose (procerus), across the forehead (frontalis), and as a fan
from the outer corner of the eye (orbicularis oculi). Places in cm on the face seen
from the front, on the patient's left unless both sides are said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

from glabella.drawing.severity.strokes import Dot, mirrored

__all__ = ["Wrinkle", "crows_feet", "forehead", "glabella"]

_OTHER_SIDE = 0.9
"""Lines on the other side are a little shorter: no face is a mirror."""


@dataclass(frozen=True, slots=True)
class Wrinkle:
    """One line: the dots it runs through, its width (cm), and whether it is a furrow."""

    line: Sequence[Dot]
    width: float
    furrow: bool = False
    """Whether the skin folds beside it, so that it has a shadow."""


def _pair(line: Sequence[Dot], width: float, *, furrow: bool) -> Iterator[Wrinkle]:
    yield Wrinkle(line, width, furrow)
    foot = line[0]
    shorter = [
        Dot(
            foot.x + (dot.x - foot.x) * _OTHER_SIDE,
            foot.y + (dot.y - foot.y) * _OTHER_SIDE,
        )
        for dot in line
    ]
    yield Wrinkle(mirrored(shorter), width * _OTHER_SIDE, furrow)


_UPRIGHT = (Dot(0.50, 3.58), Dot(0.38, 4.15), Dot(0.42, 4.85), Dot(0.60, 5.75))
_SECOND = (Dot(0.90, 4.50), Dot(0.92, 4.84), Dot(1.02, 5.18), Dot(1.20, 5.50))
_OBLIQUE = (Dot(1.62, 4.86), Dot(1.80, 5.08), Dot(2.05, 5.26), Dot(2.36, 5.38))
_ROOT = ((3.34, 0.60), (3.02, 0.64), (2.72, 0.50))
"""Lines across the root of the nose: height and half length."""


@dataclass(frozen=True, slots=True)
class _Frown:
    """Lines between the brows of one grade."""

    upright: float
    """How much of the upright line shows."""
    width: float
    second: float = 0.0
    """How much of the line beside it shows."""
    oblique: bool = False
    across: int = 0
    """Lines across the root of the nose."""
    furrow: bool = False


_FROWNS = {
    (False, 1): _Frown(0.3, 0.055),
    (False, 2): _Frown(0.54, 0.085),
    (False, 3): _Frown(0.82, 0.12, second=0.6, across=1, furrow=True),
    (True, 1): _Frown(0.4, 0.07),
    (True, 2): _Frown(0.7, 0.1, second=0.6, across=2),
    (True, 3): _Frown(1.0, 0.15, second=1.0, oblique=True, across=3, furrow=True),
}
"""By whether the muscles contract, and grade; grade 0 has no line."""


def glabella(*, contracted: bool, grade: int) -> Iterator[Wrinkle]:
    """Lines between the brows: upright and oblique ones, and across the root."""
    frown = _FROWNS.get((contracted, grade))
    if frown is None:
        return
    upright = _part(_UPRIGHT, frown.upright)
    yield from _pair(upright, frown.width, furrow=frown.furrow)
    if frown.second:
        second = _part(_SECOND, frown.second)
        yield from _pair(second, frown.width * 0.7, furrow=False)
    if frown.oblique:
        yield from _pair(_OBLIQUE, 0.075, furrow=False)
    for high, half in _ROOT[: frown.across]:
        arch = [
            Dot(-half, high - 0.1),
            Dot(-half / 3, high + 0.02),
            Dot(half / 3, high + 0.02),
            Dot(half * 0.95, high - 0.1),
        ]
        yield Wrinkle(arch, frown.width * 0.7, frown.furrow and contracted)


def _part(line: Sequence[Dot], share: float) -> list[Dot]:
    """The middle part of a line, as long as ``share`` of it."""
    low = sum(dot.y for dot in line) / len(line)
    across = sum(dot.x for dot in line) / len(line)
    return [
        Dot(across + (dot.x - across) * share, low + (dot.y - low) * share)
        for dot in line
    ]


_LEVELS = (6.30, 6.85, 7.40, 5.75, 7.90)
_RAISED = (6.62, 7.08, 7.54, 6.18, 7.98)
"""Heights of the lines across the forehead, in the order in which they come; raised,
the skin is pushed up and together."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """How many lines of one grade, how long and wide (cm), and how many furrows."""

    count: int
    length: float
    width: float
    furrows: int = 0
    broken: bool = False


_ROWS = {
    (False, 1): _Rows(2, 1.9, 0.05, broken=True),
    (False, 2): _Rows(3, 3.2, 0.08),
    (False, 3): _Rows(4, 4.2, 0.12, furrows=4),
    (True, 1): _Rows(2, 2.6, 0.065, broken=True),
    (True, 2): _Rows(4, 3.9, 0.1),
    (True, 3): _Rows(5, 4.8, 0.145, furrows=5),
}


def forehead(*, contracted: bool, grade: int) -> Iterator[Wrinkle]:
    """Lines across the forehead, in an arch over each brow."""
    rows = _ROWS.get((contracted, grade))
    if rows is None:
        return
    levels = _RAISED if contracted else _LEVELS
    for at, level in enumerate(levels[: rows.count]):
        reach = rows.length * (1 - 0.07 * at)
        width = rows.width * (1 - 0.06 * at)
        if rows.broken:
            # Faint lines break in the middle, where the muscle is thin.
            side = _across(level, 0.35 + 0.2 * at, reach, contracted=contracted)
            yield from _pair(side, width, furrow=False)
            continue
        left = _across(level, 0.0, reach, contracted=contracted)
        right = [Dot(-dot.x * 0.96, dot.y) for dot in left[:0:-1]]
        yield Wrinkle([*right, *left], width, rows.furrows > at)


def _across(level: float, start: float, reach: float, *, contracted: bool) -> list[Dot]:
    """One half of a line across: it dips in the middle and falls to the side."""
    wave = 0.24 if contracted else 0.12
    found = []
    for step in range(6):
        x = start + (reach - start) * step / 5
        arch = (1 - cos(radians(min(x / 2.6, 1.3) * 180))) / 2
        found.append(Dot(x, level + wave * arch - 0.012 * x * x))
    return found


_CORNER = Dot(4.42, 2.70)
_FAN = (4, -22, 28, -46, 50, -68, 15)
"""Directions of the lines from the corner (degrees upwards), in the order they come."""


_RAYS = {
    (False, 1): _Rows(2, 0.6, 0.045),
    (False, 2): _Rows(4, 1.0, 0.065),
    (False, 3): _Rows(5, 1.6, 0.09, furrows=3),
    (True, 1): _Rows(3, 0.9, 0.055),
    (True, 2): _Rows(5, 1.55, 0.08),
    (True, 3): _Rows(7, 2.2, 0.11, furrows=3),
}


def crows_feet(*, contracted: bool, grade: int) -> Iterator[Wrinkle]:
    """A fan of lines from the outer corner of the eye, and below the lid."""
    rays = _RAYS.get((contracted, grade))
    if rays is None:
        return
    for at, turn in enumerate(_FAN[: rays.count]):
        reach = rays.length * (1 - 0.055 * at)
        yield Wrinkle(
            _ray(turn, reach), rays.width * (1 - 0.07 * at), rays.furrows > at
        )
    if contracted:
        for row in range(grade - 1):
            yield Wrinkle(_below(row), rays.width * 0.6)


def _ray(turn: float, length: float) -> list[Dot]:
    """One line of the fan, begun on the rim of the orbit and bent away from the eye."""
    x = _CORNER.x + 0.46 * cos(radians(turn)) - 0.002 * abs(turn)
    y = _CORNER.y + 0.62 * sin(radians(turn))
    found = [Dot(x, y)]
    for step in range(4):
        # Curled with the ring of the muscle: flatter at the rim, steeper further out.
        angle = radians(turn * (0.62 + 0.1 * step))
        x, y = x + length / 4 * cos(angle), y + length / 4 * sin(angle)
        found.append(Dot(x, y))
    return found


def _below(row: int) -> list[Dot]:
    """A crease below the lower lid, towards the corner."""
    drop = 0.24 * row
    return [
        Dot(3.0 + 0.2 * row, 2.14 - drop),
        Dot(3.6, 2.07 - drop),
        Dot(4.15, 2.12 - drop),
        Dot(4.62, 2.28 - drop),
    ]
