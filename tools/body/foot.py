"""Both soles, toes up, as seen from the foot of the couch."""

from collections.abc import Callable, Sequence

from tools.body.lettering import words
from tools.body.pen import Spot, both, broken, digit, loop, mirrored
from tools.body.plate import FROM_FRONT, Plate

Turn = Callable[[Sequence[Spot]], list[Spot]]

_SIZE = 27.0
_TOE = ((0.12, 0.42), (0.3, 0.41), (0.5, 0.47), (0.68, 0.5), (0.8, 0.48))
_TOES = {
    "fifth": ((2.95, 8.15), (2.1, 5.3), 1.55),
    "fourth": ((4.25, 7.35), (3.6, 3.75), 1.55),
    "third": ((5.7, 6.85), (5.3, 2.75), 1.6),
    "second": ((7.3, 6.55), (7.15, 1.95), 1.75),
    "great": ((9.75, 6.7), (9.75, 1.75), 3.0),
}
_LATERAL = [
    (6.55, 25.95),
    (5.0, 25.45),
    (3.9, 24.0),
    (3.55, 21.9),
    (3.5, 19.4),
    (3.2, 16.8),
    (2.75, 14.2),
    (2.3, 11.8),
    (1.98, 9.9),
]
_MEDIAL = [
    (11.1, 7.5),
    (11.35, 8.8),
    (11.0, 10.4),
    (10.2, 12.4),
    (9.5, 14.6),
    (9.15, 16.8),
    (9.25, 19.2),
    (9.55, 21.6),
    (9.35, 23.7),
    (8.3, 25.4),
]
SOLE = [
    (2.6, 9.6),
    (3.4, 8.8),
    (5.2, 8.0),
    (7.4, 7.6),
    (9.6, 7.7),
    (10.7, 8.2),
    (10.5, 9.9),
    (9.6, 12.2),
    (8.85, 14.6),
    (8.5, 16.9),
    (8.65, 19.3),
    (8.9, 21.6),
    (8.6, 23.5),
    (7.6, 24.9),
    (6.5, 25.3),
    (5.3, 24.8),
    (4.5, 23.6),
    (4.2, 21.8),
    (4.15, 19.3),
    (3.85, 16.7),
    (3.4, 14.1),
    (2.9, 11.8),
]


def _outline() -> list[Spot]:
    toes: list[Spot] = []
    for base, tip, width in _TOES.values():
        toes += digit(base, tip, [(share, half * width) for share, half in _TOE])
    return [*_LATERAL, *toes, *_MEDIAL]


_LINES = (
    [(2.6, 8.9), (3.5, 8.2), (4.9, 7.5), (6.5, 7.05), (8.2, 7.0)],
    [(8.5, 7.0), (9.8, 7.25), (11.0, 7.35)],
)
_SOFT = (
    [(2.9, 11.6), (4.6, 12.4), (6.6, 12.0), (7.9, 10.6), (8.3, 8.7), (8.4, 7.4)],
    [(8.3, 10.9), (9.3, 11.6), (10.3, 11.3)],
    [(4.4, 21.0), (5.4, 20.2), (6.6, 20.0), (7.9, 20.3), (8.8, 21.1)],
    [(8.9, 13.6), (8.0, 15.2), (7.7, 17.0), (8.1, 18.8)],
    [(8.4, 14.2), (7.4, 15.6), (7.1, 17.2)],
    [(9.0, 4.9), (9.7, 5.35), (10.5, 4.95)],
    [(6.7, 4.4), (7.2, 4.65), (7.7, 4.4)],
    [(5.0, 4.85), (5.5, 5.1), (5.95, 4.8)],
    [(3.45, 5.65), (3.9, 5.85), (4.35, 5.55)],
    [(2.1, 6.9), (2.5, 7.1), (2.95, 6.8)],
)


def _one_foot(turn: Turn, name: str) -> list[tuple[str, str, str]]:
    return [
        ("skin", loop(*turn(_outline())), name),
        ("soft", broken(*(turn(run) for run in _SOFT)), ""),
        ("line", broken(*(turn(run) for run in _LINES)), ""),
    ]


def sole() -> Plate:
    """Both soles; regions are the soles without the toes."""
    right, left = both(SOLE, _SIZE)
    return Plate(
        id="sole",
        title="Soles",
        orientation=FROM_FRONT + " The toes point up, the great toes to the middle.",
        width_cm=_SIZE,
        height_cm=_SIZE,
        paths=[
            *_one_foot(list, "Right sole"),
            *_one_foot(lambda run: mirrored(run, _SIZE), "Left sole"),
            ("line", words("RIGHT", 1.4, 1.9, before=0), ""),
            ("line", words("LEFT", _SIZE - 1.4, 1.9, before=1), ""),
        ],
        regions={"sole": {"R": right, "L": left}},
        landmarks={
            "heel-R": (6.55, 24.0),
            "heel-L": (_SIZE - 6.55, 24.0),
            "first metatarsal head-R": (10.0, 9.2),
            "first metatarsal head-L": (_SIZE - 10.0, 9.2),
        },
    )
