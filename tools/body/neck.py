"""Lower face and neck from the front, chin slightly raised."""

from tools.body.lettering import words
from tools.body.pen import Spot, across, both, broken, joined, mirrored, pairs
from tools.body.plate import FROM_FRONT, Plate

_SIZE = 24.0
_MIDDLE = _SIZE / 2


def _right(points: list[Spot]) -> list[Spot]:
    """Points given by their distance from the midline, on the image's left."""
    return [(_MIDDLE - out, down) for out, down in points]


_JAW = _right(
    [
        (7.75, 1.2),
        (7.55, 2.6),
        (7.2, 4.1),
        (6.55, 5.7),
        (5.2, 7.15),
        (3.6, 8.25),
        (2.2, 8.95),
        (1.0, 9.25),
        (0, 9.3),
    ]
)
_SIDE = _right(
    [
        (12.6, 21.0),
        (10.6, 19.9),
        (8.6, 18.6),
        (7.2, 17.0),
        (6.55, 15.0),
        (6.35, 12.5),
        (6.4, 10.0),
        (6.55, 7.6),
        (6.7, 5.6),
    ]
)
_CHEEK = _right([(6.7, 5.6), (7.2, 4.1), (7.55, 2.6), (7.7, 0.9), (7.75, -0.6)])
_EAR = _right(
    [
        (7.55, -0.6),
        (7.5, 1.2),
        (7.62, 2.5),
        (7.95, 2.95),
        (8.4, 2.55),
        (8.62, 1.5),
        (8.85, 0.3),
        (9.1, -0.6),
    ]
)
_PLATYSMA = _right(
    [
        (0.9, 9.7),
        (2.4, 9.0),
        (3.9, 8.15),
        (5.3, 7.1),
        (6.25, 6.15),
        (6.3, 8.2),
        (6.15, 11.0),
        (6.15, 13.6),
        (6.5, 16.0),
        (7.4, 18.2),
        (8.9, 20.2),
        (10.2, 21.9),
        (8.0, 23.0),
        (5.4, 23.2),
        (3.4, 22.3),
        (2.9, 19.6),
        (2.35, 16.6),
        (1.8, 13.8),
        (1.3, 11.4),
    ]
)
MEDIAL_BAND = _right(
    [(1.46, 10.2), (1.76, 12.4), (2.07, 14.6), (2.42, 16.8), (2.8, 19.2)]
)
LATERAL_BAND = _right(
    [(4.15, 9.0), (4.43, 11.2), (4.75, 13.4), (5.15, 15.6), (5.72, 17.6), (6.1, 18.7)]
)
_FIBRES = [
    _right([(2.3, 9.3), (2.7, 12.0), (3.1, 15.0), (3.7, 18.4), (4.5, 22.2)]),
    _right([(3.4, 8.8), (3.7, 12.0), (4.1, 15.0), (4.8, 18.4), (6.0, 22.2)]),
    _right(
        [(5.6, 7.6), (5.6, 10.5), (5.7, 13.5), (6.1, 16.3), (7.3, 19.2), (8.6, 21.4)]
    ),
]
_SCM = [
    _right([(6.3, 8.0), (5.6, 11.5), (4.4, 14.6), (2.9, 17.8), (1.35, 20.1)]),
    _right([(6.15, 11.2), (5.85, 14.0), (5.2, 16.6), (4.3, 18.8), (3.6, 20.3)]),
]
_CLAVICLE = [
    _right(
        [(1.3, 20.5), (2.4, 20.2), (4.2, 20.7), (6.4, 21.2), (9.0, 20.9), (12.4, 21.6)]
    ),
    _right(
        [(1.4, 21.4), (2.6, 21.5), (4.4, 21.8), (6.6, 22.1), (9.2, 21.8), (12.4, 22.4)]
    ),
]
_LARYNX = [
    _right([(0.9, 13.2), (0.55, 14.1), (0.3, 14.9), (0, 15.1)]),
    _right([(1.1, 13.0), (1.2, 14.6), (1.0, 16.0)]),
    _right([(0.8, 17.0), (0.85, 18.4), (0.7, 19.6)]),
]
_CHIN = [
    _right([(1.3, 6.75), (0.7, 6.5), (0, 6.45)]),
    _right([(2.6, 10.2), (1.4, 10.75), (0, 10.9)]),
    _right([(3.3, 3.0), (3.55, 4.2), (3.4, 5.4)]),
]
NECK = _right(
    [
        (0.9, 10.4),
        (2.6, 9.9),
        (4.4, 9.0),
        (5.7, 8.1),
        (5.9, 10.0),
        (5.85, 12.5),
        (6.0, 15.0),
        (6.3, 16.6),
        (4.9, 17.4),
        (3.0, 17.6),
        (2.4, 15.6),
        (1.9, 13.2),
    ]
)
JAWLINE = _right(
    [
        (4.3, 7.4),
        (5.3, 6.6),
        (6.2, 5.4),
        (6.8, 4.1),
        (7.05, 3.1),
        (5.6, 3.9),
        (4.6, 5.0),
        (4.15, 6.2),
    ]
)
_UPPER_LIP = _right([(2.5, 4.2), (1.5, 3.55), (0.55, 3.15), (0, 3.3)])
_BETWEEN_LIPS = _right([(2.5, 4.2), (1.2, 4.15), (0, 4.25)])
_LOWER_LIP = _right([(2.5, 4.2), (1.5, 4.95), (0.6, 5.3), (0, 5.35)])
_PHILTRUM = _right([(0.45, 1.2), (0.5, 2.2), (0.55, 3.0)])


def _outline() -> list[list[Spot]]:
    neck = list(_SIDE)
    other = list(reversed(mirrored(neck, _SIZE)))
    top = list(reversed(mirrored(_CHEEK, _SIZE)))
    return [neck, _CHEEK, top, other, [(24.6, 24.6)], [(-0.6, 24.6)]]


def _paths() -> list[tuple[str, str, str]]:
    upper, lower = across(_UPPER_LIP, _SIZE), across(_LOWER_LIP, _SIZE)
    ears, sheets = both(_EAR, _SIZE), both(_PLATYSMA, _SIZE)
    low = [across(run, _SIZE) for run in _CHIN[:2]]
    return [
        ("skin", joined(ears[0]), "Right ear lobe"),
        ("skin", joined(ears[1]), "Left ear lobe"),
        ("skin", joined(*_outline()), "Lower face and neck"),
        ("soft", broken(*pairs([*_SCM, *_LARYNX], _SIZE)), ""),
        ("muscle", joined(sheets[0]), "Platysma, right"),
        ("muscle", joined(sheets[1]), "Platysma, left"),
        ("soft", broken(*pairs(_FIBRES, _SIZE)), ""),
        ("soft", broken(*low, *pairs([_CHIN[2], _PHILTRUM], _SIZE)), ""),
        ("line", broken(*pairs([MEDIAL_BAND, LATERAL_BAND], _SIZE)), "Platysma bands"),
        ("line", broken(across(_JAW, _SIZE), *pairs(_CLAVICLE, _SIZE)), ""),
        ("soft", joined(upper, list(reversed(lower))[1:-1]), "Mouth"),
        ("line", broken(across(_BETWEEN_LIPS, _SIZE)), ""),
        ("line", words("RIGHT", 0.8, 1.4, before=0), ""),
        ("line", words("LEFT", _SIZE - 0.8, 1.4, before=1), ""),
    ]


def _sides(run: list[Spot]) -> dict[str, list[Spot]]:
    right, left = both(run, _SIZE)
    return {"R": right, "L": left}


def neck() -> Plate:
    """The lower face and the neck with platysma; both sides."""
    return Plate(
        id="neck",
        title="Neck and jawline",
        orientation=FROM_FRONT,
        width_cm=_SIZE,
        height_cm=_SIZE,
        scale_note=(
            "The jaw is drawn a little laid open, so that centimetres along its "
            "border are nearly those on the skin."
        ),
        paths=_paths(),
        regions={
            "neck": _sides(NECK),
            "jawline": _sides(JAWLINE),
        },
        landmarks={
            "menton": (_MIDDLE, 9.3),
            "sternal notch": (_MIDDLE, 20.9),
            "larynx": (_MIDDLE, 15.0),
            "gonion-R": (_MIDDLE - 6.55, 5.7),
            "gonion-L": (_MIDDLE + 6.55, 5.7),
            "mouth corner-R": (_MIDDLE - 2.5, 4.2),
            "mouth corner-L": (_MIDDLE + 2.5, 4.2),
        },
    )
