"""Mixing and drawing up: vials, diluent, volumes and syringe marks."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import product as combinations

from glabella.core.products import Dilution, Product, VialSize
from glabella.core.sources import OURS
from glabella.core.units import Concentration, Dose

__all__ = [
    "DEFAULT_USE_WITHIN_HOURS",
    "Preparation",
    "Vials",
    "choose_dilution",
    "on_a_mark",
    "prepare",
]

DEFAULT_USE_WITHIN_HOURS = 24
"""Ours, where no label text was seen: the shortest that any label here states."""

QUARTER_MARK = 0.25
"""Finest part of a U-100 mark (0.01 mL) that the eye tells apart; our own choice."""

MOST_VIALS = 12
"""Ours: more vials of one size than this are a slip of the hand, not a plan."""


@dataclass(frozen=True, slots=True)
class Vials:
    """``count`` vials of ``units`` each."""

    units: float
    count: int


@dataclass(frozen=True, slots=True)
class Preparation:
    """One dilution and the areas it serves; None is what the evidence lacks."""

    product: str
    areas: tuple[str, ...]
    units: float
    vials: tuple[Vials, ...]
    diluent_ml: float | None
    units_per_tenth_ml: float | None
    total_volume_ml: float | None
    syringe_marks_u100: float | None
    use_within_hours: int
    use_within_basis: str
    left_over_units: float | None
    sources: tuple[str, ...]
    gaps: tuple[str, ...]


def choose_dilution(
    product: Product, siblings: tuple[Product, ...], area: str, jurisdiction: str
) -> Dilution | None:
    """The labelled dilution for ``area``: bound to it first, else the general one.

    A product without one of its own follows the same maker's product in the
    same units; None where the evidence holds none.
    """
    for candidate in (product, *siblings):
        bound = [d for d in candidate.dilutions if area in d.areas]
        general = [d for d in candidate.dilutions if not d.areas]
        for found in (bound, general):
            here = [d for d in found if jurisdiction in d.jurisdictions]
            if here or found:
                return (here or found)[0]
    return None


def on_a_mark(volume_ml: float) -> bool:
    """Whether a volume in mL falls on a quarter mark of a U-100 syringe."""
    quarters = volume_ml * 100 / QUARTER_MARK
    return abs(quarters - round(quarters)) < 1e-6  # noqa: PLR2004  float noise


def prepare(
    product: Product,
    areas: tuple[str, ...],
    dose: Dose,
    concentration: tuple[float, tuple[str, ...]] | None,
    jurisdiction: str,
) -> Preparation:
    """Vials, diluent and volumes for ``dose`` at (units per mL, its sources)."""
    vials = _vials(product, dose.units, jurisdiction)
    hours, basis, hour_sources = _use_within(product, jurisdiction)
    strength = concentration and Concentration(product.unit_family, concentration[0])
    volume = strength.volume_of(dose) if strength else None
    in_vials = sum(v.units * v.count for v in vials) if vials else None
    sources = (
        *(concentration[1] if concentration else ()),
        *hour_sources,
        *(s for size in product.vials for s in size.sources[:1]),
    )
    return Preparation(
        product=product.key,
        areas=areas,
        units=dose.units,
        vials=vials,
        diluent_ml=_diluent(product, strength, in_vials),
        units_per_tenth_ml=strength.units_per_tenth_ml if strength else None,
        total_volume_ml=round(volume.ml, 4) if volume else None,
        syringe_marks_u100=round(volume.u100_marks, 2) if volume else None,
        use_within_hours=hours,
        use_within_basis=basis,
        left_over_units=round(in_vials - dose.units, 4) if in_vials else None,
        sources=tuple(dict.fromkeys(sources)) or (OURS,),
        gaps=_gaps(product, strength, vials, basis),
    )


def _vials(product: Product, units: float, jurisdiction: str) -> tuple[Vials, ...]:
    """The vials that leave the least over, then the fewest vials."""
    sizes = _sizes(product.vials, jurisdiction)
    if not sizes:
        return ()
    best: tuple[float, int, tuple[int, ...]] | None = None
    tops = [min(MOST_VIALS, int(units // size) + 1) for size in sizes]
    for counts in combinations(*(range(top + 1) for top in tops)):
        over = sum(n * s for n, s in zip(counts, sizes, strict=True)) - units
        if over >= 0 and (best is None or (over, sum(counts)) < best[:2]):
            best = (over, sum(counts), counts)
    if best is None:
        return ()
    return tuple(
        Vials(size, count) for size, count in zip(sizes, best[2], strict=True) if count
    )


def _sizes(vials: tuple[VialSize, ...], jurisdiction: str) -> list[float]:
    here = [v for v in vials if v.applies_in(jurisdiction)]
    return sorted({v.units for v in here or vials}, reverse=True)


def _diluent(
    product: Product, strength: Concentration | None, in_vials: float | None
) -> float | None:
    if product.ready_to_use:
        return 0.0
    if strength is None or in_vials is None:
        return None
    exact = Decimal(str(in_vials)) / Decimal(str(strength.units_per_ml))
    return float(exact.quantize(Decimal("0.001"), ROUND_HALF_UP))


def _use_within(
    product: Product, jurisdiction: str
) -> tuple[int, str, tuple[str, ...]]:
    here = [u for u in product.use_within if u.applies_in(jurisdiction)]
    if here:
        return here[0].hours, "read", here[0].sources
    if product.use_within:
        elsewhere = product.use_within[0]
        return elsewhere.hours, "derived", elsewhere.sources
    return DEFAULT_USE_WITHIN_HOURS, "ours", (OURS,)


def _gaps(
    product: Product,
    strength: Concentration | None,
    vials: tuple[Vials, ...],
    basis: str,
) -> tuple[str, ...]:
    gaps = []
    if strength is None:
        gaps.append("no dilution for this area was read; volumes are left open")
    if not product.vials:
        gaps.append(f"no vial size of {product.name} was read")
    elif not vials:
        gaps.append(
            f"{MOST_VIALS} vials of each size of {product.name} do not hold so many "
            "units; check the units set by hand"
        )
    if basis == "derived":
        gaps.append(
            f"the in-use time of {product.name} was read on another jurisdiction's label"
        )
    if basis == "ours":
        gaps.append(
            f"no in-use time was seen on the label of {product.name}; "
            f"{DEFAULT_USE_WITHIN_HOURS} hours is our own choice"
        )
    return tuple(gaps)
