"""Rooms, products in use and fixed prices."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, NotRequired, TypedDict, Unpack, get_args

from django.db import transaction

from glabella.clinic.accounts.models import User
from glabella.clinic.practice.models import Price, ProductInUse, Room
from glabella.clinic.practice.selectors import authorised_products
from glabella.clinic.practice.services.common import (
    checked,
    opened,
    plain,
    write_down,
)
from glabella.clinic.shared.errors import Invalid, NotFound
from glabella.clinic.shared.text import one_line
from glabella.core.case import Technique
from glabella.evidence import catalogue

__all__ = [
    "ProductWanted",
    "add_room",
    "change_product",
    "change_products",
    "change_room",
    "remove_price",
    "set_price",
]


@transaction.atomic
def add_room(*, actor: User, at: datetime, version: int, name: str) -> Room:
    """Add a room."""
    practice = opened(actor, at=at, version=version)
    room = checked(Room(name=one_line(name)))
    room.save()
    write_down(actor=actor, at=at, practice=practice, part="room", after=plain(room))
    return room


@transaction.atomic
def change_room(
    *,
    actor: User,
    at: datetime,
    version: int,
    room_id: int,
    name: str,
    in_use: bool,
) -> Room:
    """Rename a room, give it up, or take it back; a room with a past stays."""
    practice = opened(actor, at=at, version=version)
    room = Room.objects.filter(pk=room_id).first()
    if room is None:
        raise NotFound
    before = plain(room)
    room.name, room.in_use = one_line(name), in_use
    checked(room).save()
    write_down(
        actor=actor,
        at=at,
        practice=practice,
        part="room",
        before=before,
        after=plain(room),
    )
    return room


class PriceOf(TypedDict):
    """What a price is of: ``kind`` visit, or area with its key and a technique."""

    kind: str
    area: NotRequired[str]
    technique: NotRequired[str]


class ProductWanted(NamedTuple):
    """Whether the clinic uses a product, what one of its units costs, when it is low.

    ``low_stock_vials`` None leaves the mark as it is.
    """

    product: str
    in_use: bool
    price_per_unit: Decimal | None = None
    low_stock_vials: int | None = None


@transaction.atomic
def change_products(
    *, actor: User, at: datetime, version: int, wanted: Iterable[ProductWanted]
) -> list[ProductInUse]:
    """Say which products the clinic uses; those not named stay as they are.

    Only a product that is authorised in the clinic's jurisdiction can be taken into
    use; one that no longer is can still be given up.
    """
    practice = opened(actor, at=at, version=version)
    authorised = authorised_products(practice.jurisdiction)
    known = {record.product: record for record in ProductInUse.objects.all()}
    before, after, changed = {}, {}, []
    for one in wanted:
        if one.in_use and one.product not in authorised:
            raise _not_authorised(one.product, practice.jurisdiction)
        record = known.get(one.product)
        if record is None and not one.in_use:
            continue
        held = plain(record) if record else None
        record = record or ProductInUse(product=one.product)
        record.in_use, record.price_per_unit = one.in_use, one.price_per_unit
        if one.low_stock_vials is not None:
            record.low_stock_vials = one.low_stock_vials
        if plain(checked(record)) != held:
            record.save()
            changed.append(record)
            before[one.product], after[one.product] = held, plain(record)
    if changed:
        write_down(
            actor=actor,
            at=at,
            practice=practice,
            part="products",
            before=before,
            after=after,
        )
    return changed


def change_product(
    *,
    actor: User,
    at: datetime,
    version: int,
    product: str,
    in_use: bool,
    price_per_unit: Decimal | None = None,
) -> None:
    """The same for one product."""
    wanted = [ProductWanted(product, in_use, price_per_unit)]
    change_products(actor=actor, at=at, version=version, wanted=wanted)


def _not_authorised(product: str, jurisdiction: str) -> Invalid:
    return Invalid.field(
        f"use_{product}",
        f"The evidence knows no authorisation of {product} in {jurisdiction}.",
    )


@transaction.atomic
def set_price(
    *,
    actor: User,
    at: datetime,
    version: int,
    amount: Decimal,
    **of: Unpack[PriceOf],
) -> Price:
    """Set the fixed price of a visit, or of an area (with one technique, or any)."""
    kind, area, technique = of["kind"], of.get("area", ""), of.get("technique", "")
    practice = opened(actor, at=at, version=version)
    _known(kind, area, technique)
    key = {"kind": kind, "area": area, "technique": technique}
    record = Price.objects.filter(**key).first()
    before = plain(record) if record else None
    record = record or Price(**key)
    record.amount = amount
    checked(record).save()
    write_down(
        actor=actor,
        at=at,
        practice=practice,
        part="price",
        before=before,
        after=plain(record),
    )
    return record


@transaction.atomic
def remove_price(*, actor: User, at: datetime, version: int, price_id: int) -> None:
    """Have no fixed price any more."""
    practice = opened(actor, at=at, version=version)
    record = Price.objects.filter(pk=price_id).first()
    if record is None:
        raise NotFound
    before = plain(record)
    record.delete()
    write_down(actor=actor, at=at, practice=practice, part="price", before=before)


def _known(kind: str, area: str, technique: str) -> None:
    if kind == Price.Kind.VISIT:
        if area or technique:
            raise Invalid.field("area", "The price of a visit names no area.")
        return
    if area not in catalogue.area_keys():
        raise Invalid.field("area", "Choose an area of the list.")
    if technique and technique not in get_args(Technique):
        raise Invalid.field("technique", "Choose a technique of the list.")
