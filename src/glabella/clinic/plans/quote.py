"""What a plan costs by the clinic's own prices; what has no price is said."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from glabella.clinic.practice.models import Price
from glabella.clinic.practice.selectors import practice, price_per_unit, prices
from glabella.drawing.wording import number

__all__ = ["Quote", "QuoteRow", "quote_of"]

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """One part of the price; ``amount`` is None where no price is set."""

    what: str
    how: str
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Quote:
    """The rows and their sum in ``currency``; None where a price is missing."""

    currency: str
    rows: tuple[QuoteRow, ...]
    total: Decimal | None

    @property
    def missing(self) -> tuple[str, ...]:
        """What has no price."""
        return tuple(row.what for row in self.rows if row.amount is None)


def quote_of(content: Mapping[str, Any]) -> Quote:
    """The quote for a plan: fixed prices of areas first, else units times the price."""
    fixed = prices()
    by_area = {
        (price.area, price.technique): price.amount
        for price in fixed
        if price.kind == Price.Kind.AREA
    }
    per_unit = price_per_unit(content["product"]) if content.get("product") else None
    rows = [
        _row(line, by_area, per_unit, content.get("kept", {}).get("unit_name", "units"))
        for line in content.get("lines", ())
    ]
    visit = next((p.amount for p in fixed if p.kind == Price.Kind.VISIT), None)
    if visit is not None and rows:
        rows.append(QuoteRow("Visit", "each visit", visit))
    known = [row.amount for row in rows if row.amount is not None]
    whole = bool(rows) and len(known) == len(rows)
    return Quote(
        currency=practice().currency,
        rows=tuple(rows),
        total=sum(known, Decimal(0)).quantize(CENT) if whole else None,
    )


def _row(
    line: Mapping[str, Any],
    by_area: Mapping[tuple[str, str], Decimal],
    per_unit: Decimal | None,
    unit_name: str,
) -> QuoteRow:
    name, area = line["area_name"], line["area"]
    fixed = by_area.get((area, line["technique"]), by_area.get((area, "")))
    if fixed is not None:
        return QuoteRow(name, "a fixed price", fixed.quantize(CENT))
    if per_unit is None:
        return QuoteRow(name, "no price set", None)
    units = Decimal(str(line["units"]))
    amount = (units * per_unit).quantize(CENT, ROUND_HALF_UP)
    how = f"{number(line['units'])} {unit_name} at {per_unit.quantize(CENT)}"
    return QuoteRow(name, how, amount)
