"""The scalp from above, the face toward the lower edge."""

from tools.body.lettering import words
from tools.body.pen import Spot, across, both, broken, joined, mirrored, pairs
from tools.body.plate import Plate

_SIZE = 24.0
_MIDDLE = _SIZE / 2


def _right(points: list[Spot]) -> list[Spot]:
    """Points given by their distance from the midline, on the image's left."""
    return [(_MIDDLE - out, down) for out, down in points]


_HALF = _right(
    [
        (0, 2.0),
        (3.2, 2.5),
        (5.8, 4.4),
        (7.3, 7.4),
        (7.75, 10.6),
        (7.4, 13.8),
        (6.5, 16.6),
        (5.2, 18.9),
        (3.6, 20.3),
        (2.1, 20.95),
    ]
)
_NOSE = _right([(2.1, 20.95), (1.5, 21.35), (1.2, 22.0), (0.65, 22.5), (0, 22.65)])
_BROWS = _right([(5.0, 18.6), (3.6, 19.8), (2.0, 20.35), (1.0, 20.4)])
_EAR = _right([(7.6, 10.0), (8.4, 9.5), (8.9, 10.4), (8.6, 11.8), (7.7, 12.6)])
_HAIRLINE = _right(
    [(7.2, 14.6), (6.2, 15.2), (5.2, 16.9), (3.4, 17.9), (1.6, 17.9), (0, 17.7)]
)
SCALP = _right(
    [
        (0.2, 3.0),
        (3.0, 3.4),
        (5.2, 5.0),
        (6.6, 7.8),
        (7.0, 10.6),
        (6.6, 13.6),
        (5.4, 14.6),
        (4.4, 16.0),
        (2.8, 16.7),
        (0.2, 16.6),
    ]
)
HAIRLINE = _right(
    [
        (0.2, 16.6),
        (2.8, 16.7),
        (4.4, 16.0),
        (5.4, 14.6),
        (6.6, 13.6),
        (7.3, 14.2),
        (6.2, 15.4),
        (5.2, 17.1),
        (3.4, 18.2),
        (0.2, 18.1),
    ]
)
_HAIRS = (
    [(0.2, 6.6), (0.5, 9.0), (0.5, 12.5), (0.3, 16.6)],
    [(0.9, 6.5), (1.7, 9.0), (1.9, 12.5), (1.6, 16.4)],
    [(1.5, 6.2), (3.2, 8.6), (3.6, 12.0), (3.1, 15.8)],
    [(1.9, 5.7), (4.4, 7.8), (5.1, 11.0), (4.6, 14.2)],
    [(2.0, 5.1), (5.0, 6.6), (6.3, 9.4), (6.2, 12.4)],
    [(1.7, 4.6), (4.0, 4.7), (5.8, 6.4)],
    [(1.1, 4.3), (2.4, 3.6), (3.8, 3.7)],
    [(0.4, 4.3), (0.9, 3.3), (1.6, 2.9)],
)


def scalp() -> Plate:
    """The scalp and its front hairline, both sides."""
    nose = across(_NOSE, _SIZE)
    other = list(reversed(mirrored(_HALF, _SIZE)))
    skull = [*other, *_HALF[1:]]
    hairs = pairs([_right(list(run)) for run in _HAIRS], _SIZE)
    return Plate(
        id="scalp",
        title="Scalp, seen from above",
        orientation=(
            "Seen from above, the face toward the lower edge: the patient's right "
            "is the image's left."
        ),
        width_cm=_SIZE,
        height_cm=_SIZE,
        paths=[
            ("skin", joined(_EAR), "Right ear"),
            ("skin", joined(mirrored(_EAR, _SIZE)), "Left ear"),
            ("skin", joined(skull, nose), "Head"),
            ("soft", broken(*hairs), ""),
            ("soft", broken(*both(_BROWS, _SIZE)), "Brows"),
            ("line", broken(across(_HAIRLINE, _SIZE)), "Hairline"),
            ("line", words("RIGHT", 0.8, 1.4, 0.4, before=0), ""),
            ("line", words("LEFT", _SIZE - 0.8, 1.4, 0.4, before=1), ""),
            ("line", words("SEEN FROM ABOVE", 0.8, 2.2, 0.3, before=0), ""),
        ],
        regions={
            "scalp": dict(zip("RL", both(SCALP, _SIZE), strict=True)),
            "hairline": dict(zip("RL", both(HAIRLINE, _SIZE), strict=True)),
        },
        landmarks={"crown": (_MIDDLE, 5.5), "nose": (_MIDDLE, 22.3)},
    )
