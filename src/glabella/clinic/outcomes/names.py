"""Words for what groups of treatments have in common."""

from glabella.clinic.treatments.entries import TECHNIQUES
from glabella.evidence import catalogue

__all__ = ["area_name", "product_name", "protocol_name", "technique_name"]


def area_name(key: str) -> str:
    """The name of an area; a key that the evidence no longer has stands as it is."""
    known = key in catalogue.area_keys()
    return catalogue.area_values(key).name if known else key


def product_name(key: str) -> str:
    """The name of a product, as the evidence writes it."""
    return catalogue.product(key).name if key in catalogue.product_keys() else key


def technique_name(key: str) -> str:
    """The technique in words."""
    return TECHNIQUES.get(key, "technique not said")


def protocol_name(name: str | None, number: int | None) -> str:
    """A clinic protocol with its version, or that there was none."""
    return f"{name}, version {number}" if name else "no protocol"
