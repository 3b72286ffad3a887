"""Both palms, fingers up, as the patient shows them."""

from collections.abc import Callable, Sequence

from tools.body.lettering import words
from tools.body.pen import (
    Spot,
    both,
    broken,
    digit,
    joined,
    mirrored,
)
from tools.body.plate import FROM_FRONT, Plate

Turn = Callable[[Sequence[Spot]], list[Spot]]

_SIZE = 26.0
_FINGER = (
    (0.08, 0.49),
    (0.22, 0.47),
    (0.42, 0.5),
    (0.57, 0.455),
    (0.74, 0.46),
    (0.87, 0.43),
)
"""(share of the way to the tip, half width as a share of the finger's width)."""
_FINGERS = {
    "little": ((2.5, 12.4), (1.6, 6.3), 1.62),
    "ring": ((4.5, 11.25), (3.98, 3.75), 1.8),
    "middle": ((6.6, 10.95), (6.66, 2.5), 1.9),
    "index": ((8.7, 11.5), (9.35, 4.15), 1.85),
}
"""(base, tip, width) in cm of the hand on the image's left."""
_CREASES = (0.06, 0.42, 0.72)
"""Where the creases of a finger lie on the way from base to tip."""

_ULNAR = [
    (2.95, 27.0),
    (2.95, 24.6),
    (2.98, 22.6),
    (2.9, 21.2),
    (2.5, 19.8),
    (2.0, 18.0),
    (1.68, 16.0),
    (1.58, 14.4),
    (1.6, 13.2),
]
_THUMB = [
    (9.72, 12.2),
    (10.0, 13.2),
    (10.3, 14.15),
    (10.62, 14.3),
    (10.98, 13.75),
    (11.2, 12.9),
    (11.35, 12.0),
    (11.62, 11.25),
    (12.06, 11.0),
    (12.42, 11.3),
    (12.55, 12.1),
    (12.5, 13.1),
    (12.32, 14.1),
    (12.15, 15.1),
    (11.75, 16.3),
    (11.25, 17.4),
    (10.6, 18.7),
    (9.85, 20.0),
    (9.35, 21.2),
    (9.2, 22.6),
    (9.3, 24.6),
    (9.35, 27.0),
]
PALM = [
    (2.25, 13.6),
    (3.4, 13.0),
    (5.2, 12.35),
    (7.2, 12.25),
    (9.0, 12.7),
    (9.6, 13.8),
    (10.2, 15.1),
    (10.9, 15.6),
    (10.9, 16.7),
    (10.3, 18.0),
    (9.5, 19.3),
    (8.8, 20.3),
    (6.2, 20.7),
    (3.6, 20.5),
    (2.9, 19.4),
    (2.45, 17.6),
    (2.2, 15.6),
]


def _outline() -> list[Spot]:
    fingers: list[Spot] = []
    for base, tip, width in _FINGERS.values():
        shape = [(share, half * width) for share, half in _FINGER]
        fingers += digit(base, tip, shape)
    return [*_ULNAR, *fingers, *_THUMB]


def _finger_creases() -> list[list[Spot]]:
    runs = []
    for base, tip, width in _FINGERS.values():
        for share in _CREASES:
            x = base[0] + (tip[0] - base[0]) * share
            y = base[1] + (tip[1] - base[1]) * share
            slope = (tip[0] - base[0]) / (base[1] - tip[1])
            half = 0.36 * width
            runs.append(
                [
                    (x - half, y - half * slope * 0.9),
                    (x, y + 0.08),
                    (x + half, y + half * slope),
                ]
            )
    runs.append([(11.3, 13.95), (11.75, 14.25), (12.1, 14.3)])
    return runs


_LIFE = [
    (9.75, 13.75),
    (8.5, 14.2),
    (7.3, 15.4),
    (6.55, 17.2),
    (6.35, 19.0),
    (6.5, 20.4),
]
_HEAD = [(9.6, 13.7), (8.2, 13.9), (6.4, 14.7), (4.4, 16.0), (3.1, 17.0)]
_HEART = [(1.85, 14.6), (3.3, 14.35), (5.2, 13.75), (6.7, 12.9), (7.5, 12.1)]
_WRIST = (
    [(3.1, 21.25), (5.4, 21.6), (7.6, 21.55), (9.2, 21.1)],
    [(3.2, 21.85), (5.6, 22.15), (7.8, 22.1), (9.1, 21.75)],
)
_SOFT = (
    [(10.55, 15.9), (11.0, 16.35), (11.45, 16.55)],
    [(9.9, 14.9), (9.6, 16.4), (8.9, 18.0), (7.9, 19.5)],
    [(2.6, 16.2), (3.3, 17.6), (3.7, 19.0), (3.7, 20.4)],
    [(2.4, 13.3), (2.9, 13.75), (3.5, 13.5)],
    [(4.2, 12.55), (4.7, 12.95), (5.3, 12.7)],
    [(6.2, 12.35), (6.75, 12.75), (7.4, 12.45)],
    [(8.2, 12.65), (8.7, 13.05), (9.25, 12.8)],
    [(5.3, 22.9), (5.2, 24.4), (5.15, 26.0)],
    [(6.4, 22.9), (6.35, 24.4), (6.35, 26.0)],
)


def _one_hand(turn: Turn, name: str) -> list[tuple[str, str, str]]:
    lines = [*_finger_creases(), _LIFE, _HEAD, _HEART, *_WRIST]
    return [
        ("skin", joined(turn(_outline())), name),
        ("soft", broken(*(turn(run) for run in _SOFT)), ""),
        ("line", broken(*(turn(run) for run in lines)), ""),
    ]


def palm() -> Plate:
    """Both palms; regions are the palms without the fingers."""
    right, left = both(PALM, _SIZE)
    tip = _FINGERS["middle"][1]
    return Plate(
        id="palm",
        title="Palms",
        orientation=FROM_FRONT + " The hands are held up, thumbs to the middle.",
        width_cm=_SIZE,
        height_cm=_SIZE,
        paths=[
            *_one_hand(list, "Right palm"),
            *_one_hand(lambda run: mirrored(run, _SIZE), "Left palm"),
            ("line", words("RIGHT", 1.4, 1.9, before=0), ""),
            ("line", words("LEFT", _SIZE - 1.4, 1.9, before=1), ""),
        ],
        regions={"palm": {"R": right, "L": left}},
        landmarks={
            "wrist crease-R": (6.2, 21.5),
            "wrist crease-L": (_SIZE - 6.2, 21.5),
            "middle fingertip-R": tip,
            "middle fingertip-L": (_SIZE - tip[0], tip[1]),
        },
    )
