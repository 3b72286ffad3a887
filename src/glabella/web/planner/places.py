"""Parts of the face that can be pressed to choose the areas treated there."""

from dataclasses import dataclass
from functools import cache

from glabella.core.face import Point
from glabella.drawing.views import View, face_views
from glabella.drawing.wording import number
from glabella.evidence import catalogue
from glabella.evidence.planning import area

__all__ = ["ELSEWHERE", "Place", "PlaceView", "places"]

_MARGIN_CM = 0.55
_SMALLEST_CM = 0.75
"""Half the width of the smallest place: about a fingertip on a tablet."""

_MEET_CM = 1.2
"""Two sides nearer than this to the midline make one place."""


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the body, the areas treated there, and whose sites outline it."""

    id: str
    name: str
    areas: tuple[str, ...]
    outlined_by: str = ""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place as an ellipse in one view, in cm; ``names`` are its areas'."""

    id: str
    name: str
    areas: str
    x: str
    y: str
    rx: str
    ry: str


_ON_FACE = (
    Place(
        "forehead",
        "Forehead",
        ("forehead", "hh_forehead", "sebum", "micro_upper", "migraine"),
        "forehead",
    ),
    Place("outer-brow", "Outer brow", ("brow_lift",), "brow_lift"),
    Place("brows", "Between the brows", ("glabella", "migraine"), "glabella"),
    Place("eye-corner", "Corner of the eye", ("crows_feet",), "crows_feet"),
    Place("under-eye", "Under the eye", ("infraorbital",), "infraorbital"),
    Place("nose", "Side of the nose", ("bunny", "gummy"), "bunny"),
    Place("lips", "Lips", ("lip_flip", "perioral", "gummy"), "perioral"),
    Place("mouth-corner", "Corner of the mouth", ("dao",), "dao"),
    Place("chin", "Chin", ("chin", "sebum"), "chin"),
    Place("jaw", "Jaw", ("masseter_slim", "masseter_brux", "parotid"), "masseter_slim"),
)
ELSEWHERE = (
    Place("neck", "Neck", ("platysma", "micro_lower")),
    Place("shoulders", "Shoulders", ("trapezius",)),
    Place("scalp", "Scalp and head", ("scalp", "migraine")),
    Place("underarms", "Underarms", ("hh_axilla",)),
    Place("palms", "Palms", ("hh_palm",)),
    Place("soles", "Soles", ("hh_sole",)),
)
_SIDES = {"R": ", patient's right", "L": ", patient's left", "M": ""}


def places(view: View) -> tuple[PlaceView, ...]:
    """The places of the face that are seen in ``view``, the large ones first."""
    return _places(view.id)


@cache
def _places(view_id: str) -> tuple[PlaceView, ...]:
    view = next(view for view in face_views() if view.id == view_id)
    found = [
        ellipse
        for place in _ON_FACE
        for side, points in _outline(place.outlined_by)
        if (ellipse := _ellipse(place, side, points, view)) is not None
    ]
    return tuple(sorted(found, key=lambda p: -float(p.rx) * float(p.ry)))


@cache
def _outline(key: str) -> tuple[tuple[str, tuple[Point, ...]], ...]:
    """Points of the skin that outline a place: one group, or one a side."""
    sites = [site for pattern in area(key).patterns for site in pattern.sites]
    two_sided = catalogue.area_values(key).two_sided
    points = [site.position for site in sites if site.position is not None]
    apart = two_sided and min(abs(point.x) for point in points) > _MEET_CM
    groups: dict[str, list[Point]] = {}
    for point in points:
        side = "M" if not apart else "R" if point.x < 0 else "L"
        groups.setdefault(side, []).append(point)
    return tuple((side, tuple(points)) for side, points in groups.items())


def _ellipse(
    place: Place, side: str, points: tuple[Point, ...], view: View
) -> PlaceView | None:
    seen = [view.project(point) for point in points if view.visible(point)]
    if not seen:
        return None
    across, down = [spot.x for spot in seen], [spot.y for spot in seen]
    rx = max((max(across) - min(across)) / 2 + _MARGIN_CM, _SMALLEST_CM)
    ry = max((max(down) - min(down)) / 2 + _MARGIN_CM, _SMALLEST_CM)
    return PlaceView(
        id=f"{view.id}-{place.id}-{side}",
        name=f"{place.name}{_SIDES[side]}",
        areas=" ".join(place.areas),
        x=number((max(across) + min(across)) / 2, 2),
        y=number((max(down) + min(down)) / 2, 2),
        rx=number(rx, 2),
        ry=number(ry, 2),
    )
