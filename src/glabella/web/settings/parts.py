"""The parts of the settings, as the list at their side shows them."""

from dataclasses import dataclass

from django.urls import reverse

__all__ = ["Part", "parts"]


@dataclass(frozen=True, slots=True)
class Part:
    """One page of the settings."""

    key: str
    label: str
    address: str


FORMS = (
    ("clinic", "Clinic"),
    ("security", "Security"),
    ("public", "Public requests"),
    ("appointments", "Appointments"),
    ("rules", "Rules of the clinic"),
    ("stock", "Stock and vials"),
    ("aftercare", "Aftercare"),
)
LISTS = (
    ("hours", "Opening hours"),
    ("closures", "Closures"),
    ("rooms", "Rooms"),
    ("products", "Products in use"),
    ("prices", "Fixed prices"),
    ("staff", "Staff"),
    ("orders", "Standing orders"),
)


def parts() -> list[Part]:
    """All parts, in the order of the list."""
    forms = [
        Part(key, label, reverse("settings:part", args=[key])) for key, label in FORMS
    ]
    lists = [Part(key, label, reverse(f"settings:{key}")) for key, label in LISTS]
    return forms + lists
