"""Products and doses in words; units of two products never stand in one sum."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from glabella.clinic.treatments.content import units_by_area
from glabella.drawing.wording import number
from glabella.evidence import catalogue

if TYPE_CHECKING:
    from glabella.clinic.treatments.models import GivenSite

__all__ = [
    "area_choices",
    "area_name",
    "by_area",
    "capital",
    "product_choices",
    "product_name",
]


def capital(text: str) -> str:
    """The text with a capital in front."""
    return text[:1].upper() + text[1:]


def product_name(key: str) -> str:
    """The trade name of a product, or that it is not known."""
    try:
        return catalogue.product(key).name
    except KeyError:
        return "Unknown product"


def area_name(area: str) -> str:
    """The name of an area for clinicians, or its id where the evidence lost it."""
    try:
        return catalogue.area_values(area).name
    except KeyError:
        return area


def by_area(sites: Iterable["GivenSite"]) -> list[str]:
    """Units of each area of one treatment, so of one product."""
    return [
        f"{area_name(area)} {'units not known' if units is None else _units(units)}"
        for area, units in units_by_area(sites).items()
    ]


def _units(units: object) -> str:
    return f"{number(float(str(units)))} units"


def product_choices() -> list[tuple[str, str]]:
    """Every product of the evidence by its name."""
    return [(key, product_name(key)) for key in catalogue.product_keys()]


def area_choices() -> list[tuple[str, str]]:
    """Every area by its name for clinicians."""
    return [(area, capital(area_name(area))) for area in catalogue.area_keys()]
