"""What stands against drawing from a vial: one list, for the refusal and the record.

Ahead of an injection each of these refuses the draw. What has been given already is
recorded all the same, with them as the kinds of a deviation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.utils import dateformat

from glabella.clinic.practice.selectors import clinic_zone
from glabella.clinic.stock.models import Lot, Vial

__all__ = ["CLOCK_TOLERANCE", "KINDS", "Hindrance", "Wish", "hindrances", "units_text"]

KINDS: Final = {
    "recalled": "the lot is recalled",
    "quarantined": "the lot is quarantined",
    "expired": "the lot had expired",
    "not_opened": "the vial was not opened in the books",
    "timed_out": "the vial's time after opening was over",
    "empty": "the books held too little in the vial",
    "shared": "the vial had served another patient or day",
    "clock": "the clock of the server stood before the last entry",
}

CLOCK_TOLERANCE: Final = timedelta(minutes=5)
"""Ours: requests that overlap are never so far apart; a clock that was set back is."""


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One thing that stands against it: its kind, and what and what now."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to draw, with what is known of the vial at that moment.

    ``at`` is when it is drawn, ``now`` when that is recorded; ``left`` in units;
    ``served`` holds patient and clinic day of each earlier draw.
    """

    vial: Vial
    at: datetime
    now: datetime
    day: date
    left: Decimal
    last_recorded_at: datetime | None
    patient_id: object = None
    units: Decimal = Decimal(0)
    served: frozenset[tuple[object, date]] = frozenset()
    may_share: bool = False


def hindrances(wish: Wish) -> list[Hindrance]:
    """Everything that stands against it, the gravest first; empty if nothing does."""
    return [
        *_of_lot(wish.vial.lot, wish.day),
        *_of_vial(wish),
        *_of_sharing(wish),
        *_of_clock(wish),
    ]


def _of_lot(lot: Lot, day: date) -> Iterator[Hindrance]:
    if lot.state == Lot.State.RECALLED:
        yield Hindrance(
            "recalled",
            f"Lot {lot.number} is recalled ({lot.state_reason}). Set this vial aside "
            "and take one of another lot.",
        )
    if lot.state == Lot.State.QUARANTINED:
        yield Hindrance(
            "quarantined",
            f"Lot {lot.number} is quarantined ({lot.state_reason}). Take another lot "
            "until somebody has released it.",
        )
    if lot.expires_on < day:
        yield Hindrance(
            "expired",
            f"Lot {lot.number} expired on {_day(lot.expires_on)}. Discard this vial "
            "and take one of another lot.",
        )


def _of_vial(wish: Wish) -> Iterator[Hindrance]:
    vial = wish.vial
    opened = vial.opened_at
    if vial.state == Vial.State.UNOPENED or opened is None or opened > wish.at:
        if wish.left > 0 or vial.state == Vial.State.UNOPENED:
            yield Hindrance(
                "not_opened",
                f"{vial.label} is not opened yet. Confirm it and enter how it was "
                "mixed first.",
            )
    elif vial.use_by is not None and vial.use_by < wish.at:
        yield Hindrance(
            "timed_out",
            f"The time of {vial.label} was over at {_clock(vial.use_by)}. Discard it "
            "and open another.",
        )
    if wish.left < wish.units or wish.left <= 0:
        yield Hindrance(
            "empty",
            f"{vial.label} holds {units_text(wish.left)}. Draw less, take another "
            "vial for the rest, or count the vial if this is wrong.",
        )


def _of_sharing(wish: Wish) -> Iterator[Hindrance]:
    if wish.patient_id is None or wish.may_share:
        return
    if wish.served - {(wish.patient_id, wish.day)}:
        yield Hindrance(
            "shared",
            f"{wish.vial.label} has served another patient or another day, and its "
            "label is for one patient and one session. Open another vial; a policy to "
            "share needs the owner's recorded decision under Settings, Stock and "
            "vials.",
        )


def _of_clock(wish: Wish) -> Iterator[Hindrance]:
    last = wish.last_recorded_at
    if last is not None and wish.now < last - CLOCK_TOLERANCE:
        yield Hindrance(
            "clock",
            f"The clock of the server stands before the last entry of "
            f"{wish.vial.label} ({_clock(last)}). Have the clock put right first.",
        )


def units_text(units: Decimal) -> str:
    """An amount in words, without zeros at its end: "12.5 units"."""
    plain = f"{units.normalize():f}" if units else "0"
    return f"{plain} unit" if units == 1 else f"{plain} units"


def _day(day: date) -> str:
    return dateformat.format(day, "j F Y")


def _clock(at: datetime) -> str:
    return dateformat.format(at.astimezone(clinic_zone()), "H:i, j F Y")
