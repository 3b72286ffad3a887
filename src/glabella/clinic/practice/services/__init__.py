"""Changes to the clinic's settings: each is one transaction with one audit entry."""

from glabella.clinic.practice.services.clinic import (
    CHANGEABLE,
    CURRENCIES,
    change,
    set_up,
)
from glabella.clinic.practice.services.things import (
    ProductWanted,
    add_room,
    change_product,
    change_products,
    change_room,
    remove_price,
    set_price,
)
from glabella.clinic.practice.services.times import (
    Span,
    add_closure,
    change_hours,
    remove_closure,
)

__all__ = [
    "CHANGEABLE",
    "CURRENCIES",
    "ProductWanted",
    "Span",
    "add_closure",
    "add_room",
    "change",
    "change_hours",
    "change_product",
    "change_products",
    "change_room",
    "remove_closure",
    "remove_price",
    "set_price",
    "set_up",
]
