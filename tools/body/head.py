"""Back of the head, neck and shoulders, for the migraine pattern."""

from collections.abc import Sequence

from tools.body.lettering import words
from tools.body.pen import Spot, across, both, broken, joined, loop, mirrored, pairs
from tools.body.plate import FROM_BEHIND, Plate

_SIZE = 34.0
_MIDDLE = _SIZE / 2


def _placed(points: Sequence[Spot]) -> list[Spot]:
    """Points given by their distance from the midline, on the image's right."""
    return [(_MIDDLE + out, down) for out, down in points]


_SKULL = _placed(
    [
        (0, 1.2),
        (2.8, 1.55),
        (5.2, 2.9),
        (6.9, 5.2),
        (7.7, 8.0),
        (7.75, 10.6),
        (7.4, 13.4),
        (6.7, 16.0),
        (6.2, 17.6),
    ],
)
_NECK_EDGE = _placed(
    [
        (6.2, 17.6),
        (6.0, 19.6),
        (6.2, 21.6),
        (7.0, 23.4),
        (8.8, 25.2),
        (11.4, 26.6),
        (14.2, 27.5),
        (16.2, 28.1),
        (17.8, 28.8),
    ],
)
_EAR = _placed(
    [
        (7.45, 9.2),
        (8.3, 8.4),
        (9.0, 9.0),
        (9.05, 10.8),
        (8.6, 12.6),
        (8.0, 14.0),
        (7.4, 14.2),
        (7.2, 13.2),
    ],
)
_HAIRLINE = _placed(
    [(7.2, 14.4), (6.6, 16.4), (5.6, 18.4), (4.2, 19.3), (2.2, 19.2), (0, 19.6)]
)
OCCIPITALIS = _placed(
    [
        (1.5, 13.3),
        (1.6, 11.4),
        (2.1, 10.0),
        (3.6, 9.7),
        (5.2, 10.3),
        (5.9, 11.6),
        (5.4, 13.0),
        (3.6, 13.7),
    ],
)
PARASPINAL = _placed(
    [
        (0.6, 15.2),
        (1.5, 14.6),
        (2.7, 14.7),
        (3.1, 15.8),
        (2.9, 17.6),
        (2.5, 19.6),
        (1.7, 20.8),
        (0.8, 20.4),
        (0.5, 17.8),
    ]
)
SHOULDER = _placed(
    [
        (5.4, 22.6),
        (6.4, 23.9),
        (8.4, 25.6),
        (11.0, 27.1),
        (13.8, 28.1),
        (13.4, 29.6),
        (10.0, 29.4),
        (7.0, 28.0),
        (5.2, 25.6),
    ],
)
_TRAPEZIUS = _placed(
    [
        (0, 14.1),
        (1.3, 14.3),
        (2.3, 17.0),
        (3.4, 20.0),
        (4.7, 22.6),
        (6.7, 24.6),
        (9.3, 26.2),
        (12.3, 27.5),
        (15.3, 28.6),
        (17.2, 29.3),
        (17.2, 30.8),
        (13.2, 30.9),
        (9.4, 31.6),
        (6.8, 34.6),
        (0, 34.6),
    ]
)
_HAIRS = (
    [(0.3, 4.9), (0.5, 8.0), (0.5, 11.0), (0.4, 13.6)],
    [(0.7, 4.8), (1.4, 7.4), (1.5, 9.4), (1.3, 12.0)],
    [(1.1, 4.6), (2.3, 6.6), (2.7, 9.0)],
    [(1.5, 4.4), (3.3, 6.2), (4.0, 9.0)],
    [(1.8, 4.1), (4.3, 5.8), (5.2, 8.8)],
    [(2.0, 3.7), (5.0, 5.2), (6.3, 8.2), (6.4, 11.0)],
    [(2.0, 3.3), (5.3, 4.3), (7.0, 7.4), (7.1, 10.2)],
    [(1.6, 2.9), (4.2, 3.0), (6.0, 4.8)],
    [(1.0, 2.7), (2.4, 2.1), (3.9, 2.5)],
    [(0.6, 14.7), (0.7, 16.8), (0.6, 19.0)],
    [(1.5, 14.6), (1.6, 16.8), (1.5, 18.8)],
    [(2.5, 14.5), (2.6, 16.8), (2.4, 18.7)],
    [(3.5, 14.5), (3.5, 16.8), (3.3, 18.8)],
    [(4.5, 14.3), (4.4, 16.6), (4.1, 18.7)],
    [(5.4, 14.0), (5.2, 16.4), (4.8, 18.2)],
    [(6.2, 13.5), (6.0, 15.8), (5.5, 17.8)],
    [(6.9, 12.9), (6.6, 15.0), (6.1, 17.0)],
)
_FIBRES = (
    [(2.2, 13.2), (2.3, 11.8), (2.6, 10.4)],
    [(3.3, 13.4), (3.4, 11.8), (3.6, 10.2)],
    [(4.6, 13.1), (4.7, 11.8), (4.8, 10.6)],
    [(0.7, 17.4), (2.6, 21.4), (5.2, 24.6), (9.4, 27.6), (13.6, 29.4)],
    [(0.7, 21.0), (3.2, 24.6), (6.6, 27.6), (11.0, 29.6)],
    [(0.7, 25.0), (3.6, 28.0), (7.2, 30.2)],
    [(0.7, 29.6), (3.0, 31.2), (5.8, 32.4)],
)
_NUCHAL = _placed([(6.9, 12.6), (5.6, 13.6), (3.6, 14.05), (1.6, 13.9), (0, 14.1)])


_MUSCLES = (
    (OCCIPITALIS, "Occipitalis"),
    (PARASPINAL, "Cervical paraspinal muscles"),
)


def _outline() -> list[list[Spot]]:
    skull = [*reversed(mirrored(_SKULL, _SIZE)), *_SKULL[1:]]
    left = list(reversed(mirrored(_NECK_EDGE, _SIZE)))
    return [left, skull, _NECK_EDGE, [(34.6, 34.6)], [(-0.6, 34.6)]]


def _muscles() -> list[tuple[str, str, str]]:
    return [
        ("muscle", loop(*shape), f"{name}, {side}")
        for line, name in _MUSCLES
        for shape, side in zip(both(line, _SIZE), ("right", "left"), strict=True)
    ]


def _paths() -> list[tuple[str, str, str]]:
    ears, sheets = both(_EAR, _SIZE), both(_TRAPEZIUS, _SIZE)
    return [
        ("skin", joined(ears[0]), "Right ear"),
        ("skin", joined(ears[1]), "Left ear"),
        ("skin", joined(*_outline()), "Head and neck"),
        ("soft", broken(*pairs([_placed(run) for run in _HAIRS], _SIZE)), ""),
        ("muscle", joined(sheets[0]), "Trapezius, right"),
        ("muscle", joined(sheets[1]), "Trapezius, left"),
        *_muscles(),
        ("soft", broken(*pairs([_placed(run) for run in _FIBRES], _SIZE)), ""),
        ("line", broken(across(_NUCHAL, _SIZE)), "Superior nuchal line"),
        ("line", broken(across(_HAIRLINE, _SIZE)), "Hairline of the neck"),
        ("line", words("LEFT", 1.0, 1.8, 0.56, before=0), ""),
        ("line", words("RIGHT", _SIZE - 1.0, 1.8, 0.56, before=1), ""),
        ("line", words("SEEN FROM BEHIND", 1.0, 2.9, 0.42, before=0), ""),
    ]


def head_back() -> Plate:
    """Back of the head, neck and shoulders for the migraine pattern."""
    regions = {
        "occipitalis": OCCIPITALIS,
        "cervical paraspinal": PARASPINAL,
        "upper trapezius": SHOULDER,
    }
    return Plate(
        id="head-back",
        title="Back of the head, neck and shoulders",
        orientation=FROM_BEHIND,
        width_cm=_SIZE,
        height_cm=_SIZE,
        paths=_paths(),
        regions={
            name: dict(zip("RL", both(line, _SIZE), strict=True))
            for name, line in regions.items()
        },
        landmarks={"inion": (_MIDDLE, 14.1), "seventh vertebra": (_MIDDLE, 26.4)},
    )
