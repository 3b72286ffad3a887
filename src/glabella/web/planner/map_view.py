"""The middle of the page: views of the face and the body, with the plan's pins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from glabella.core.planner.model import Plan
from glabella.drawing.layers import LAYER_TITLES, Layer, layer
from glabella.drawing.pins import Pin, PlacedPin, place
from glabella.drawing.views import BodyShape, View, body_view, face_views
from glabella.drawing.wording import number
from glabella.evidence.planning import surface
from glabella.web.planner.line_view import SERIES, SiteView
from glabella.web.planner.places import PlaceView, places

__all__ = [
    "MapView",
    "PinView",
    "PlaneView",
    "Shown",
    "frame_of",
    "layers_of",
    "map_view",
]

FRAME_WIDTH_CM, FRAME_HEIGHT_CM = 18.2, 21.4
FRAME_TOP_CM = 4.6
"""The face and its edges, without the shoulders that fade out below."""

_TITLES = {
    "front": "Front",
    "right-45": "Right 45°",
    "left-45": "Left 45°",
    "right-90": "Right side",
    "left-90": "Left side",
    "axilla": "Underarms",
    "head-back": "Back",
    "neck": "Neck",
    "palm": "Palms",
    "scalp": "Scalp",
    "sole": "Soles",
    "trapezius": "Shoulders",
}


@dataclass(frozen=True, slots=True)
class PinView:
    """One pin in one view; lengths in cm of the picture, as text."""

    id: str
    key: str
    number: int
    units: str
    side: str
    series: int
    x: str
    y: str
    radius: str
    tag_x: str
    tag_y: str
    tag: str
    scale: str
    label: str
    """For screen readers; ``place`` is where it is and how deep, in fewer words."""
    place: str
    danger: str
    changed: bool
    movable: bool
    droplets: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PlaneView:
    """One view: its picture or drawn shapes, its frame, its pins."""

    id: str
    title: str
    full_title: str
    kind: str
    box: str
    frame: str
    width: str
    height: str
    picture: str
    shapes: tuple[BodyShape, ...]
    pins: tuple[PinView, ...]
    unseen: int
    places: tuple[PlaceView, ...]
    chosen: bool
    sides: tuple[str, str]
    """What stands at the image's left and at its right."""


@dataclass(frozen=True, slots=True)
class MapView:
    """Every view; ``face`` always, ``body`` where the plan has sites there."""

    face: tuple[PlaneView, ...]
    body: tuple[PlaneView, ...]
    layers: tuple[tuple[str, str, bool], ...]

    @property
    def tabs(self) -> tuple[PlaneView, ...]:
        """The face views from the patient's right to the left, as they are turned."""
        order = ("right-90", "right-45", "front", "left-45", "left-90")
        return tuple(sorted(self.face, key=lambda plane: order.index(plane.id)))

    @property
    def planes(self) -> tuple[PlaneView, ...]:
        """All views in order."""
        return (*self.face, *self.body)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the person chose to see."""

    view: str
    layers: tuple[str, ...]


def map_view(
    plan: Plan | None,
    pins: tuple[Pin, ...],
    sites: Mapping[str, SiteView],
    shown: Shown,
) -> MapView:
    """The map of ``plan``; the face without pins where there is none."""
    lines = plan.lines if plan else ()
    maps = dict.fromkeys(s.site.map for line in lines for s in line.sites)
    body = tuple(body_view(name) for name in maps if name != "face")
    ids = {view.id for view in (*face_views(), *body)}
    chosen = shown.view if shown.view in ids else "front"
    return MapView(
        face=tuple(_plane(view, pins, sites, chosen) for view in face_views()),
        body=tuple(_plane(view, pins, sites, chosen) for view in body),
        layers=tuple(
            (kind, title, kind in shown.layers) for kind, title in LAYER_TITLES.items()
        ),
    )


def layers_of(view: str) -> tuple[Layer, ...]:
    """The drawings that can be laid over a view of the face."""
    return tuple(layer(kind, view) for kind in LAYER_TITLES)


def _plane(
    view: View, pins: tuple[Pin, ...], sites: Mapping[str, SiteView], chosen: str
) -> PlaneView:
    placed = place(pins, view)
    whole = f"0 0 {number(view.width_cm)} {number(view.height_cm)}"
    return PlaneView(
        id=view.id,
        title=_TITLES.get(view.id, view.title),
        full_title=view.title,
        kind=view.kind,
        box=whole,
        frame=frame_of(view.id) if view.kind == "face" else whole,
        width=number(view.width_cm),
        height=number(view.height_cm),
        picture=view.picture,
        shapes=view.shapes,
        pins=tuple(_pin(p, sites[p.pin.key], view) for p in placed if p.visible),
        unseen=sum(not p.visible for p in placed),
        places=places(view) if view.kind == "face" else (),
        chosen=view.id == chosen,
        sides=_sides(view, placed),
    )


def _sides(view: View, placed: tuple[PlacedPin, ...]) -> tuple[str, str]:
    """Seen from behind, as some maps are, the patient's right is the image's right."""
    right, left = "Patient's right", "Patient's left"
    if view.id.startswith("right"):
        return right, ""
    if view.id.startswith("left"):
        return "", left
    rights = [p.spot.x for p in placed if p.pin.side == "R"]
    lefts = [p.spot.x for p in placed if p.pin.side == "L"]
    if view.kind == "body" and not (rights and lefts):
        return "", ""
    behind = view.kind == "body" and min(rights) > max(lefts)
    return (left, right) if behind else (right, left)


@cache
def frame_of(view_id: str) -> str:
    """The part of a face view that is shown at first, as an SVG viewBox."""
    view = next(view for view in face_views() if view.id == view_id)
    across = [view.project(vertex).x for vertex in surface().vertices]
    left = (min(across) + max(across) - FRAME_WIDTH_CM) / 2
    left = min(max(left, 0.0), view.width_cm - FRAME_WIDTH_CM)
    parts = (left, FRAME_TOP_CM, FRAME_WIDTH_CM, FRAME_HEIGHT_CM)
    return " ".join(number(part, 2) for part in parts)


def _pin(placed: PlacedPin, site: SiteView, view: View) -> PinView:
    pin = placed.pin
    danger = "; ".join(hit.text for hit in site.dangers)
    outer = _outer(pin, placed.spot.x, view)
    return PinView(
        id=f"pin-{view.id}-{pin.key.replace('/', '.')}",
        key=pin.key,
        number=pin.number,
        units=site.value if not site.problem else number(pin.units),
        side=pin.side,
        series=pin.series % SERIES,
        x=number(placed.spot.x, 3),
        y=number(placed.spot.y, 3),
        radius=number(pin.radius_cm, 3),
        tag_x=number(_OUTWARD[outer] * (pin.radius_cm + _TAG_CM / 2), 3),
        tag_y=number(_TAG_CM / 2 if _OUTWARD[outer] else pin.radius_cm + _TAG_CM, 3),
        tag=outer,
        scale=_scale(view),
        label=f"{pin.label}. In a danger zone, {danger}" if danger else pin.label,
        danger=danger,
        place=f"Pin {pin.number}: {site.name}, {site.side}; {site.depth}",
        changed=site.changed or site.moved,
        movable=view.kind == "face" and not pin.site.droplets,
        droplets=_spots(placed.droplets),
    )


_TAG_CM = 0.28
"""Height of the figure for the units, which stands beside its pin."""

_OUTWARD = {"start": -1, "below": 0, "end": 1}

_LARGEST_SCALE = 1.5


def _outer(pin: Pin, x_cm: float, view: View) -> str:
    """Where the units stand: away from the middle of the picture, seen from any side."""
    if pin.side == "M":
        return "below"
    middle = view.width_cm / 2
    if view.kind == "face":
        # In an oblique view the middle of the face is not that of the picture.
        return "start" if pin.side == "R" else "end"
    return "start" if x_cm < middle else "end"


def _scale(view: View) -> str:
    """Pins grow with a body map, which shows more centimetres than the face does."""
    wider = view.width_cm / FRAME_WIDTH_CM
    return "1" if view.kind == "face" else number(min(wider, _LARGEST_SCALE), 2)


def _spots(spots: Iterable[tuple[float, float]]) -> tuple[tuple[str, str], ...]:
    return tuple((number(x, 3), number(y, 3)) for x, y in spots)
