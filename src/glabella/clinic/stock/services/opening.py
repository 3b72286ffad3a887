"""Open a vial, mixed or ready to use, and discard what is left of one."""

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Final

from django.db import transaction

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.audit import services as audit
from glabella.clinic.practice.selectors import clinic_zone, practice
from glabella.clinic.shared.errors import Blocked, Invalid, Stale
from glabella.clinic.shared.text import one_line
from glabella.clinic.stock import labels
from glabella.clinic.stock.lawful import hindrances
from glabella.clinic.stock.ledger import Line, add_line, hold_vial, wish_of
from glabella.clinic.stock.models import Vial, VialEntry

__all__ = [
    "DISCARDED",
    "OTHER_REASON",
    "SHORTEST_REASON",
    "Mixing",
    "discard",
    "open_vial",
    "reason_of",
    "set_open",
]

MOST_ML: Final = Decimal(20)
"""Ours: more diluent than this in one vial is a slip of the hand."""
SHORTEST_REASON: Final = 5
LONGEST_REASON: Final = 200
BEFORE_OPENING: Final = frozenset({"not_opened", "empty", "timed_out"})
CONFIRMED: Final = frozenset({"scan", "tap"})
OTHER_REASON: Final = "another reason"
DISCARDED: Final = (
    "the time of the vial is over",
    "the lot has expired",
    "broken or leaking",
    "no vacuum",
    "sent back to the supplier",
    "left over after the session",
    OTHER_REASON,
)
"""Why a vial is thrown away: the ledger is in clear and keeps one of these words."""


@dataclass(frozen=True, slots=True)
class Mixing:
    """How a vial was prepared; ``diluent_ml`` None for what is ready to use.

    ``done_at`` is when, where it is entered later; ``confirmed_by`` scan or tap:
    vial and diluent were compared with this page before.
    """

    diluent_ml: Decimal | None
    diluent: str = labels.SALINE
    diluent_lot: str = ""
    confirmed_by: str = ""
    done_at: datetime | None = None


@transaction.atomic
def open_vial(
    *, actor: User, at: datetime, vial: Vial, version: int, mixing: Mixing
) -> Vial:
    """Open a vial: its clock starts, and its strength is known."""
    rights.require(actor, "stock.draw", at=at)
    row = hold_vial(vial.pk)
    if row.state != Vial.State.UNOPENED:
        message = f"{row.label} was opened already. Look at its page before you go on."
        raise Blocked(message, f"/stock/vials/{row.pk}/")
    if row.version != version:
        raise Stale
    for found in hindrances(wish_of(row, now=at, at=mixing.done_at)):
        if found.kind not in BEFORE_OPENING:
            raise Blocked(found.words, f"/stock/vials/{row.pk}/")
    if wrong := _faults(row, at, mixing):
        raise Invalid(wrong)
    set_open(row, actor, mixing.done_at or at, mixing)
    line = Line(VialEntry.Kind.OPENED, Decimal(0), done_at=mixing.done_at)
    add_line(actor=actor, at=at, vial=row, line=line)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=row,
        after={
            "vial": row.label,
            "opened": str(row.opened_at),
            "diluent": row.diluent,
            "diluent lot": row.diluent_lot,
            "ml": str(row.diluent_ml or ""),
            "units per ml": str(row.units_per_ml or ""),
            "use by": str(row.use_by),
            "confirmed by": row.confirmed_by,
        },
    )
    return row


def set_open(
    row: Vial, actor: User, done_at: datetime, mixing: Mixing | None = None
) -> None:
    """Start the clock of a vial that is held; without ``mixing`` no strength is known.

    The clock is the label's, and never runs beyond the last day of the lot.
    """
    jurisdiction = practice().jurisdiction
    clock = labels.clock(row.lot.product, jurisdiction)
    last = datetime.combine(row.lot.expires_on, time.max, tzinfo=clinic_zone())
    row.opened_at, row.opened_by = done_at, actor
    row.use_by = max(min(clock.ends(done_at), last), done_at)
    row.use_by_sources = list(clock.sources)
    if mixing is not None:
        row.diluent_ml = mixing.diluent_ml
        row.diluent = one_line(mixing.diluent) if mixing.diluent_ml else ""
        row.diluent_lot = one_line(mixing.diluent_lot) if mixing.diluent_ml else ""
        row.confirmed_by = mixing.confirmed_by
        row.units_per_ml = labels.units_per_ml(
            row.lot.product, row.units, mixing.diluent_ml, jurisdiction
        )
    row.save()


def _faults(row: Vial, at: datetime, mixing: Mixing) -> dict[str, str]:
    wrong = _mixing_faults(row, mixing)
    done_at = mixing.done_at or at
    if done_at > at:
        wrong["done_at"] = "This lies ahead. Give when it was opened."
    elif done_at < row.received_at:
        wrong["done_at"] = "The vial was not here yet then. Check day and time."
    if mixing.confirmed_by not in CONFIRMED:
        wrong["confirmed"] = (
            "Compare vial and diluent with this page first, and say so by tap or scan."
        )
    return wrong


def _mixing_faults(row: Vial, mixing: Mixing) -> dict[str, str]:
    ml = mixing.diluent_ml
    if labels.is_liquid(row.lot.product):
        if ml is None:
            return {}
        return {"diluent_ml": "This product is ready to use: add nothing to it."}
    wrong = {}
    if ml is None or not ml.is_finite() or not 0 < ml <= MOST_ML:
        wrong["diluent_ml"] = f"Give the volume in mL, above 0 and up to {MOST_ML}."
    if not one_line(mixing.diluent):
        wrong["diluent"] = "Say with what it was mixed."
    if not one_line(mixing.diluent_lot):
        wrong["diluent_lot"] = "Give the lot number of the diluent."
    return wrong


@transaction.atomic
def discard(
    *,
    actor: User,
    at: datetime,
    vial: Vial,
    version: int,
    reason: str,
    note: str = "",
) -> Vial:
    """Throw away what is left in a vial, opened or not.

    ``reason`` is one of :data:`DISCARDED`; ``note``, what was typed beside it, stands
    sealed in the audit, for nobody can tell whether it names a patient.
    """
    rights.require(actor, "stock.write", at=at)
    row = hold_vial(vial.pk)
    if row.version != version:
        raise Stale
    if reason not in DISCARDED:
        raise Invalid.field("reason", "Choose from the list.")
    typed = reason_of(note, "note") if note or reason == OTHER_REASON else ""
    left = row.left
    if left <= 0:
        message = f"{row.label} is empty already: there is nothing to discard."
        raise Blocked(message, f"/stock/vials/{row.pk}/")
    line = Line(VialEntry.Kind.WASTED, -left, reason)
    add_line(actor=actor, at=at, vial=row, line=line)
    audit.record(
        actor=actor.as_actor,
        at=at,
        action="change",
        record=row,
        after={"vial": row.label, "discarded units": str(left)},
        reason=f"{reason}: {typed}" if typed else reason,
    )
    return row


def reason_of(text: str, field: str = "reason") -> str:
    """A reason in a few words; Invalid where none is given."""
    reason = one_line(text)
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        message = (
            f"Say why in a few words ({SHORTEST_REASON} to {LONGEST_REASON} "
            "characters)."
        )
        raise Invalid.field(field, message)
    return reason
