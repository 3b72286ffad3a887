"""Take a delivery into the books: a lot, and its vials one by one."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid4, uuid5

from django.db import transaction
from django.db.models import Max

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.practice.models import Practice
from glabella.clinic.practice.selectors import authorised_products, day_of
from glabella.clinic.shared.errors import Invalid
from glabella.clinic.shared.text import one_line
from glabella.clinic.stock import labels
from glabella.clinic.stock.lawful import units_text
from glabella.clinic.stock.ledger import Line, add_line, hold_lot, positive
from glabella.clinic.stock.models import Lot, StoragePlace, Vial, VialEntry

__all__ = ["Delivery", "receive"]

MOST_VIALS: Final = 200
"""Ours: more at once are a slip of the hand."""
LONGEST_NUMBER: Final = 40
LONGEST_SERIAL: Final = 20
LONGEST_SUPPLIER: Final = 120
GTIN_DIGITS: Final = 14


@dataclass(frozen=True, slots=True)
class Delivery:
    """Vials of one lot, as the pack says; ``units`` of each vial.

    ``is_size_confirmed`` says that somebody has looked at a pack whose size the
    evidence does not know. ``once`` is the page's own number of this delivery: sent
    again, it is entered once.
    """

    product: str
    number: str
    expires_on: date
    units: Decimal
    vials: int = 1
    gtin: str = ""
    serial: str = ""
    supplier: str = ""
    place_id: int | None = None
    is_size_confirmed: bool = False
    once: UUID | None = None


@transaction.atomic
def receive(*, actor: User, at: datetime, delivery: Delivery) -> list[Vial]:
    """Enter a delivery; a lot that is known gets more vials."""
    rights.require(actor, "stock.write", at=at)
    practice = Practice.objects.select_for_update().get(pk=1)
    wanted = _cleaned(delivery)
    if done := _done(wanted):
        return done
    if wrong := _faults(wanted, practice.jurisdiction, day_of(at)):
        raise Invalid(wrong)
    lot = _lot(wanted, at)
    vials = _vials(actor, at, lot, wanted)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=lot,
        after={
            "product": lot.product,
            "lot": lot.number,
            "expires": lot.expires_on.isoformat(),
            "vials": [vial.label for vial in vials],
            "units": str(wanted.units),
            "supplier": wanted.supplier,
        },
    )
    return vials


def _done(wanted: Delivery) -> list[Vial]:
    """The vials of this very delivery, where it was entered before; else none."""
    if wanted.once is None:
        return []
    ids = [uuid5(wanted.once, str(place)) for place in range(MOST_VIALS)]
    rows = Vial.objects.select_related("lot").filter(pk__in=ids).order_by("number")
    vials = list(rows)
    told = (wanted.product, wanted.number, wanted.units, wanted.vials)
    if any((v.lot.product, v.lot.number, v.units, len(vials)) != told for v in vials):
        message = (
            "This page was sent before with another content. Look into the stock, and "
            "receive what is missing on a new page."
        )
        raise Invalid.field("", message)
    return vials


def _cleaned(delivery: Delivery) -> Delivery:
    return replace(
        delivery,
        number=one_line(delivery.number),
        serial=one_line(delivery.serial),
        supplier=one_line(delivery.supplier),
        units=positive(delivery.units),
    )


def _faults(wanted: Delivery, jurisdiction: str, today: date) -> dict[str, str]:
    if wanted.product not in authorised_products(jurisdiction):
        return {"product": "Choose a product that is authorised here."}
    places = StoragePlace.objects.filter(in_use=True)
    place_id = wanted.place_id
    checks = {
        "number": (
            0 < len(wanted.number) <= LONGEST_NUMBER,
            "Give the lot number as it stands on the pack.",
        ),
        "expires_on": (
            wanted.expires_on >= today,
            "This lot has expired. Send it back; it does not go into stock.",
        ),
        "vials": (
            1 <= wanted.vials <= MOST_VIALS,
            f"Give 1 to {MOST_VIALS} vials.",
        ),
        "serial": (
            len(wanted.serial) <= (LONGEST_SERIAL if wanted.vials == 1 else 0),
            f"A serial number ({LONGEST_SERIAL} characters at most) is of one vial.",
        ),
        "supplier": (
            len(wanted.supplier) <= LONGEST_SUPPLIER,
            f"Use {LONGEST_SUPPLIER} characters at most.",
        ),
        "gtin": (
            not wanted.gtin
            or (wanted.gtin.isdigit() and len(wanted.gtin) == GTIN_DIGITS),
            f"A product number has {GTIN_DIGITS} figures.",
        ),
        "place": (
            place_id is None or places.filter(pk=place_id).exists(),
            "Choose a place of the list.",
        ),
    }
    wrong = {name: words for name, (holds, words) in checks.items() if not holds}
    return wrong | _size_fault(wanted, jurisdiction) | _gtin_fault(wanted)


def _size_fault(wanted: Delivery, jurisdiction: str) -> dict[str, str]:
    sizes = labels.pack_sizes(wanted.product, jurisdiction)
    if wanted.units in sizes or wanted.is_size_confirmed:
        return {}
    known = ", ".join(units_text(one) for one in sizes) or "no size"
    return {
        "units": (
            f"The evidence knows {known} of {labels.name_of(wanted.product)} here. "
            "Look at the pack again, and tick that it really says so."
        )
    }


def _gtin_fault(wanted: Delivery) -> dict[str, str]:
    if not wanted.gtin:
        return {}
    other = Lot.objects.filter(gtin=wanted.gtin).exclude(product=wanted.product).first()
    if other is None:
        return {}
    name = labels.name_of(other.product)
    return {"product": f"This product number was received as {name} before."}


def _lot(wanted: Delivery, at: datetime) -> Lot:
    known = Lot.objects.filter(product=wanted.product, number=wanted.number).first()
    if known is None:
        return Lot.objects.create(
            product=wanted.product,
            number=wanted.number,
            expires_on=wanted.expires_on,
            gtin=wanted.gtin,
            supplier=wanted.supplier,
            place_id=wanted.place_id,
            created_at=at,
        )
    lot = hold_lot(known.pk)
    if lot.expires_on != wanted.expires_on:
        message = (
            f"Lot {lot.number} is in the books with the expiry "
            f"{lot.expires_on:%-d %B %Y}. One lot has one expiry: look at both packs, "
            "and ask the supplier if they really differ."
        )
        raise Invalid.field("expires_on", message)
    if lot.gtin in {"", wanted.gtin} and wanted.gtin:
        lot.gtin = wanted.gtin
        lot.save(update_fields=["gtin"])
    return lot


def _vials(actor: User, at: datetime, lot: Lot, wanted: Delivery) -> list[Vial]:
    serial = wanted.serial
    if serial and (old := lot.vials.filter(serial=serial).first()):
        message = f"This very pack is in the books already: it is {old.label}."
        raise Invalid.field("serial", message)
    last = Vial.objects.aggregate(last=Max("number"))["last"] or 0
    made = []
    for place in range(wanted.vials):
        vial = Vial.objects.create(
            # From the delivery's own number: a second time they would be the same.
            pk=uuid5(wanted.once, str(place)) if wanted.once else uuid4(),
            lot=lot,
            number=last + 1 + place,
            serial=serial,
            units=wanted.units,
            received_at=at,
        )
        line = Line(VialEntry.Kind.RECEIVED, wanted.units)
        add_line(actor=actor, at=at, vial=vial, line=line)
        made.append(vial)
    return made
