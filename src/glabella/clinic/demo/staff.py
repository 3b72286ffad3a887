"""The clinic itself and the four who work in it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from faker import Faker

from glabella.clinic.accounts import services as accounts
from glabella.clinic.accounts.models import Role, User
from glabella.clinic.practice import selectors, services as practice
from glabella.clinic.practice.services import ProductWanted, Span

__all__ = ["CLINIC", "JURISDICTION", "TIME_ZONE", "Staff", "make_staff"]

CLINIC = "A made-up clinic"
JURISDICTION = "US"
TIME_ZONE = "America/New_York"
PRODUCTS = {
    "botox-cosmetic": "14.00",
    "botox": "9.00",
    "dysport": "5.00",
    "xeomin": "12.50",
}
"""Products in use with a made-up price of one unit, in the product's own units."""
LOW_STOCK = {"dysport": 3}
"""Below so many unopened vials the clinic wants to be told."""
VISIT_PRICE = "60.00"
SKINCARE = (
    "Wash gently in the evening, and use your usual sunscreen. Leave retinoids out for "
    "two days."
)
_TECHNIQUES = ("standard", "baby", "skin")


@dataclass(frozen=True, slots=True)
class Staff:
    """The four people of the clinic."""

    owner: User
    prescriber: User
    injector: User
    front_desk: User

    @property
    def all(self) -> tuple[User, ...]:
        """Everybody, the owner first."""
        return (self.owner, self.prescriber, self.injector, self.front_desk)


def make_staff(
    faker: Faker, at: datetime, password: str, injector_until: date, long_day: Span
) -> Staff:
    """Set the clinic up as its owner would, and add the others.

    ``injector_until``: when the injector's registration runs out for the first time;
    ``long_day``: hours of one weekday, which go before the usual ones.
    """
    practice.set_up(
        at=at,
        name=CLINIC,
        jurisdiction=JURISDICTION,
        time_zone=TIME_ZONE,
        mfa_required=False,
        address="12 Example Street\nSpringfield",
        email="clinic@example.org",
        phone="+1 212 555 0100",
        skincare_advice=SKINCARE,
        welcome="A calm place for unhurried advice. We listen first.",
    )
    owner = accounts.create_owner(
        at=at, email="owner@example.org", name=faker.name(), password=password
    )
    made = {
        place: _add(owner, at, (place, faker.name(), password), kind)
        for place, kind in _kinds(faker, at, injector_until).items()
    }
    _furnish(owner, at, long_day)
    return Staff(owner, made["prescriber"], made["injector"], made["front-desk"])


type _Kind = tuple[set[Role], str, dict[str, Any]]


def _kinds(faker: Faker, at: datetime, injector_until: date) -> dict[str, _Kind]:
    """Roles, profession and registration of the others."""
    registered = {
        "registration_number": f"{faker.random_int(100000, 999999)}",
        "registration_country": "US",
        "registration_expires": (at + timedelta(days=3 * 365)).date(),
        "techniques": _TECHNIQUES,
    }
    until = {**registered, "registration_expires": injector_until}
    return {
        "prescriber": ({Role.PRESCRIBER, Role.INJECTOR}, "dermatologist", registered),
        "injector": ({Role.INJECTOR}, "nurse injector", until),
        "front-desk": ({Role.FRONT_DESK}, "receptionist", {}),
    }


def _add(owner: User, at: datetime, who: tuple[str, str, str], kind: _Kind) -> User:
    (place, name, password), (roles, profession, others) = who, kind
    user = accounts.add_staff(
        actor=owner,
        at=at,
        email=f"{place}@example.org",
        name=name,
        roles=roles,
        profession=profession,
        **others,
    )
    user.set_password(password)
    user.save()
    return user


def _furnish(owner: User, at: datetime, long_day: Span) -> None:
    def version() -> int:
        selectors.forget()
        return selectors.practice().version

    week = [Span(day, time(9), time(17, 30)) for day in range(5)]
    week[3] = week[3]._replace(closes=time(20))
    usual = next((one for one in week if one.weekday == long_day.weekday), long_day)
    closes = max(usual.closes, long_day.closes)
    week = [one for one in week if one is not usual]
    week.append(long_day._replace(closes=closes))
    practice.change_hours(actor=owner, at=at, version=version(), week=week)
    practice.add_room(actor=owner, at=at, version=version(), name="Room 2")
    practice.change_products(
        actor=owner,
        at=at,
        version=version(),
        wanted=[
            ProductWanted(
                product,
                in_use=True,
                price_per_unit=Decimal(price),
                low_stock_vials=LOW_STOCK.get(product),
            )
            for product, price in PRODUCTS.items()
        ],
    )
    practice.set_price(
        actor=owner,
        at=at,
        version=version(),
        kind="visit",
        amount=Decimal(VISIT_PRICE),
    )
