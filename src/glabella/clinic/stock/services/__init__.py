"""Writes of the stock: lots, vials, draws, counts, temperatures."""

from glabella.clinic.stock.services.counting import Found, count
from glabella.clinic.stock.services.deviating import close_deviation, note_read
from glabella.clinic.stock.services.drawing import (
    Order,
    draw_up,
    waste_draw,
    waste_occasion,
)
from glabella.clinic.stock.services.giving import Gift, give_now
from glabella.clinic.stock.services.keeping import (
    PlaceWanted,
    keep_in,
    quarantine_place,
    read_temperature,
    save_place,
    set_state,
)
from glabella.clinic.stock.services.opening import (
    DISCARDED,
    OTHER_REASON,
    Mixing,
    discard,
    open_vial,
)
from glabella.clinic.stock.services.recalling import open_recall
from glabella.clinic.stock.services.receiving import Delivery, receive
from glabella.clinic.stock.services.settling import (
    GivenUnits,
    Settlement,
    regive,
    settle,
)

__all__ = [
    "DISCARDED",
    "OTHER_REASON",
    "Delivery",
    "Found",
    "Gift",
    "GivenUnits",
    "Mixing",
    "Order",
    "PlaceWanted",
    "Settlement",
    "close_deviation",
    "count",
    "discard",
    "draw_up",
    "give_now",
    "keep_in",
    "note_read",
    "open_recall",
    "open_vial",
    "quarantine_place",
    "read_temperature",
    "receive",
    "regive",
    "save_place",
    "set_state",
    "settle",
    "waste_draw",
    "waste_occasion",
]
