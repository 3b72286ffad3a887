"""A toxin product: what its label says, by jurisdiction.

Every part carries the source keys it was read from. Units are the product's
own; ``unit_family`` says with which other products they may share a ceiling.
"""

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "AgeLimit",
    "Ceiling",
    "Composition",
    "Dilution",
    "Indication",
    "Interval",
    "LabelDose",
    "Listed",
    "Product",
    "UseWithin",
    "VialSize",
    "product_key",
]


def product_key(text: str) -> str:
    """The key under which a product named by its key or trade name is filed.

    >>> product_key("BOTOX Cosmetic")
    'botox-cosmetic'
    """
    return "-".join(text.lower().split())


@dataclass(frozen=True, slots=True)
class _Cited:
    sources: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    """Where the text was read; empty: not bound to a jurisdiction."""
    note: str

    def applies_in(self, jurisdiction: str) -> bool:
        """Whether the text speaks of this jurisdiction: bound to it, or to none."""
        return not self.jurisdictions or jurisdiction in self.jurisdictions


@dataclass(frozen=True, slots=True)
class VialSize(_Cited):
    """A vial in units; ``ml`` only for ready-to-use liquids."""

    units: float
    ml: float | None


@dataclass(frozen=True, slots=True)
class Dilution(_Cited):
    """How a vial is mixed; ``areas`` empty means for any area of the label.

    ``vial_units`` and ``diluent_ml`` are set where the label prints them; it
    may round, so they need not divide into exactly ``units_per_ml``.
    """

    units_per_ml: float
    areas: tuple[str, ...]
    basis: str
    vial_units: float | None = None
    diluent_ml: float | None = None


@dataclass(frozen=True, slots=True)
class LabelDose(_Cited):
    """The label's dose of one area, both sides together, in units.

    ``units_high`` differs from ``units`` where the label gives a range or a
    maximum; ``variant`` names a labelled variant ("bands 1+2").
    """

    area: str
    units: float
    units_low: float
    units_high: float
    sites: int | None
    units_per_site: float | None
    ml_per_site: float | None
    requires_area: str
    variant: str
    grade: str
    basis: str
    ml: float | None = None
    """The labelled total volume in mL, both sides together."""


@dataclass(frozen=True, slots=True)
class Indication(_Cited):
    """Areas for which the product is approved, where."""

    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Interval(_Cited):
    """Shortest time to the next treatment; one of days, weeks, months is set."""

    days: int | None
    weeks: int | None
    months: int | None
    areas: tuple[str, ...]
    basis: str = "read"

    @property
    def words(self) -> str:
        """The interval as the label counts it: "90 days", "3 months"."""
        parts = ((self.days, "days"), (self.weeks, "weeks"), (self.months, "months"))
        return next(f"{count} {unit}" for count, unit in parts if count is not None)


@dataclass(frozen=True, slots=True)
class Ceiling(_Cited):
    """Most units in a period of ``months`` or ``weeks``; in one session without either.

    ``areas`` empty: every area counts. ``products`` lists the keys that are
    counted together because the evidence states the ceiling for all of them.
    """

    units: float
    months: int | None
    weeks: int | None
    areas: tuple[str, ...]
    products: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgeLimit(_Cited):
    """``kind``: "indication" limits the indication, "contraindication" blocks."""

    from_years: int
    kind: Literal["indication", "contraindication"]


@dataclass(frozen=True, slots=True)
class UseWithin(_Cited):
    """Hours from mixing to discarding, by the label."""

    hours: int


@dataclass(frozen=True, slots=True)
class Composition(_Cited):
    """What is in the vial: ``present`` and ``absent`` are allergy class ids."""

    present: tuple[str, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed(_Cited):
    """Class ids of the vocabulary that a label text names.

    ``kind``: "contraindication", "warning", "interaction", "breastfeeding",
    "pregnancy". For the last two ``classes`` holds the text's verb: "not",
    "not_recommended", "unless_necessary" or "insufficient_data".
    """

    kind: str
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """One product under its trade name, with its own units."""

    key: str
    name: str
    substance: str
    unit_family: str
    unit_name: str
    holder: str
    step_units: float
    authorised: tuple[str, ...]
    """Jurisdictions in which it may be planned for an aesthetic or listed use."""
    authorised_sources: tuple[str, ...]
    aesthetic: bool
    vials: tuple[VialSize, ...]
    dilutions: tuple[Dilution, ...]
    label_doses: tuple[LabelDose, ...]
    indications: tuple[Indication, ...]
    intervals: tuple[Interval, ...]
    ceilings: tuple[Ceiling, ...]
    age_limits: tuple[AgeLimit, ...]
    use_within: tuple[UseWithin, ...]
    compositions: tuple[Composition, ...]
    listed: tuple[Listed, ...]
    ready_to_use: bool
