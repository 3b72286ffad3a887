"""Sites against placement rules and danger zones, as straight distances in cm."""

from glabella.core.areas import PlacementRule
from glabella.core.face import Landmarks, Point, distance
from glabella.core.face.geometry import path_distance
from glabella.core.face.landmarks import POINTS, Side
from glabella.core.face.zones import DangerZone
from glabella.core.findings import Finding, Severity
from glabella.core.knowledge import Knowledge
from glabella.core.planner.model import Line, PlannedSite

__all__ = ["check_placement", "measure", "zones_at"]

TOLERANCE_CM = 0.005
"""Positions are kept to a tenth of a millimetre; rules are not finer."""

_BORDERS = (
    "masseter anterior border",
    "masseter posterior border",
    "mandible border",
)
_LINE_NAMES = {"lower lip": "lower vermilion border"}


def check_placement(
    knowledge: Knowledge, lines: tuple[Line, ...]
) -> tuple[Finding, ...]:
    """Rules that a site on the face does not keep, and danger zones it lies in."""
    findings = []
    for line in lines:
        area = knowledge.area(line.area)
        for rule in area.rules:
            if rule.basis not in {"read", "derived", "ours"}:
                continue
            finding = _broken(rule, line, knowledge.landmarks)
            if finding is not None:
                findings.append(finding)
        for site in line.sites:
            findings.extend(_in_danger(site, line, knowledge))
    return tuple(findings)


def _broken(rule: PlacementRule, line: Line, landmarks: Landmarks) -> Finding | None:
    broken = []
    for site in line.sites:
        if rule.sites != "all" and rule.sites not in site.site.id:
            continue
        cm = measure(rule, site, line, landmarks)
        if cm is not None and cm < rule.minimum_cm - TOLERANCE_CM:
            broken.append(f"{site.site.key} at {max(cm, 0):.1f} cm")
    if not broken:
        return None
    message = (
        f"{line.area_name}: on the mean face {', '.join(broken)}, but at least "
        f"{rule.minimum_cm:g} cm {rule.where} from the {rule.origin} is asked for. "
        "Distances are advisory until landmarks are set on this person's own face."
    )
    return Finding("geometry", "caution", message, rule.sources, (line.area,))


def measure(
    rule: PlacementRule, site: PlannedSite, line: Line, landmarks: Landmarks
) -> float | None:
    """Straight distance in cm that ``rule`` asks about; negative on the wrong side.

    None where the mean face cannot tell: off the face, droplets, or a landmark
    that the canonical face does not have.
    """
    point = site.site.position
    if point is None or site.site.droplets:
        return None
    if rule.origin == "other sites":
        return _nearest_other(site, line)
    special = _SPECIAL.get(rule.origin)
    if special is not None:
        return special(point, landmarks)
    return _from_landmark(rule, point, landmarks)


def _from_landmark(
    rule: PlacementRule, point: Point, landmarks: Landmarks
) -> float | None:
    side = _side(point)
    name = _LINE_NAMES.get(rule.origin, rule.origin)
    if name in POINTS:
        return _from_point(rule.where, point, landmarks.point(name, side))
    if not landmarks.has_line(name):
        return None
    path = landmarks.line(name, side)
    return _from_line(rule.where, point, path, landmarks.height(name, point.x))


def _side(point: Point) -> Side:
    return "L" if point.x > 0 else "R"


def _from_midline(point: Point, landmarks: Landmarks) -> float:  # noqa: ARG001
    return abs(point.x)


def _inside_masseter(point: Point, landmarks: Landmarks) -> float:
    return min(landmarks.off_line(point, name) for name in _BORDERS)


def _below_parotid_duct(point: Point, landmarks: Landmarks) -> float:
    return _below_oblique(point, landmarks.line("tragus to mouth corner", _side(point)))


_SPECIAL = {
    "midline": _from_midline,
    "masseter borders": _inside_masseter,
    "tragus to mouth corner": _below_parotid_duct,
}
"""Origins that are not a single landmark, with their own way to measure."""


def _nearest_other(site: PlannedSite, line: Line) -> float | None:
    here = site.site.position
    others = [
        distance(here, other.site.position)
        for other in line.sites
        if here and other.site.position and other.site is not site.site
    ]
    return min(others, default=None)


def _from_point(where: str, point: Point, origin: Point) -> float:
    straight = distance(point, origin)
    outward = abs(point.x) - abs(origin.x)
    if where == "medial":
        return -outward
    signs = {
        "lateral": outward,
        "above": point.y - origin.y,
        "below": origin.y - point.y,
    }
    return straight if signs.get(where, 1.0) >= 0 else -straight


def _from_line(
    where: str, point: Point, path: tuple[Point, ...], height: float
) -> float:
    straight = path_distance(point, path)
    if where == "behind":
        front = min(path, key=lambda p: abs(p.y - point.y))
        return straight if point.z < front.z else -straight
    signs = {"above": point.y - height, "below": height - point.y}
    return straight if signs.get(where, 1.0) >= 0 else -straight


def _below_oblique(point: Point, path: tuple[Point, ...]) -> float:
    """Distance below the line from tragus to mouth corner, seen from the side."""
    tragus, corner = path[0], path[-1]
    share = (point.z - tragus.z) / (corner.z - tragus.z)
    height = tragus.y + share * (corner.y - tragus.y)
    straight = path_distance(point, path)
    return straight if point.y <= height else -straight


def zones_at(point: Point, muscle: str, knowledge: Knowledge) -> tuple[DangerZone, ...]:
    """The danger zones at a point, for the muscle that is treated there.

    A zone does not warn of the muscles that are meant to be treated in it.
    """
    return tuple(
        zone
        for zone in knowledge.zones
        if muscle not in zone.spares and zone.holds(point)
    )


def _in_danger(
    site: PlannedSite, line: Line, knowledge: Knowledge
) -> tuple[Finding, ...]:
    point = site.site.position
    if point is None or site.site.droplets:
        return ()
    return tuple(
        _warning(zone, site.site.key, line)
        for zone in zones_at(point, site.site.muscle, knowledge)
    )


def _warning(zone: DangerZone, name: str, line: Line) -> Finding:
    weak = zone.basis == "background"
    message = (
        f"{line.area_name}: {name} lies in a danger zone, {zone.name}: risk of "
        f"{zone.harm}.{' Drawn after a grade D text alone.' if weak else ''}"
    )
    severity: Severity = "info" if weak else "caution"
    return Finding("geometry", severity, message, zone.sources, (line.area,))
