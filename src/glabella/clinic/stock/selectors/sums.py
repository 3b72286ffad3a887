"""The sum of a vial, a lot or the clinic: units in are given, wasted, or still here."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.db.models import DecimalField, OuterRef, Q, QuerySet, Subquery, Sum

from glabella.clinic.accounts.models import User
from glabella.clinic.accounts.rights import may
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.stock.models import Draw, DrawUse, Lot, Vial, VialEntry

__all__ = ["Sums", "balance", "balances", "sums_of_occasion", "sums_of_vials"]

CENT = Decimal("0.01")
Kind = VialEntry.Kind


@dataclass(frozen=True, slots=True)
class Sums:
    """Units: what came in, corrections of counts, and where all of it went."""

    received: Decimal
    counted: Decimal
    given: Decimal
    wasted: Decimal
    in_syringes: Decimal
    left: Decimal

    @property
    def units_in(self) -> Decimal:
        """Received, as counts have corrected it."""
        return self.received + self.counted

    @property
    def units_out(self) -> Decimal:
        """Given, wasted, drawn up and not yet used, and left."""
        return self.given + self.wasted + self.in_syringes + self.left

    @property
    def adds_up(self) -> bool:
        """Whether nothing is missing and nothing too much."""
        return self.units_in == self.units_out


def balance(
    *, viewer: User, at: datetime, vial: Vial | None = None, lot: Lot | None = None
) -> Sums:
    """The sums of a vial, of a lot, or of everything that was ever received.

    The last adds units of several products and only proves that none is lost; a page
    shows :func:`balances`.
    """
    if not may(viewer, "stock.read", at=at):
        raise NotFound
    vials = Vial.objects.all()
    if vial is not None:
        vials = vials.filter(pk=vial.pk)
    if lot is not None:
        vials = vials.filter(lot=lot)
    return sums_of_vials(vials)


def sums_of_vials(vials: QuerySet[Vial]) -> Sums:
    """The sums of some vials; what is left is read from the last lines alone."""
    entries = VialEntry.objects.filter(vial__in=vials)
    by_kind = {
        row["kind"]: _cents(row["units"])
        for row in entries.order_by().values("kind").annotate(units=Sum("change"))
    }
    last = VialEntry.objects.filter(vial=OuterRef("pk")).order_by("-number")
    left = vials.annotate(
        held=Subquery(last.values("balance_after")[:1], output_field=DecimalField())
    ).aggregate(left=Sum("held"))["left"]
    given, wasted, unsettled = _of_draws(Draw.objects.filter(entry__vial__in=vials))
    return Sums(
        received=by_kind.get(Kind.RECEIVED, Decimal(0)),
        counted=by_kind.get(Kind.COUNTED, Decimal(0)),
        given=given,
        wasted=wasted - by_kind.get(Kind.WASTED, Decimal(0)),
        in_syringes=unsettled,
        left=_cents(left),
    )


def balances(*, viewer: User, at: datetime) -> dict[str, Sums]:
    """The sums of each product that was ever received, in units of its own.

    Never one sum of all: units of one product are not units of another.
    """
    if not may(viewer, "stock.read", at=at):
        raise NotFound
    by_kind: dict[tuple[str, str], Decimal] = {}
    product = "vial__lot__product"
    lines = VialEntry.objects.order_by().values(product, "kind")
    for row in lines.annotate(units=Sum("change")):
        by_kind[row[product], row["kind"]] = _cents(row["units"])
    last = VialEntry.objects.filter(vial=OuterRef("pk")).order_by("-number")
    held = Subquery(last.values("balance_after")[:1], output_field=DecimalField())
    left = _by_product(Vial.objects.annotate(held=held), "lot__product", Sum("held"))
    uses = DrawUse.objects.filter(replaced_at=None)
    place = "draw__entry__vial__lot__product"
    given = _by_product(uses.filter(site__isnull=False), place, Sum("units"))
    wasted = _by_product(uses.filter(site__isnull=True), place, Sum("units"))
    unsettled = _by_product(
        Draw.objects.filter(settled_at=None), "entry__vial__lot__product", Sum("units")
    )
    zero = Decimal(0)
    return {
        key: Sums(
            received=by_kind.get((key, Kind.RECEIVED), zero),
            counted=by_kind.get((key, Kind.COUNTED), zero),
            given=given.get(key, zero),
            wasted=wasted.get(key, zero) - by_kind.get((key, Kind.WASTED), zero),
            in_syringes=unsettled.get(key, zero),
            left=units,
        )
        for key, units in sorted(left.items())
    }


def _by_product[M: models.Model](
    rows: QuerySet[M], product: str, total: Sum
) -> dict[str, Decimal]:
    found = rows.order_by().values(product).annotate(total=total)
    return {row[product]: _cents(row["total"]) for row in found}


def sums_of_occasion(*, occasion: UUID) -> Sums:
    """Where the units drawn for one visit went; for checks of the whole, not a page."""
    draws = Draw.objects.filter(occasion=occasion)
    total = _cents(draws.aggregate(units=Sum("units"))["units"])
    given, wasted, unsettled = _of_draws(draws)
    zero = Decimal(0)
    return Sums(
        received=total,
        counted=zero,
        given=given,
        wasted=wasted,
        in_syringes=unsettled,
        left=zero,
    )


def _of_draws(draws: QuerySet[Draw]) -> tuple[Decimal, Decimal, Decimal]:
    uses = DrawUse.objects.filter(draw__in=draws, replaced_at=None).aggregate(
        given=Sum("units", filter=Q(site__isnull=False)),
        wasted=Sum("units", filter=Q(site__isnull=True)),
    )
    open_units = draws.filter(settled_at=None).aggregate(units=Sum("units"))["units"]
    return _cents(uses["given"]), _cents(uses["wasted"]), _cents(open_units)


def _cents(units: Decimal | None) -> Decimal:
    """Two places, as all units have: SQLite adds them up as floating-point numbers."""
    return Decimal(units or 0).quantize(CENT)
