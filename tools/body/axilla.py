"""Chest from the front with both arms raised, for the armpits."""

from tools.body.lettering import words
from tools.body.pen import Spot, across, both, broken, ellipse, joined, loop, pairs
from tools.body.plate import FROM_FRONT, Plate

_WIDTH, _HEIGHT = 34.0, 22.0
_MIDDLE = _WIDTH / 2
HAIR_CENTRE, HAIR_ACROSS, HAIR_DOWN, HAIR_TURN = (5.75, 8.9), 2.2, 3.9, -9.0

_BACK_EDGE = [
    (3.75, 22.6),
    (3.6, 21.0),
    (3.4, 18.4),
    (2.95, 15.8),
    (2.42, 13.2),
    (2.3, 11.0),
    (2.55, 9.2),
    (2.72, 7.6),
    (2.5, 6.1),
    (1.95, 4.3),
    (1.25, 2.4),
    (0.6, 0.6),
    (0.2, -0.6),
]
_FRONT_EDGE = [
    (8.1, -0.6),
    (8.5, 0.7),
    (9.1, 2.2),
    (9.8, 3.5),
    (10.55, 4.4),
]
_NECK_EDGE = [
    (10.55, 4.4),
    (11.3, 4.35),
    (12.0, 3.75),
    (12.45, 2.7),
    (12.6, 1.2),
    (12.6, -0.6),
]
_FRONT_FOLD = [
    (6.75, 2.3),
    (7.15, 4.2),
    (7.6, 6.2),
    (8.15, 8.4),
    (8.75, 10.6),
    (9.6, 12.6),
    (10.9, 14.2),
    (12.7, 15.2),
    (14.7, 15.5),
    (16.2, 15.0),
]
_BACK_FOLD = [
    (2.6, 2.7),
    (3.2, 4.8),
    (3.4, 6.8),
    (3.2, 8.8),
    (3.05, 10.8),
    (3.35, 13.2),
    (4.0, 15.6),
    (4.5, 18.0),
]
_COLLAR_BONE = [(10.3, 5.9), (11.3, 6.4), (12.9, 6.75), (14.6, 6.55), (15.9, 7.2)]
_SOFT = (
    [(10.7, 6.7), (11.8, 7.2), (13.3, 7.6), (14.9, 7.5), (15.9, 8.0)],
    [(13.2, 2.4), (14.2, 4.2), (15.3, 5.9), (16.2, 7.2)],
    [(8.6, 3.6), (9.3, 5.0), (9.7, 6.6), (9.8, 8.2)],
    [(4.2, 0.4), (4.7, 2.2), (5.05, 4.1)],
    [(7.3, 12.9), (7.9, 14.2), (8.9, 15.5)],
    [(9.4, 9.2), (10.0, 10.9), (11.0, 12.4)],
    [(4.9, 15.4), (5.7, 16.3), (6.8, 16.7)],
    [(5.2, 17.6), (6.2, 18.4), (7.5, 18.7)],
    [(5.4, 19.7), (6.6, 20.4), (8.0, 20.6)],
    [(16.3, 17.6), (14.9, 18.3), (13.3, 19.9), (12.0, 22.4)],
)
_CHIN = [(12.9, -0.6), (14.0, 1.2), (15.4, 2.3), (_MIDDLE, 2.6)]
_STERNUM = [(_MIDDLE, 9.0), (_MIDDLE, 12.0), (_MIDDLE, 15.2)]
_RINGS = ((0.2, 3), (0.42, 7), (0.64, 11), (0.84, 15))
"""(share of the hair-bearing ellipse, number of hairs)."""


def region() -> list[Spot]:
    """The hair-bearing skin of the right armpit."""
    return ellipse(HAIR_CENTRE, HAIR_ACROSS, HAIR_DOWN, HAIR_TURN)


def _hairs() -> list[list[Spot]]:
    """Short strokes toward the middle of the hair-bearing skin."""
    runs = []
    for ring, (share, count) in enumerate(_RINGS):
        shape = ellipse(HAIR_CENTRE, HAIR_ACROSS * share, HAIR_DOWN * share, HAIR_TURN)
        for n in range(count):
            x, y = shape[(24 * n // count + ring) % 24]
            lean = (HAIR_CENTRE[0] - x) * 0.14
            runs.append([(x, y), (x + lean * 0.3, y + 0.2), (x + lean, y + 0.4)])
    return runs


def _outline() -> list[list[Spot]]:
    half = (_BACK_EDGE, _FRONT_EDGE, _NECK_EDGE)
    other = [list(reversed(both(run, _WIDTH)[1])) for run in reversed(half)]
    return [*half, *other]


def _paths() -> list[tuple[str, str, str]]:
    soft = [*pairs([*_SOFT, *_hairs()], _WIDTH), _STERNUM]
    lines = [_FRONT_FOLD, _BACK_FOLD, _COLLAR_BONE]
    right, left = both(region(), _WIDTH)
    return [
        ("skin", joined(*_outline()), "Chest and raised arms"),
        ("soft", broken(*soft), ""),
        ("soft", loop(*right), "Hair-bearing skin, right"),
        ("soft", loop(*left), "Hair-bearing skin, left"),
        ("line", broken(*pairs(lines, _WIDTH), across(_CHIN, _WIDTH)), ""),
        ("line", words("RIGHT", 0.5, 21.4, before=0), ""),
        ("line", words("LEFT", _WIDTH - 0.5, 21.4, before=1), ""),
    ]


def axilla() -> Plate:
    """Both armpits; the region is the hair-bearing skin."""
    right, left = both(region(), _WIDTH)
    return Plate(
        id="axilla",
        title="Underarms",
        orientation=FROM_FRONT + " The arms are raised.",
        width_cm=_WIDTH,
        height_cm=_HEIGHT,
        paths=_paths(),
        regions={"axilla": {"R": right, "L": left}},
        landmarks={
            "hollow-R": HAIR_CENTRE,
            "hollow-L": (_WIDTH - HAIR_CENTRE[0], HAIR_CENTRE[1]),
            "sternal notch": (_MIDDLE, 7.6),
        },
    )
