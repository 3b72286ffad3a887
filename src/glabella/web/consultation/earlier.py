"""Earlier treatments in words, as the planner reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from glabella.core.case import EarlierTreatment
from glabella.drawing.wording import number
from glabella.evidence import catalogue

__all__ = ["EarlierRow", "earlier_rows"]

_RESULTS: Final = {
    "too_little": "too little",
    "as_wished": "as wished",
    "too_much": "too much",
}


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """One treatment: its day, product and areas, and how it turned out."""

    on: date
    given: str
    result: str


def earlier_rows(found: Iterable[EarlierTreatment]) -> list[EarlierRow]:
    """The treatments, newest first."""
    return [_row(one) for one in sorted(found, key=lambda one: one.on, reverse=True)]


def _row(one: EarlierTreatment) -> EarlierRow:
    known = one.product in catalogue.product_keys()
    product = catalogue.product(one.product).name if known else "Product not known"
    areas = ", ".join(_area(area, units) for area, units in one.units)
    return EarlierRow(
        on=one.on,
        given=f"{product}: {areas or 'areas not noted'}",
        result=_RESULTS.get(one.result or "", ""),
    )


def _area(area: str, units: float | None) -> str:
    known = area in catalogue.area_keys()
    name = catalogue.area_values(area).name if known else area
    return (
        f"{name} {'(units not known)' if units is None else f'{number(units)} units'}"
    )
