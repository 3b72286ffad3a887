"""Where lots are kept, how warm it was, and whether they may be used."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.alerts.models import Alert
from glabella.clinic.alerts.services import raise_alert
from glabella.clinic.audit import services as audit
from glabella.clinic.practice.selectors import practice
from glabella.clinic.shared.errors import Blocked, Invalid, NotFound, Stale
from glabella.clinic.shared.text import one_line
from glabella.clinic.stock import labels
from glabella.clinic.stock.ledger import hold_lot
from glabella.clinic.stock.models import (
    Lot,
    StoragePlace,
    TemperatureReading,
)
from glabella.clinic.stock.selectors.recall import patients_of
from glabella.clinic.stock.selectors.vials import lots_in
from glabella.clinic.stock.services.opening import reason_of

__all__ = [
    "PlaceWanted",
    "keep_in",
    "quarantine_place",
    "read_temperature",
    "save_place",
    "set_state",
]

State = Lot.State


@transaction.atomic
def set_state(
    *, actor: User, at: datetime, lot: Lot, version: int, state: str, reason: str
) -> Lot:
    """Quarantine a lot, recall it, or release it; a recall tells the owner."""
    row = hold_lot(lot.pk)
    recall = State.RECALLED in {row.state, state}
    rights.require(actor, "stock.recall" if recall else "stock.write", at=at)
    if row.version != version:
        raise Stale
    if state not in State.values:
        raise Invalid.field("state", "Choose a state of the list.")
    if state == row.state:
        message = f"Lot {row.number} is {row.get_state_display()} already."
        raise Blocked(message, f"/stock/lots/{row.pk}/")
    return _to_state(actor, at, row, state, reason_of(reason))


def _to_state(actor: User, at: datetime, row: Lot, state: str, reason: str) -> Lot:
    before, row.state = row.state, state
    row.state_reason = reason
    row.version += 1
    row.save(update_fields=["state", "state_reason", "version"])
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=row,
        before={"state": before},
        after={"state": state},
        reason=reason,
    )
    if state == State.RECALLED:
        had = patients_of(row.number)
        raise_alert(
            actor=actor.as_actor,
            at=at,
            kind=Alert.Kind.LOT,
            text=(
                f"Lot {row.number} of {labels.name_of(row.product)} is recalled: "
                f"{reason}. {had} {'patient' if had == 1 else 'patients'} had it."
            ),
            link=f"/stock/lots/{row.pk}/",
        )
    return row


@dataclass(frozen=True, slots=True)
class PlaceWanted:
    """A place to keep things in, with the limits in degrees C that its packs ask for."""

    name: str
    low_c: Decimal
    high_c: Decimal
    in_use: bool = True


@transaction.atomic
def save_place(
    *, actor: User, at: datetime, wanted: PlaceWanted, place_id: int | None = None
) -> StoragePlace:
    """Enter a place, or change one."""
    rights.require(actor, "stock.write", at=at)
    if place_id is None:
        row = StoragePlace()
    else:
        found = StoragePlace.objects.select_for_update().filter(pk=place_id).first()
        if found is None:
            raise NotFound
        row = found
    row.name, row.in_use = one_line(wanted.name), wanted.in_use
    row.low_c, row.high_c = wanted.low_c, wanted.high_c
    if row.low_c >= row.high_c:
        raise Invalid.field("high_c", "Give a highest above the lowest.")
    try:
        row.full_clean()
    except ValidationError as error:
        raise Invalid.from_validation(error) from error
    row.save()
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change" if place_id else "create",
        record=row,
        after={"name": row.name, "low": str(row.low_c), "high": str(row.high_c)},
    )
    return row


@transaction.atomic
def keep_in(
    *, actor: User, at: datetime, lot: Lot, version: int, place_id: int | None
) -> Lot:
    """Say where a lot is kept."""
    rights.require(actor, "stock.write", at=at)
    row = hold_lot(lot.pk)
    if row.version != version:
        raise Stale
    place = None
    if place_id is not None:
        place = StoragePlace.objects.filter(pk=place_id, in_use=True).first()
        if place is None:
            raise Invalid.field("place", "Choose a place of the list.")
    before, row.place = row.place_id, place
    row.version += 1
    row.save(update_fields=["place", "version"])
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=row,
        before={"place": before},
        after={"place": place_id},
    )
    return row


@transaction.atomic
def read_temperature(
    *,
    actor: User,
    at: datetime,
    place: StoragePlace,
    lowest_c: Decimal,
    highest_c: Decimal,
    note: str = "",
) -> TemperatureReading:
    """Enter lowest and highest since the last reading; out of range raises an alert.

    The limits are the place's own, and the labels' of what is kept there.
    """
    rights.require(actor, "stock.write", at=at)
    if not lowest_c <= highest_c:
        raise Invalid.field("highest_c", "The highest is not below the lowest.")
    reading = TemperatureReading(
        place=place,
        lowest_c=lowest_c,
        highest_c=highest_c,
        low_limit_c=place.low_c,
        high_limit_c=place.high_c,
        note=one_line(note),
        at=at,
        by=actor,
    )
    try:
        reading.full_clean()
    except ValidationError as error:
        raise Invalid.from_validation(error) from error
    reading.save()
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="create",
        record=reading,
        after={"place": place.name, "low": str(lowest_c), "high": str(highest_c)},
    )
    _warn(actor, reading)
    return reading


def _warn(actor: User, reading: TemperatureReading) -> None:
    kept = lots_in(reading.place)
    jurisdiction = practice().jurisdiction
    outside = [
        lot
        for lot in kept
        if (label := labels.storage_unopened(lot.product, jurisdiction))
        and not label.allows(reading.lowest_c, reading.highest_c)
    ]
    if not (reading.is_out_of_range or outside):
        return
    concerned = kept if reading.is_out_of_range else outside
    names = ", ".join(
        f"{labels.name_of(one.product)} {one.number}" for one in concerned
    )
    raise_alert(
        actor=actor.as_actor,
        at=reading.at,
        kind=Alert.Kind.DEVIATION,
        text=(
            f"{reading.place.name} was at {reading.lowest_c} to {reading.highest_c} "
            f"degrees C. Concerned: {names or 'nothing is kept there'}. Quarantine "
            "these lots until it is clear whether they may be used."
        ),
        link="/stock/temperature/",
    )


@transaction.atomic
def quarantine_place(
    *, actor: User, at: datetime, place: StoragePlace, reason: str
) -> list[Lot]:
    """Quarantine all that is kept in a place and in use."""
    rights.require(actor, "stock.write", at=at)
    why = reason_of(reason)
    held = [hold_lot(lot.pk) for lot in sorted(lots_in(place), key=lambda lot: lot.pk)]
    wanted = [lot for lot in held if lot.state == State.IN_USE]
    if not wanted:
        message = f"Nothing in {place.name} is in use: there is nothing to quarantine."
        raise Blocked(message, "/stock/temperature/")
    return [_to_state(actor, at, lot, State.QUARANTINED, why) for lot in wanted]
