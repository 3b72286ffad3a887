"""How amounts, clocks and states of the stock are written."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.dateformat import format as date_format

from glabella.clinic.stock.lawful import units_text
from glabella.clinic.stock.models import Lot, Vial
from glabella.clinic.stock.selectors import Sums
from glabella.web.shared.parts import Chip, Tone

__all__ = [
    "clock",
    "ended",
    "lot_chip",
    "plain",
    "sentence_of",
    "signed",
    "strength",
    "time_left",
    "units_text",
    "vial_chip",
]

MINUTES_IN_AN_HOUR = 60
SOON_MINUTES = 120
STATES: dict[str, Tone] = {
    Lot.State.IN_USE: "good",
    Lot.State.QUARANTINED: "caution",
    Lot.State.RECALLED: "block",
}


def plain(number: Decimal | None) -> str:
    """A number without zeros at its end.

    >>> plain(Decimal("12.50")), plain(Decimal("40")), plain(None)
    ('12.5', '40', '')
    """
    if number is None:
        return ""
    return f"{number.normalize():f}" if number else "0"


def signed(change: Decimal) -> str:
    """A change of a balance, with a sign that is no hyphen.

    >>> signed(Decimal("-42")), signed(Decimal("50.5")), signed(Decimal("0"))
    ('\u221242', '+50.5', '0')
    """
    sign = "+" if change > 0 else "\N{MINUS SIGN}" if change else ""
    return f"{sign}{plain(abs(change))}"


def strength(vial: Vial) -> str:
    """Units per 0.1 mL; what is not known is said."""
    per_tenth = vial.units_per_tenth_ml
    if per_tenth is None:
        return "strength not entered"
    return f"{plain(per_tenth)} units per 0.1 mL"


def clock(at: datetime | None) -> str:
    """Day and time on the clinic's clock."""
    return date_format(timezone.localtime(at), "j M Y, H:i") if at else ""


def time_left(vial: Vial, at: datetime) -> Chip | None:
    """How long an open vial may still be used."""
    if vial.use_by is None or vial.state != Vial.State.OPEN:
        return None
    minutes = int((vial.use_by - at).total_seconds() // 60)
    if minutes < 0:
        return Chip("time over", "block", f"since {clock(vial.use_by)}")
    hours, rest = divmod(minutes, MINUTES_IN_AN_HOUR)
    tone: Tone = "caution" if minutes < SOON_MINUTES else "good"
    return Chip(f"{hours} h {rest:02d} min left", tone)


def ended(text: str) -> str:
    """A sentence, whether or not whoever wrote it ended it.

    >>> ended("The box was warm"), ended("The box was warm."), ended("")
    ('The box was warm.', 'The box was warm.', '')
    """
    return f"{text.rstrip('. ')}." if text else ""


def lot_chip(lot: Lot, *, is_expired: bool = False) -> Chip:
    """The state of a lot."""
    if lot.state == Lot.State.IN_USE and is_expired:
        return Chip("expired", "block")
    return Chip(lot.get_state_display(), STATES.get(lot.state, "quiet"))


def vial_chip(vial: Vial) -> Chip:
    """The state of a vial."""
    tones: dict[str, Tone] = {Vial.State.UNOPENED: "info", Vial.State.OPEN: "good"}
    return Chip(vial.get_state_display(), tones.get(vial.state, "quiet"))


def sentence_of(sums: Sums) -> str:
    """The sum as one sentence: what came in, and where it is."""
    corrected = f", corrected by counts {signed(sums.counted)}" if sums.counted else ""
    return (
        f"{plain(sums.units_in)} units in (received {plain(sums.received)}{corrected}) "
        f"= {plain(sums.given)} given + {plain(sums.wasted)} wasted "
        f"+ {plain(sums.in_syringes)} in syringes + {plain(sums.left)} left"
    )
