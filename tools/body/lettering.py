"""Capital letters drawn with a pen, so that a map carries its own sides."""

_WIDTHS = {"I": 0.0, "E": 3.2, "F": 3.2, "L": 3.0, "M": 5.0, " ": 1.6}
_WIDTH = 4.0
_GAP = 1.9
_HEIGHT = 6.0
_STROKES = {
    "A": "M0 6L2 0L4 6M.8 3.9L3.2 3.9",
    "B": "M0 6L0 0L2.2 0C4 0 4 2.9 2.2 2.9L0 2.9M2.2 2.9C4.4 2.9 4.4 6 2.2 6L0 6",
    "D": "M0 0L0 6L1.4 6C4.9 6 4.9 0 1.4 0L0 0",
    "E": "M3.2 0L0 0L0 6L3.2 6M0 2.9L2.7 2.9",
    "F": "M3.2 0L0 0L0 6M0 2.9L2.7 2.9",
    "G": "M3.8 1C2.6 -.7 0 -.2 0 3C0 6.2 2.8 6.7 4 5L4 3.2L2.4 3.2",
    "H": "M0 0L0 6M4 0L4 6M0 2.9L4 2.9",
    "I": "M0 0L0 6",
    "L": "M0 0L0 6L3 6",
    "M": "M0 6L0 0L2.5 4L5 0L5 6",
    "N": "M0 6L0 0L4 6L4 0",
    "O": "M2 0C-.7 0 -.7 6 2 6C4.7 6 4.7 0 2 0",
    "R": "M0 6L0 0L2.1 0C4.2 0 4.2 3.1 2.1 3.1L0 3.1M1.9 3.1L4 6",
    "S": "M3.6 1C2.8 -.4 .2 -.4 .2 1.5C.2 3.4 3.8 2.6 3.8 4.5C3.8 6.4 .9 6.5 0 4.9",
    "T": "M0 0L4 0M2 0L2 6",
    "V": "M0 0L2 6L4 0",
}


def words(
    text: str, x: float, y: float, height: float = 0.5, before: float = 0.5
) -> str:
    """Path data of ``text`` with its foot at ``y`` (cm).

    ``before`` is the share of the text that stands left of ``x``: 0 begins there,
    0.5 is centred on it, 1 ends there.
    """
    scale = height / _HEIGHT
    total = sum(_WIDTHS.get(c, _WIDTH) for c in text) + _GAP * (len(text) - 1)
    pen = x - total * scale * before
    parts = []
    for letter in text:
        strokes = _STROKES.get(letter, "")
        parts.append(_placed(strokes, pen, y - height, scale))
        pen += (_WIDTHS.get(letter, _WIDTH) + _GAP) * scale
    return "".join(parts)


def _placed(strokes: str, x: float, y: float, scale: float) -> str:
    """Unit strokes moved and scaled; numbers come in pairs after each letter."""
    marks = strokes.replace("M", " M ").replace("L", " L ").replace("C", " C ")
    out, offset = [], [x, y]
    axis = 0
    for mark in marks.split():
        if mark in "MLC":
            out.append(mark)
            axis = 0
            continue
        value = offset[axis] + float(mark) * scale
        out.append(f"{value:.2f}".rstrip("0").rstrip(".") + " ")
        axis = 1 - axis
    return "".join(out).replace(" M", "M").replace(" L", "L").replace(" C", "C").strip()
