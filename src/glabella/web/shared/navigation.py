"""The places that the rail leads to: what a person has a right to, and what exists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, Resolver404, get_script_prefix, resolve, reverse

__all__ = ["Link", "NavItem", "Place", "address_of", "items", "reachable"]

MOST_SHOWN = 99


@dataclass(frozen=True, slots=True)
class Place:
    """A screen: its fixed address, the letter after ``g``, and who may open it.

    ``actions`` are names of rights of which one is enough; none means everybody
    who is signed in.
    """

    name: str
    label: str
    path: str
    key: str
    actions: tuple[str, ...] = ()


PLACES = (
    Place("today", "Today", "today/", "t"),
    Place("requests", "Requests", "requests/", "r", ("request.read",)),
    Place("portal", "Messages", "messages/", "e", ("patient_message.read",)),
    Place("calendar", "Calendar", "calendar/", "c", ("calendar.read",)),
    Place("patients", "Patients", "patients/", "p", ("patient.find",)),
    Place("approvals", "Approvals", "approvals/", "a", ("plan.approve",)),
    Place("protocols", "Protocols", "protocols/", "o", ("protocol.write",)),
    Place("stock", "Stock", "stock/", "k", ("stock.read",)),
    Place("recalls", "Recalls", "recalls/", "l", ("recall.read",)),
    Place("outcomes", "Outcomes", "outcomes/", "m", ("outcome.read",)),
    Place("settings", "Settings", "settings/", "s", ("settings.read",)),
    Place("audit", "Audit", "audit/", "u", ("audit.read",)),
)


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the rail; ``current`` is "page", "true" (a page below it) or ""."""

    icon: str
    label: str
    address: str
    key: str
    current: str
    count: int = 0

    @property
    def count_text(self) -> str:
        """The count as the badge shows it."""
        return str(self.count) if self.count <= MOST_SHOWN else f"{MOST_SHOWN}+"


@dataclass(frozen=True, slots=True)
class Link:
    """A word and where it leads."""

    label: str
    address: str


def items(
    path: str, *, may: Callable[[str], bool], counts: Mapping[str, int]
) -> list[NavItem]:
    """Return the entries of the rail for the page at ``path``."""
    return [
        NavItem(
            icon=place.name,
            label=place.label,
            address=address,
            key=place.key,
            current=_current(path, address),
            count=counts.get(place.name, 0),
        )
        for place in PLACES
        if not place.actions or any(may(action) for action in place.actions)
        if (address := reachable(place.path))
    ]


def reachable(path: str) -> str:
    """Return the address of a path below the site's root, "" if nothing answers."""
    address = f"{get_script_prefix()}{path}"
    try:
        resolve(f"/{path}")
    except Resolver404:
        return ""
    return address


def address_of(*names: str) -> str:
    """Return the address of the first view name that exists, "" if none does."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def _current(path: str, address: str) -> str:
    if path == address:
        return "page"
    return "true" if path.startswith(address) else ""
