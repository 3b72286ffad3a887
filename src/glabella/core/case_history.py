"""Reading what was done to this patient before: treatments and procedures."""

from collections.abc import Mapping
from datetime import date, timedelta

from glabella.core.case import (
    EarlierResult,
    EarlierTreatment,
    FollowUp,
    RecentProcedure,
)
from glabella.core.case_tables import Reader, number, whole
from glabella.core.errors import CaseError

__all__ = ["earlier_treatment", "recent_procedure"]

_RESULTS: tuple[EarlierResult, ...] = ("too_little", "as_wished", "too_much")
_MOST_SEVERE = 3
"""The highest grade of a line in full contraction."""
_DAYS_AHEAD = 366
"""How far ahead a planned procedure is told: later plans come too soon to be checked."""


def earlier_treatment(
    reader: Reader, on: date, area_ids: tuple[str, ...]
) -> EarlierTreatment:
    """One row of ``history.previous``; ``on`` is the day of planning."""
    reader.only("on", "product", "areas", "result", "followups")
    product = reader.need("product", 'a product key, a name or "unknown"')
    if not isinstance(product, str) or not product.strip():
        what = 'allowed: a product key, a name or "unknown"'
        raise CaseError.impossible(reader.key("product"), product, what)
    treated = reader.past_day("on", on)
    units = _earlier_units(reader, area_ids)
    seen = reader.rows("followups") or ()
    areas = tuple(area for area, _ in units)
    return EarlierTreatment(
        on=treated,
        product=product,
        units=units,
        followups=tuple(_follow_up(row, treated, on, areas) for row in seen),
        result=reader.choice("result", _RESULTS, None)
        if "result" in reader.table
        else None,
    )


def _follow_up(
    reader: Reader, treated: date, on: date, areas: tuple[str, ...]
) -> FollowUp:
    """A grade of one of the treated areas, between the treatment and today."""
    reader.only("on", "area", "grade", "rater")
    day = reader.past_day("on", on)
    if day < treated:
        what = f"allowed: from the day of that treatment, {treated}, to {on}"
        raise CaseError.impossible(reader.key("on"), str(day), what)
    return FollowUp(
        on=day,
        area=reader.choice("area", areas, None),
        grade=whole(reader, "grade", 0, _MOST_SEVERE),
        rater=reader.choice("rater", ("investigator", "subject"), "investigator"),
    )


def _earlier_units(
    reader: Reader, area_ids: tuple[str, ...]
) -> tuple[tuple[str, float | None], ...]:
    areas = reader.need("areas", "a table { glabella = 20 } or a list of area ids")
    if isinstance(areas, list | tuple):
        return tuple((name, None) for name in reader.texts("areas", area_ids) or ())
    if not isinstance(areas, Mapping):
        what = "allowed: a table { glabella = 20 } or a list of area ids"
        raise CaseError.impossible(reader.key("areas"), areas, what)
    inner = Reader(areas, reader.key("areas"))
    inner.only(*area_ids)
    return tuple((name, number(inner, name, 0, 100_000)) for name in areas)


def recent_procedure(
    reader: Reader, on: date, area_ids: tuple[str, ...]
) -> RecentProcedure:
    """One row of ``history.recent_procedures``: done, or planned for a later day."""
    reader.only("kind", "on", "areas")
    kind = reader.need("kind", 'a text such as "laser"')
    if not isinstance(kind, str) or not kind.strip():
        what = 'allowed: a text such as "laser"'
        raise CaseError.impossible(reader.key("kind"), kind, what)
    areas = reader.texts("areas", area_ids) or ()
    day, last = reader.day("on"), on + timedelta(days=_DAYS_AHEAD)
    if day > last:
        what = f"allowed: a date not after {last}, a year from the day of planning"
        raise CaseError.impossible(reader.key("on"), str(day), what)
    return RecentProcedure(kind=kind, on=day, areas=areas)
