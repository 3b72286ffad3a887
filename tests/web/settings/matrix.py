"""The addresses of the settings."""

from datetime import date

from glabella.clinic.practice.models import Closure, Price
from tests.web.permissions import Address, World


def part(world: World) -> dict[str, object]:
    return {"key": "clinic"}


def closure(world: World) -> dict[str, object]:
    day = date(2026, 12, 24)
    return {"closure_id": Closure.objects.create(first_day=day, last_day=day).pk}


def price(world: World) -> dict[str, object]:
    return {"price_id": Price.objects.create(kind="visit", amount=50).pk}


def room(world: World) -> dict[str, object]:
    return {"room_id": world.room.pk}


def somebody(world: World) -> dict[str, object]:
    return {"user_id": world.injector.pk}


READ, WRITE, STAFF = "settings.read", "settings.write", "staff.write"

ADDRESSES = [
    Address("settings:index", "", good=(302,)),
    Address("settings:part", READ, part),
    Address("settings:part", WRITE, part, method="post"),
    *(
        Address(f"settings:{name}", READ)
        for name in (
            *("hours", "closures", "rooms", "products", "prices", "staff"),
            "orders",
        )
    ),
    *(
        Address(f"settings:{name}", WRITE, method="post")
        for name in ("hours", "closures", "rooms", "products", "prices")
    ),
    Address("settings:remove-closure", WRITE, closure, method="post"),
    Address("settings:remove-price", WRITE, price, method="post"),
    Address("settings:room", WRITE, room, method="post"),
    Address("settings:add-staff", STAFF),
    Address("settings:add-staff", STAFF, method="post"),
    Address("settings:person", READ, somebody),
    Address("settings:person", STAFF, somebody, method="post"),
    Address("settings:link", STAFF, somebody, method="post"),
    Address("settings:close-account", STAFF, somebody, method="post"),
    Address("settings:open-account", STAFF, somebody, method="post"),
]
