"""What changed between two plans, as data: for the screen and for who approves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from glabella.drawing.wording import TECHNIQUES, number
from glabella.evidence import catalogue

__all__ = ["Difference", "between"]

_NOISE = 1e-6
_PLACE_CM = 0.005


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs; an empty text means that it was not there, or is gone.

    ``kind`` is one of status, product, technique, area, units, place, finding, answer
    and preparation.
    """

    kind: str
    what: str
    before: str
    now: str
    area: str = ""


def between(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    answers: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {}),
) -> tuple[Difference, ...]:
    """What ``new`` says differently from ``old``, both as ``plan --json`` prints them.

    ``answers``: the reasons to the cautions by their sentence, before and now.
    """
    if not old.get("status") or not new.get("status"):
        words = [_status(one) for one in (old, new)]
        return (Difference("status", "Plan", *words),) if words[0] != words[1] else ()
    return (
        *_heads(old, new),
        *_lines(old, new),
        *_findings(old, new),
        *_answers(*answers),
        *_dilutions(old, new),
    )


def _status(content: Mapping[str, Any]) -> str:
    words = {"ok": "ready", "needs_review": "needs review", "blocked": "blocked"}
    return words.get(content.get("status", ""), "no plan yet")


def _heads(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    if _status(old) != _status(new):
        yield Difference("status", "Plan", _status(old), _status(new))
    if old["product"] != new["product"]:
        names = [catalogue.product(one["product"]).name for one in (old, new)]
        yield Difference("product", "Product", *names)
    if old["on"] != new["on"]:
        yield Difference("status", "Day of planning", old["on"], new["on"])


def _by_area(content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {line["area"]: line for line in content["lines"]}


def _lines(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    before, now = _by_area(old), _by_area(new)
    for area in dict.fromkeys((*before, *now)):
        one, other = before.get(area), now.get(area)
        if one is None or other is None:
            name = (one or other or {})["area_name"]
            yield Difference("area", name, _planned(one, old), _planned(other, new))
        else:
            yield from _line(one, other, same_units=_family(old) == _family(new))


def _family(content: Mapping[str, Any]) -> str:
    return catalogue.product(content["product"]).unit_family


def _unit_name(content: Mapping[str, Any]) -> str:
    return catalogue.product(content["product"]).unit_name


def _planned(line: Mapping[str, Any] | None, content: Mapping[str, Any]) -> str:
    if line is None:
        return ""
    technique = TECHNIQUES[line["technique"]]
    return f"{number(line['units'])} {_unit_name(content)}, {technique}"


def _line(
    one: Mapping[str, Any], other: Mapping[str, Any], *, same_units: bool
) -> Iterator[Difference]:
    name, area = other["area_name"], other["area"]
    if one["technique"] != other["technique"]:
        words = [TECHNIQUES[line["technique"]] for line in (one, other)]
        yield Difference("technique", name, words[0], words[1], area)
    if not same_units:
        # Units of two families are no comparison: the product's own line says it.
        words = [f"{number(line['units'])} of its product" for line in (one, other)]
        yield Difference("units", name, words[0], words[1], area)
        return
    if abs(one["units"] - other["units"]) > _NOISE:
        words = [number(line["units"]) for line in (one, other)]
        yield Difference("units", f"{name}, units in all", words[0], words[1], area)
    yield from _sites(one, other)


def _sites(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Difference]:
    before = {site["id"]: site for site in one["sites"]}
    now = {site["id"]: site for site in other["sites"]}
    for key in dict.fromkeys((*before, *now)):
        old, new = before.get(key), now.get(key)
        what = f"{other['area_name']}, {key.replace('-', ' ').replace('_', ' ')}"
        units = [number(site["units"]) if site else "" for site in (old, new)]
        if units[0] != units[1]:
            yield Difference("units", what, units[0], units[1], other["area"])
        if old and new and _moved(old, new):
            places = [_place(site) for site in (old, new)]
            yield Difference("place", what, places[0], places[1], other["area"])


def _moved(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    one, other = old["position_cm"], new["position_cm"]
    if not one or not other:
        return False
    return any(abs(a - b) > _PLACE_CM for a, b in zip(one, other, strict=True))


def _place(site: Mapping[str, Any]) -> str:
    return f"{', '.join(number(part, 2) for part in site['position_cm'])} cm"


def _findings(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    before = {_finding(f): f for f in old["findings"]}
    now = {_finding(f): f for f in new["findings"]}
    for key, finding in before.items():
        if key not in now:
            yield Difference("finding", _word(finding), finding["message"], "")
    for key, finding in now.items():
        if key not in before:
            yield Difference("finding", _word(finding), "", finding["message"])


def _finding(finding: Mapping[str, Any]) -> tuple[str, str]:
    return finding["severity"], finding["message"]


def _word(finding: Mapping[str, Any]) -> str:
    words = {"block": "Block", "caution": "Caution", "info": "Good to know"}
    return words[finding["severity"]]


def _answers(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Difference]:
    for message in dict.fromkeys((*before, *now)):
        old, new = before.get(message, ""), now.get(message, "")
        if old != new:
            yield Difference("answer", f"Answer to: {message}", old, new)


def _dilutions(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    before, now = _strengths(old), _strengths(new)
    if before != now and _family(old) == _family(new):
        yield Difference("preparation", "Units in 0.1 mL", before, now)


def _strengths(content: Mapping[str, Any]) -> str:
    found = [one["units_per_0_1_ml"] for one in content["preparations"]]
    return "; ".join("not known" if one is None else number(one) for one in found)
