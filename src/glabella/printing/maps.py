"""The maps of a printed plan: the front first, then what the front hides."""

from dataclasses import dataclass

from glabella.core.planner.model import Plan
from glabella.drawing.pins import PlacedPin, numbered, place, views_for, well_seen
from glabella.drawing.svg import Drawing, embedded, frame_of, svg_document
from glabella.drawing.views import View

__all__ = ["FRONT", "Map", "maps_of"]

_LARGE_SCALE = 1.2
_BESIDE_SCALE = 1.7
_FACE_WIDTH_CM = 24.0
"""Maps of wider parts are printed no wider: their pins grow to stay legible."""
FRONT = "front"


@dataclass(frozen=True, slots=True)
class Map:
    """One picture with its pins."""

    view: str
    title: str
    orientation: str
    alt: str
    svg: str
    large: bool
    """The main picture of the plan; the others are printed smaller."""
    paired: bool
    """A turned face: it stands beside that of the other side."""


def maps_of(plan: Plan) -> tuple[Map, ...]:
    """Maps that together show each site once, as squarely as can be."""
    pins = numbered(plan)
    views = views_for(plan)
    front = next((view for view in views if view.id == FRONT), None)
    homes = [(view, _home(place(pins, view), view, front)) for view in views]
    shown = [(view, placed) for view, placed in homes if placed]
    return tuple(
        _map(view, placed, large=view is front or shown[0][0] is not front)
        for view, placed in shown
    )


def _home(
    placed: tuple[PlacedPin, ...], view: View, front: View | None
) -> tuple[PlacedPin, ...]:
    """The pins that this view shows: the others have a better one."""
    if view.kind == "body" or front is None:
        return placed
    kept = []
    for pin in placed:
        point = pin.pin.site.position
        ahead = point is None or well_seen(point, front)
        if ahead == (view is front) and pin.visible:
            kept.append(pin)
    return tuple(kept)


def _map(view: View, placed: tuple[PlacedPin, ...], *, large: bool) -> Map:
    small = view.kind == "face" and not large
    scale = _BESIDE_SCALE if small else _LARGE_SCALE
    drawing = Drawing(
        view=view,
        pins=placed,
        frame=frame_of(view),
        picture=embedded(view),
        title=view.title,
        pin_scale=round(scale * max(1.0, view.width_cm / _FACE_WIDTH_CM), 3),
    )
    shown = "; ".join(pin.pin.label for pin in placed)
    return Map(
        view=view.id,
        title=view.title,
        orientation=view.orientation,
        alt=f"{view.title}. {shown}".strip(),
        svg=svg_document(drawing),
        large=large,
        paired=view.kind == "face" and view.id != FRONT,
    )
