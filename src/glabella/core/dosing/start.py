"""Where a dose starts: the label first, then the published range, never a guess."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from glabella.core.areas import Area, CitedRange
from glabella.core.dosing.rules import Ratio
from glabella.core.products import LabelDose, Product

__all__ = ["DoseBasis", "Start", "Starts", "find_start"]

DoseBasis = Literal["label", "consensus", "ours", "estimate"]


@dataclass(frozen=True, slots=True)
class Start:
    """Units for an area before any modifier, and the range they may move in.

    ``label`` is this product's own label dose, if it has one for the area;
    ``sibling`` names the product whose label was followed where it has none.
    """

    units: float
    low: float
    high: float
    basis: DoseBasis
    sources: tuple[str, ...]
    explanation: str
    ratio: float = 1.0
    """The published ratio an estimate was made with; a recipe is scaled by it."""
    label: LabelDose | None = None
    sibling: str = ""


@dataclass(frozen=True, slots=True)
class Starts:
    """What a start may be found in: the product, its siblings, published ratios."""

    product: Product
    siblings: tuple[Product, ...]
    ratios: Mapping[str, Ratio]
    jurisdiction: str


def find_start(
    starts: Starts, area: Area, *, variant: str, estimate: bool
) -> Start | None:
    """The start for one area, or None where no dose is known for this product.

    Order: this product's label in this jurisdiction, its label elsewhere, the
    same maker's label of the same substance, the published range of the unit
    family, and only if ``estimate`` is asked for, a published ratio.
    """
    own = _label(starts.product, area.id, starts.jurisdiction, variant)
    family = area.ranges.get(starts.product.unit_family)
    if own is not None:
        return _from_label(own, family, starts.product.name)
    for sibling in starts.siblings:
        dose = _label(sibling, area.id, starts.jurisdiction, variant)
        if dose is not None:
            return _from_sibling(dose, family, sibling)
    if family is not None:
        return _from_range(family, area)
    if estimate:
        return _estimate(starts, area)
    return None


def _label(
    product: Product, area: str, jurisdiction: str, variant: str
) -> LabelDose | None:
    doses = [
        dose
        for dose in product.label_doses
        if dose.area == area
        and dose.basis in {"read", "derived"}
        and (not dose.variant or dose.variant == variant)
    ]
    here = [dose for dose in doses if jurisdiction in dose.jurisdictions]
    return next(iter(here or doses), None)


def _bounds(dose: LabelDose, published: CitedRange | None) -> tuple[float, float]:
    low = min(dose.units_low, published.low) if published else dose.units_low
    high = max(dose.units_high, published.high) if published else dose.units_high
    return min(low, dose.units), max(high, dose.units)


def _from_label(dose: LabelDose, published: CitedRange | None, name: str) -> Start:
    low, high = _bounds(dose, published)
    where = "/".join(dose.jurisdictions) or "every jurisdiction read"
    return Start(
        units=dose.units,
        low=low,
        high=high,
        basis="label",
        sources=(*dose.sources, *(published.sources if published else ())),
        explanation=f"label dose of {name} ({where}): {dose.units:g} units",
        label=dose,
    )


def _from_sibling(
    dose: LabelDose, published: CitedRange | None, sibling: Product
) -> Start:
    low, high = _bounds(dose, published)
    return Start(
        units=dose.units,
        low=low,
        high=high,
        basis="consensus",
        sources=(*dose.sources, *(published.sources if published else ())),
        explanation=(
            f"this product has no label dose here; {dose.units:g} units is the label "
            f"dose of {sibling.name}, the same maker's product in the same units"
        ),
        sibling=sibling.name,
    )


def _from_range(published: CitedRange, area: Area) -> Start:
    ours = published.basis == "ours"
    what = "our own range" if ours else "the published range"
    return Start(
        units=published.middle,
        low=published.low,
        high=published.high,
        basis="ours" if ours else "consensus",
        sources=published.sources,
        explanation=(
            f"no label dose; the middle of {what} of {published.low:g} to "
            f"{published.high:g} units for {area.name}"
        ),
    )


def _estimate(starts: Starts, area: Area) -> Start | None:
    ratio = starts.ratios.get(starts.product.unit_family)
    published = area.ranges.get("ona")
    if ratio is None or published is None:
        return None
    return Start(
        units=published.middle * ratio.middle,
        low=published.low * ratio.low,
        high=published.high * ratio.high,
        basis="estimate",
        ratio=ratio.middle,
        sources=(*ratio.sources, *published.sources),
        explanation=(
            f"estimate asked for: {published.middle:g} units of onabotulinumtoxinA "
            f"times a published ratio of {ratio.middle:g} ({ratio.low:g} to "
            f"{ratio.high:g}); ratios are information, not an equivalence"
        ),
    )
