"""What the planner needs for one case, read from the evidence files on demand."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, cast, override

from glabella.core.areas import (
    Area,
    AreaKind,
    CitedNumber,
    CitedRange,
    Danger,
    PlacementRule,
)
from glabella.core.case_reading import AreaScale, Vocabulary as CaseVocabulary
from glabella.core.dosing.rules import DosingRules, Overlap, Ratio
from glabella.core.face import Landmarks, Point, Surface
from glabella.core.face.zones import DangerZone
from glabella.core.knowledge import EventTiming, Knowledge
from glabella.core.sources import Value
from glabella.evidence import catalogue
from glabella.evidence.files import DATA, read_json
from glabella.evidence.patterns import Canvas, Region, patterns
from glabella.evidence.vocabulary import vocabulary

__all__ = ["area", "case_vocabulary", "knowledge_for", "landmarks", "surface", "zones"]

_SCALES = {"FWS": (0, 3), "HDSS": (1, 4), "MMPS": (1, 5), "PLAT": (1, 4)}
_REQUIRED = {"glabella", "forehead", "crows_feet", "platysma"}
_SIBLINGS = {
    "botox-cosmetic": ("botox",),
    "botox": ("botox-cosmetic",),
    "dysport": ("azzalure", "alluzience"),
    "azzalure": ("dysport", "alluzience"),
    "alluzience": ("azzalure", "dysport"),
    "xeomin": ("bocouture",),
    "bocouture": ("xeomin",),
    "jeuveau": ("nuceiva",),
    "nuceiva": ("jeuveau",),
}
"""The same maker's products of the same substance in the same units."""


@cache
def case_vocabulary() -> CaseVocabulary:
    """The ids and scales a case file may use."""
    scales = {key: _scale(key) for key in catalogue.area_keys()}
    return CaseVocabulary(products=catalogue.product_keys(), areas=scales)


def _scale(key: str) -> AreaScale:
    """Read from the id alone: a case must be refused before any file is parsed."""
    if key.startswith("hh_"):
        return AreaScale(*_SCALES["HDSS"], required=True, same_at_rest=True)
    if key.startswith("masseter"):
        return AreaScale(*_SCALES["MMPS"], required=False)
    if key == "platysma":
        return AreaScale(*_SCALES["PLAT"], required=True)
    return AreaScale(0, 3, required=key in _REQUIRED)


@cache
def knowledge_for(product_key: str) -> Knowledge:
    """The evidence around one product; areas are read when they are asked for."""
    siblings = _SIBLINGS.get(product_key, ())
    return Knowledge(
        product=catalogue.product(product_key),
        siblings=tuple(catalogue.product(key) for key in siblings),
        product_names=_Names(),
        unit_families=_families(),
        area=area,
        rules=_rules(),
        ratios=_ratios(),
        overlaps=_overlaps(),
        covered_by=_covered_by(),
        event=_event(),
        vocabulary=vocabulary,
        landmarks=landmarks(),
        surface=surface(),
        zones=zones(),
        source=catalogue.source,
    )


class _Names(Mapping[str, str]):
    """Product names by key, each read when it is needed."""

    @override
    def __getitem__(self, key: str) -> str:
        return catalogue.product(key).name

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(catalogue.product_keys())

    @override
    def __len__(self) -> int:
        return len(catalogue.product_keys())


_FAMILY = {
    "botox-cosmetic": "ona", "botox": "ona", "dysport": "abo", "azzalure": "abo",
    "alluzience": "abo", "xeomin": "inco", "bocouture": "inco", "jeuveau": "prabo",
    "nuceiva": "prabo", "daxxify": "daxi", "letybo": "leti", "relfydess": "rela",
    "myobloc": "rima",
}  # fmt: skip


def _families() -> Mapping[str, str]:
    """Unit family by product key, without parsing all thirteen files."""
    return _FAMILY


@cache
def _vertices() -> tuple[Point, ...]:
    with (DATA / "face/canonical_vertices.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return tuple(
            Point(float(r["x_cm"]), float(r["y_cm"]), float(r["z_cm"])) for r in rows
        )


@cache
def landmarks() -> Landmarks:
    """Named points and lines of the canonical face."""
    return Landmarks(_vertices())


@cache
def surface() -> Surface:
    """The skin of the canonical face."""
    with (DATA / "face/canonical_triangles.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        triangles = tuple((int(r["a"]), int(r["b"]), int(r["c"])) for r in rows)
    return Surface(_vertices(), triangles)


@cache
def zones() -> tuple[DangerZone, ...]:
    """Danger zones of the face, right and left."""
    rows = read_json("face/danger_zones.json")["zones"]
    return tuple(
        DangerZone(
            id=row["id"],
            name=row["name"],
            harm=row["harm"],
            outline=tuple(Point(*point) for point in row["outline"]),
            sources=tuple(row["sources"]),
            spares=tuple(row.get("spares", ())),
            basis=row["basis"],
        )
        for row in rows
    )


@cache
def _canvas() -> Canvas:
    return Canvas(landmarks(), surface(), _Regions())


class _Regions(Mapping[str, Region]):
    """Outlines "map/region/side" of the body maps, read when asked for."""

    @override
    def __getitem__(self, key: str) -> Region:
        name, region, side = key.split("/")
        body = read_json(f"body/{name}.json")
        outline = body["regions"][region]["sides"][side]
        return Region(
            outline=tuple((float(x), float(y)) for x, y in outline),
            width_cm=float(body["width_cm"]),
            height_cm=float(body["height_cm"]),
        )

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(())

    @override
    def __len__(self) -> int:
        return 0


@cache
def area(key: str) -> Area:
    """One area with everything the planner needs of it."""
    file = catalogue.area_values(key)
    return Area(
        id=file.id,
        name=file.name,
        kind=cast("AreaKind", file.kind),
        scale=file.scale,
        map=file.map,
        muscles=file.muscles,
        ranges=_ranges(file.of("range")),
        low_doses=_low_doses(file.of("low_dose")),
        rules=tuple(_rule(value) for value in file.of("placement_rule")),
        dangers=tuple(_danger(value) for value in file.of("danger")),
        patterns=patterns(key, _canvas()),
        gaps=tuple(v.note for v in file.of("range") if v.basis == "gap"),
    )


def _cited(value: Value) -> dict[str, Any]:
    return {
        "sources": value.sources,
        "grade": value.grade,
        "basis": value.basis,
        "note": value.note,
    }


def _ranges(values: Iterable[Value]) -> Mapping[str, CitedRange]:
    return {
        v.unit_family: CitedRange(**_cited(v), low=_pair(v)[0], high=_pair(v)[1])
        for v in values
        if v.may_set_a_dose
    }


def _pair(value: Value) -> tuple[float, float]:
    low, high = cast("list[float]", value.value)
    return float(low), float(high)


def _low_doses(values: Iterable[Value]) -> Mapping[str, CitedNumber]:
    return {
        v.unit_family: CitedNumber(**_cited(v), number=float(_table(v)["units"]))
        for v in values
        if v.may_set_a_dose
    }


def _table(value: Value) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value.value)


def _rule(value: Value) -> PlacementRule:
    table = _table(value)
    return PlacementRule(
        **_cited(value),
        id=table["rule"],
        minimum_cm=float(table.get("minimum_cm", 0.0)),
        origin=table["from"],
        where=table["where"],
        sites=table["sites"],
    )


def _danger(value: Value) -> Danger:
    table = _table(value)
    return Danger(
        **_cited(value),
        where=table["where"],
        harm=table["harm"],
        zone=table.get("zone", ""),
    )


def _number(value: Value) -> CitedNumber:
    table = _table(value)
    told = _cited(value)
    told["sources"] = (*table.get("direction_sources", ()), *value.sources)
    return CitedNumber(**told, number=float(table.get("factor", 1.0)))


@cache
def _rules() -> DosingRules:
    values = catalogue.values("dosing")
    modifiers = [v for v in values if v.key == "modifier"]
    by_group: dict[str, list[Value]] = {}
    for value in modifiers:
        by_group.setdefault(_table(value)["group"], []).append(value)
    maximal = next(v for v in by_group["movement"] if "to" in _table(v))
    fraction = next(v for v in values if v.key == "low_dose_fraction")
    bounds = _table(fraction)
    told = _cited(fraction)
    told["sources"] = (*bounds["direction_sources"], *fraction.sources)
    return DosingRules(
        mild=next(_number(v) for v in by_group["severity"] if _is_mild(v)),
        mass=_by_answer(by_group["muscle_mass"], "muscle_mass"),
        result=_by_answer(by_group["earlier_result"], "result"),
        age=_number(by_group["age"][0]),
        maximal_sources=(*_table(maximal)["direction_sources"], *maximal.sources),
        low_dose_fraction=CitedNumber(**told, number=float(bounds["default"])),
        low_dose_bounds=CitedRange(**told, low=bounds["low"], high=bounds["high"]),
    )


def _is_mild(value: Value) -> bool:
    return 0 in _table(value)["when"]["severity_at_contraction"]


def _by_answer(values: Iterable[Value], key: str) -> Mapping[str, CitedNumber]:
    return {_table(v)["when"][key]: _number(v) for v in values}


@cache
def _ratios() -> Mapping[str, Ratio]:
    return {
        (row := _table(v))["b"]: Ratio(
            family=row["b"],
            low=float(row["low"]),
            middle=float(row["typical"]),
            high=float(row["high"]),
            sources=v.sources,
        )
        for v in catalogue.values("ratios")
        if v.key == "ratio" and v.basis != "gap"
    }


@cache
def _overlaps() -> tuple[Overlap, ...]:
    return tuple(
        Overlap(
            areas=tuple((row := _table(v))["areas"]),
            part=row["part"],
            keeps=row["keeps"],
            drops_parts=tuple(row["drops_parts"]),
            sources=v.sources,
        )
        for v in catalogue.values("overlap")
        if v.key == "overlap"
    )


@cache
def _covered_by() -> Mapping[str, str]:
    value = next(v for v in catalogue.values("technique") if v.key == "covered_by")
    return {
        covered: cover for cover, areas in _table(value).items() for covered in areas
    }


@cache
def _event() -> EventTiming:
    value = next(v for v in catalogue.values("duration") if v.key == "event_timing")
    row = _table(value)
    return EventTiming(row["review_days"], row["touch_up_days"], value.sources)
