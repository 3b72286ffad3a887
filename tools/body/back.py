"""Neck and shoulders with the trapezius, seen from behind."""

from collections.abc import Sequence

from tools.body.lettering import words
from tools.body.pen import Spot, both, broken, joined, mirrored, pairs
from tools.body.plate import FROM_BEHIND, Plate

_WIDE, _TALL = 42.0, 28.0
_MIDDLE = _WIDE / 2


def _placed(points: Sequence[Spot]) -> list[Spot]:
    """Points given by their distance from the midline, on the image's right."""
    return [(_MIDDLE + out, down) for out, down in points]


_EDGE = _placed(
    [
        (6.1, -0.6),
        (6.0, 2.0),
        (6.1, 4.4),
        (6.6, 6.4),
        (7.8, 8.2),
        (9.8, 9.7),
        (12.4, 10.8),
        (15.0, 11.5),
        (17.2, 12.3),
        (18.9, 13.8),
        (20.0, 16.2),
        (20.5, 19.5),
        (20.6, 23.0),
        (20.7, 28.6),
    ],
)
_TRAPEZIUS = _placed(
    [
        (0, -0.2),
        (2.2, -0.4),
        (3.4, 2.0),
        (4.4, 4.6),
        (5.6, 6.9),
        (7.4, 8.7),
        (9.8, 10.2),
        (12.6, 11.4),
        (15.4, 12.2),
        (16.6, 13.2),
        (15.0, 13.9),
        (11.6, 14.4),
        (8.2, 15.6),
        (5.8, 18.2),
        (3.6, 22.6),
        (1.6, 28.4),
        (0, 28.6),
    ],
)
_FIBRES = (
    [(0.6, 1.6), (3.0, 5.6), (6.4, 9.4), (10.6, 11.8), (14.8, 12.9)],
    [(0.6, 4.6), (3.4, 8.2), (7.0, 11.0), (11.0, 12.9), (14.6, 13.5)],
    [(0.6, 8.0), (3.6, 10.8), (7.2, 12.8), (11.2, 14.0)],
    [(0.6, 11.4), (4.0, 12.8), (8.0, 14.3), (10.6, 14.5)],
    [(0.6, 15.4), (3.4, 15.4), (6.6, 15.8)],
    [(0.6, 19.4), (2.8, 18.0), (5.6, 16.8)],
    [(0.5, 23.6), (2.4, 20.6), (4.8, 18.2)],
)
_BONE = (
    [(6.4, 16.4), (9.6, 15.2), (13.0, 14.3), (16.4, 13.5)],
    [(6.4, 16.4), (6.2, 19.0), (6.6, 22.0), (7.6, 25.0), (8.4, 26.4)],
    [(8.4, 26.4), (10.4, 24.0), (12.4, 20.6), (13.8, 17.4)],
    [(16.2, 19.0), (16.6, 22.0), (16.6, 25.4), (16.7, 28.0)],
)
UPPER_TRAPEZIUS = _placed(
    [
        (4.4, 7.6),
        (6.0, 9.0),
        (8.4, 10.6),
        (11.2, 11.8),
        (13.6, 12.5),
        (13.2, 13.7),
        (10.0, 14.3),
        (7.2, 14.3),
        (5.0, 13.2),
        (3.8, 10.6),
    ],
)


def trapezius() -> Plate:
    """The upper back with the trapezius."""
    sheets = both(_TRAPEZIUS, _WIDE)
    fine = [_placed(run) for run in (*_FIBRES, *_BONE)]
    right, left = both(UPPER_TRAPEZIUS, _WIDE)
    return Plate(
        id="trapezius",
        title="Neck and shoulders, seen from behind",
        orientation=FROM_BEHIND,
        width_cm=_WIDE,
        height_cm=_TALL,
        paths=[
            ("skin", joined(list(reversed(mirrored(_EDGE, _WIDE))), _EDGE), "Back"),
            ("muscle", joined(sheets[0]), "Trapezius, right"),
            ("muscle", joined(sheets[1]), "Trapezius, left"),
            ("soft", broken(*pairs(fine, _WIDE)), ""),
            ("line", words("LEFT", 1.2, 2.0, 0.66, before=0), ""),
            ("line", words("RIGHT", _WIDE - 1.2, 2.0, 0.66, before=1), ""),
            ("line", words("SEEN FROM BEHIND", 1.2, 3.3, 0.5, before=0), ""),
        ],
        regions={"upper trapezius": {"R": right, "L": left}},
        landmarks={
            "seventh vertebra": (_MIDDLE, 11.0),
            "acromion-R": (_MIDDLE + 16.8, 12.8),
            "acromion-L": (_MIDDLE - 16.8, 12.8),
        },
    )
