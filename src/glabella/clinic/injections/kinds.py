"""What an entry of each kind must hold; anything else is refused in words."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from glabella.clinic.injections.checklist import LONGEST_MINUTES
from glabella.clinic.injections.reactions import REACTIONS
from glabella.clinic.shared.errors import Invalid
from glabella.clinic.shared.text import can_be_kept, one_line
from glabella.clinic.treatments.entries import MOST_UNITS
from glabella.drawing.views import face_views
from glabella.evidence import catalogue

__all__ = ["KINDS", "Wanted", "cleaned"]

LONGEST_REASON: Final = 400
LONGEST_NOTE: Final = 4000
LONGEST_LOT: Final = 40
LONGEST_DEPTH: Final = 60
LONGEST_KEY: Final = 100
LONGEST_DEVICE: Final = 40
LONGEST_PLACE: Final = 40
_IN_VIEW: Final = re.compile(
    r"^(?P<view>[a-z0-9-]{1,20}) (?P<x>\d{1,3}(\.\d{1,6})?) (?P<y>\d{1,3}(\.\d{1,6})?)$",
    re.ASCII,
)
MOST_SITES: Final = 120
SHORTEST_REASON: Final = 3
FARTHEST: Final = 1000.0
"""Centimetres: a slip, not a measure of a body."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entry as a tablet sends it."""

    client_id: UUID
    kind: str
    site: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)
    seen: int = 0
    device: str = ""
    at_client: datetime | None = None


def cleaned(wanted: Wanted) -> dict[str, Any]:
    """The content to keep, with its site; Invalid where it is not understood."""
    check = KINDS.get(wanted.kind)
    if check is None:
        raise Invalid.field("kind", "This kind of entry is not known.")
    if not all(can_be_kept(text) for text in _texts(wanted)):
        message = "A letter in it cannot be kept: type it once more."
        raise Invalid.field("text", message)
    if len(wanted.site) > LONGEST_KEY or len(wanted.device) > LONGEST_DEVICE:
        raise Invalid.field("site", "This entry was not understood.")
    if wanted.kind in _OF_A_SITE and not wanted.site:
        raise Invalid.field("site", "Say at which site.")
    content = check(wanted.content)
    return {**content, "site": wanted.site} if wanted.site else content


def _texts(wanted: Wanted) -> Iterator[str]:
    yield from (wanted.site, wanted.device)
    for value in wanted.content.values():
        parts = value if isinstance(value, list) else [value]
        yield from (part for part in parts if isinstance(part, str))


def _text(content: Mapping[str, Any], name: str, most: int) -> str:
    value = content.get(name, "")
    if not isinstance(value, str) or len(value) > most:
        raise Invalid.field(name, f"Write at most {most} letters.")
    return value.strip()


def _reason(content: Mapping[str, Any]) -> str:
    reason = one_line(_text(content, "reason", LONGEST_REASON))
    if len(reason) < SHORTEST_REASON:
        raise Invalid.field("reason", "Say in a few words why.")
    return reason


def _units(content: Mapping[str, Any]) -> str:
    try:
        units = Decimal(str(content.get("units", "")).strip())
    except InvalidOperation as error:
        raise Invalid.field("units", "Give the units as a number.") from error
    if not units.is_finite() or not 0 < units <= MOST_UNITS:
        raise Invalid.field("units", f"Units are above 0 and at most {MOST_UNITS:,}.")
    if units != round(units, 2):
        message = "Give units to two decimal places at most."
        raise Invalid.field("units", message)
    return f"{units.normalize():f}"


def _point(value: object) -> list[float]:
    sizes = {2, 3}
    if not isinstance(value, list | tuple) or len(value) not in sizes:
        raise Invalid.field("point", "This point was not understood.")
    try:
        point = [round(float(part), 4) for part in value]
    except (TypeError, ValueError, OverflowError) as error:
        raise Invalid.field("point", "This point was not understood.") from error
    if not all(abs(part) <= FARTHEST for part in point):
        raise Invalid.field("point", "This point was not understood.")
    return point


def _place(content: Mapping[str, Any]) -> dict[str, Any]:
    """A point as it is kept, or "view x y" as a tap on a picture of the face tells it."""
    if content.get("point"):
        return {"point": _point(content["point"])}
    told = _text(content, "place", LONGEST_PLACE)
    if not told:
        return {}
    found = _IN_VIEW.match(told)
    view = next((v for v in face_views() if found and v.id == found["view"]), None)
    point = (
        view.unproject(float(found["x"]), float(found["y"])) if view and found else None
    )
    if point is None:
        raise Invalid.field("place", "That place is not on the skin: tap again.")
    return {"point": _point(list(point))}


def _id(content: Mapping[str, Any], name: str) -> str:
    try:
        return str(UUID(str(content.get(name, ""))))
    except ValueError as error:
        raise Invalid.field(name, "This entry was not understood.") from error


def _check(content: Mapping[str, Any]) -> dict[str, Any]:
    note = _text(content, "note", LONGEST_REASON)
    waits = (content.get("step"), content.get("answer")) == ("anaesthesia", "other")
    if waits and not (note.isdecimal() and 0 < int(note) <= LONGEST_MINUTES):
        message = f"Give the waiting time in minutes, 1 to {LONGEST_MINUTES}."
        raise Invalid.field("note", message)
    why = (content.get("step"), content.get("answer")) == ("photographs", "none")
    if why and len(one_line(note)) < SHORTEST_REASON:
        message = "Say in a few words why no photograph was taken."
        raise Invalid.field("note", message)
    step, answer = _text(content, "step", 20), _text(content, "answer", 20)
    return {"step": step, "answer": answer, **({"note": note} if note else {})}


def _vial(content: Mapping[str, Any]) -> dict[str, Any]:
    if lot := one_line(_text(content, "lot", LONGEST_LOT)):
        return {"lot": lot}
    if not content.get("vial"):
        raise Invalid.field("vial", "Choose the vial, or type the lot.")
    return {"vial": _id(content, "vial")}


def _draw(content: Mapping[str, Any]) -> dict[str, Any]:
    return {"vial": _id(content, "vial"), "units": _units(content)}


def _give(content: Mapping[str, Any]) -> dict[str, Any]:
    """``despite`` says why something was given that nothing allowed any more."""
    told = one_line(_text(content, "despite", LONGEST_REASON))
    if not told:
        return {}
    if len(told) < SHORTEST_REASON:
        raise Invalid.field("despite", "Say in a few words why.")
    return {"despite": told}


def _give_all(content: Mapping[str, Any]) -> dict[str, Any]:
    sites = content.get("sites")
    if not isinstance(sites, list) or not 0 < len(sites) <= MOST_SITES:
        raise Invalid.field("sites", "Say which sites were given.")
    if not all(isinstance(one, str) and len(one) <= LONGEST_KEY for one in sites):
        raise Invalid.field("sites", "These sites were not understood.")
    return {"sites": sites, **_give(content)}


def _change(content: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if str(content.get("units") or "").strip():
        found["units"] = _units(content)
    if depth := one_line(_text(content, "depth", LONGEST_DEPTH)):
        found["depth"] = depth
    found |= _place(content)
    if not found:
        raise Invalid.field("units", "Say what is different: units, depth or point.")
    return {**found, "reason": _reason(content)}


def _skip(content: Mapping[str, Any]) -> dict[str, Any]:
    return {"reason": _reason(content)}


def _add(content: Mapping[str, Any]) -> dict[str, Any]:
    area, side = content.get("area"), content.get("side")
    if area not in catalogue.area_keys():
        raise Invalid.field("area", "Choose the area.")
    if side not in {"R", "L", "M"}:
        raise Invalid.field("side", "Choose the side.")
    return {
        "area": area,
        "side": side,
        "units": _units(content),
        "depth": one_line(_text(content, "depth", LONGEST_DEPTH)),
        "reason": _reason(content),
        **_place(content),
        **_give(content),
    }


def _undo(content: Mapping[str, Any]) -> dict[str, Any]:
    return {"of": _id(content, "of")}


def _resolve(content: Mapping[str, Any]) -> dict[str, Any]:
    return {"keep": _id(content, "keep")}


def _reaction(content: Mapping[str, Any]) -> dict[str, Any]:
    if content.get("reaction") not in REACTIONS:
        raise Invalid.field("reaction", "Choose from the list.")
    note = _text(content, "note", LONGEST_NOTE)
    return {"reaction": content["reaction"], **({"note": note} if note else {})}


def _note(content: Mapping[str, Any]) -> dict[str, Any]:
    text = _text(content, "text", LONGEST_NOTE)
    if not text:
        raise Invalid.field("text", "The note is empty.")
    return {"text": text}


KINDS: Final[Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "check": _check,
    "vial": _vial,
    "draw": _draw,
    "give": _give,
    "give_all": _give_all,
    "change": _change,
    "skip": _skip,
    "add": _add,
    "undo": _undo,
    "resolve": _resolve,
    "reaction": _reaction,
    "note": _note,
}
_OF_A_SITE: Final = frozenset({"give", "change", "skip", "add", "resolve"})
