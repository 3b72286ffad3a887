"""What the label of a product says of its vials, each part with its sources.

Read from the evidence; what the evidence lacks is said as a gap, and what stands in
its place is said to be ours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from glabella.core.dosing.preparation import prepare
from glabella.core.sources import OURS, Value
from glabella.core.units import Dose
from glabella.evidence import catalogue

__all__ = [
    "SALINE",
    "Clock",
    "Said",
    "Storage",
    "Strength",
    "clock",
    "diluent",
    "excursion",
    "is_liquid",
    "name_of",
    "pack_sizes",
    "single_use",
    "storage_mixed",
    "storage_unopened",
    "strengths",
    "units_per_ml",
]

SALINE = "0.9 % sodium chloride, sterile, without preservative"
CENT = Decimal("0.01")
MICROLITRE = Decimal("0.001")
ROUNDED = Decimal("0.005")
"""Half of the last figure that labels print of a volume, in millilitres."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence or value of the label; ``sources`` empty where nothing was read."""

    text: str
    sources: tuple[str, ...] = ()
    note: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """Hours from opening to discarding; ``basis``: read, derived or ours."""

    hours: int
    basis: str
    sources: tuple[str, ...]
    note: str

    def ends(self, opened_at: datetime) -> datetime:
        """When the time of a vial is over that was opened then."""
        return opened_at + timedelta(hours=self.hours)

    @property
    def words(self) -> str:
        """The clock, and whose it is."""
        whose = {
            "read": "by its label",
            "derived": "by its label elsewhere",
        }.get(self.basis, "our own choice: no label text was read")
        return f"{self.hours} hours, {whose}"


@dataclass(frozen=True, slots=True)
class Storage:
    """A range in degrees Celsius; an end that the label leaves open is None."""

    low_c: Decimal | None
    high_c: Decimal | None
    sources: tuple[str, ...]
    grade: str
    note: str

    @property
    def words(self) -> str:
        """The range in words."""
        if self.low_c is None:
            return f"up to {self.high_c} degrees C"
        if self.high_c is None:
            return f"from {self.low_c} degrees C"
        return f"{self.low_c} to {self.high_c} degrees C"

    def allows(self, lowest_c: Decimal, highest_c: Decimal) -> bool:
        """Whether a span of temperatures stays inside."""
        return (self.low_c is None or lowest_c >= self.low_c) and (
            self.high_c is None or highest_c <= self.high_c
        )


def name_of(product: str) -> str:
    """The trade name, or the key of a product that the evidence lacks."""
    known = product in catalogue.product_keys()
    return catalogue.product(product).name if known else product


def is_liquid(product: str) -> bool:
    """Whether it is sold ready to use, so that nothing is added."""
    return catalogue.product(product).ready_to_use


def pack_sizes(product: str, jurisdiction: str) -> tuple[Decimal, ...]:
    """Units of the packs that were read for this jurisdiction; may be empty."""
    sizes = catalogue.product(product).vials
    return tuple(
        sorted({_units(one.units) for one in sizes if one.applies_in(jurisdiction)})
    )


def clock(product: str, jurisdiction: str) -> Clock:
    """How long an opened vial may be used: label, label elsewhere, or our own."""
    found = catalogue.product(product)
    made = prepare(found, (), Dose(found.unit_family, 1.0), None, jurisdiction)
    basis = made.use_within_basis
    if basis == "ours":
        note = _note_of(product, "use_within", jurisdiction)
        return Clock(made.use_within_hours, basis, (OURS,), note)
    row = next(
        one
        for one in found.use_within
        if basis == "derived" or one.applies_in(jurisdiction)
    )
    return Clock(row.hours, basis, row.sources, row.note)


@dataclass(frozen=True, slots=True)
class Strength:
    """A labelled way to mix one size of vial; millilitres None where nothing is added."""

    units_per_ml: Decimal
    diluent_ml: Decimal | None
    areas: tuple[str, ...]
    sources: tuple[str, ...]
    note: str


def strengths(product: str, units: Decimal, jurisdiction: str) -> list[Strength]:
    """The labelled mixes of a vial of so many units, each volume once.

    The printed volume where the label prints one, else by arithmetic.
    """
    found = catalogue.product(product)
    rows: dict[Decimal, Strength] = {}
    for one in found.dilutions:
        if not one.applies_in(jurisdiction):
            continue
        per_ml = _units(one.units_per_ml)
        diluent_ml = None
        if not found.ready_to_use:
            printed = one.diluent_ml if one.vial_units == float(units) else None
            exact = (units / per_ml).quantize(MICROLITRE)
            diluent_ml = Decimal(str(printed)) if printed else exact
        row = Strength(per_ml, diluent_ml, one.areas, one.sources, one.note)
        rows.setdefault(per_ml, row)
    return sorted(rows.values(), key=lambda row: bool(row.areas))


def units_per_ml(
    product: str, units: Decimal, diluent_ml: Decimal | None, jurisdiction: str
) -> Decimal | None:
    """The strength of a vial mixed with so much, in units in a millilitre.

    A labelled volume has its labelled strength, since labels round the volume; any
    other is divided. None for a liquid whose strength was not read.
    """
    labelled = strengths(product, units, jurisdiction)
    if diluent_ml is None:
        return labelled[0].units_per_ml if labelled else None
    for one in labelled:
        if one.diluent_ml and abs(one.diluent_ml - diluent_ml) <= ROUNDED:
            return one.units_per_ml
    return (units / diluent_ml).quantize(MICROLITRE)


def diluent(product: str) -> Said:
    """With what it is mixed."""
    if is_liquid(product):
        return Said("Ready to use: nothing is added.")
    return _said(product, "diluent") or Said(
        SALINE,
        (OURS,),
        "This product's own text was not read; every label here that names a diluent "
        "names this one.",
    )


def single_use(product: str) -> Said:
    """For how many patients a vial is labelled."""
    return _said(product, "single_use") or Said(
        "one patient, one session",
        (OURS,),
        "No wording of this product's label was read: the clinic treats every vial so.",
    )


def storage_unopened(product: str, jurisdiction: str) -> Storage | None:
    """The labelled range of an unopened vial; None is a gap."""
    return _storage(product, "storage_unopened", jurisdiction)


def storage_mixed(product: str, jurisdiction: str) -> Storage | None:
    """The labelled range of an opened vial; None is a gap."""
    return _storage(product, "storage_after_mixing", jurisdiction)


def excursion(product: str, jurisdiction: str) -> Said | None:
    """What a vial bears by accident, where that was read; no storage rule."""
    for value in _values(product, "temperature_excursion", jurisdiction):
        if isinstance(value.value, dict):
            table = value.value
            text = (
                f"{table['low_c']} to {table['high_c']} degrees C for up to "
                f"{table['hours_max']} hours"
            )
            return Said(text, value.sources, value.note, value.grade)
    return None


def _values(product: str, key: str, jurisdiction: str) -> Iterator[Value]:
    if product not in catalogue.product_keys():
        return
    for value in catalogue.values(f"products/{product}"):
        here = not value.jurisdictions or jurisdiction in value.jurisdictions
        if value.key == key and here:
            yield value


def _storage(product: str, key: str, jurisdiction: str) -> Storage | None:
    for value in _values(product, key, jurisdiction):
        if isinstance(value.value, dict):
            low, high = value.value.get("low_c"), value.value.get("high_c")
            return Storage(
                None if low is None else Decimal(str(low)),
                None if high is None else Decimal(str(high)),
                value.sources,
                value.grade,
                value.note,
            )
    return None


def _said(product: str, key: str) -> Said | None:
    for value in catalogue.values(f"products/{product}"):
        if value.key == key and isinstance(value.value, str):
            return Said(value.value, value.sources, value.note, value.grade)
    return None


def _note_of(product: str, key: str, jurisdiction: str) -> str:
    found = _values(product, key, jurisdiction)
    return next((value.note for value in found if value.basis == "gap"), "")


def _units(units: float) -> Decimal:
    return Decimal(str(units)).quantize(CENT)
